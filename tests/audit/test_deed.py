"""What a command does is on record when it returns, however many commands there are at once."""

from __future__ import annotations

import fcntl
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from quarterdeck.audit import layout, shard
from quarterdeck.audit.deed import deed, locked, record_deed
from quarterdeck.audit.line import Line
from quarterdeck.audit.signer import log_key, signer
from quarterdeck.audit.verify import verify_shard
from tests.audit.shards import records


def said(state: Path) -> list[str]:
    return [json.loads(line)["reason"] for line in records(state / "audit" / "admin")]


def test_a_deed_is_durable_and_signed_when_it_returns(tmp_path: Path) -> None:
    assert record_deed(tmp_path, deed("looked at", "ada")) == 0
    assert record_deed(tmp_path, deed("looked again"), deed("and again")) == 1
    admin = tmp_path / "audit" / "admin"
    report = verify_shard(admin)
    assert (report.ok, report.records, report.unsigned) == (True, 3, 0)
    assert said(tmp_path) == ["looked at", "looked again", "and again"]
    first = json.loads(records(admin)[0])
    assert (first["event"], first["worker"]) == ("log", -1)
    assert first["principal"] not in ("", "ada")
    assert report.keys == (signer(log_key(tmp_path), "admin").verifier.vkey,)
    assert admin in layout.shards(tmp_path / "audit")


def test_names_are_kept_as_the_organization_says(tmp_path: Path) -> None:
    record_deed(tmp_path, deed("looked at", "ada"), line=Line(None, worker=-1))
    assert json.loads(records(tmp_path / "audit" / "admin")[0])["principal"] == "ada"


def test_an_error_of_the_disk_is_the_caller_s_and_the_lock_is_free_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: shard.Shard, lines: Sequence[bytes]) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(shard.Shard, "append", full)
        with pytest.raises(OSError, match="No space"):
            record_deed(tmp_path, deed("lost"))
    record_deed(tmp_path, deed("kept"))
    assert said(tmp_path) == ["kept"]


def test_commands_at_once_take_turns(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from quarterdeck.audit.deed import deed, record_deed\n"
        "for number in range(5): record_deed(Path(sys.argv[1]), deed(f'{sys.argv[2]}-{number}'))"
    )
    names = ["a", "b", "c"]
    started = [subprocess.Popen([sys.executable, "-c", program, str(tmp_path), name]) for name in names]
    assert [process.wait(60) for process in started] == [0, 0, 0]
    assert sorted(said(tmp_path)) == [f"{name}-{number}" for name in names for number in range(5)]
    assert verify_shard(tmp_path / "audit" / "admin").ok


def test_a_lock_is_its_owner_s_alone(tmp_path: Path) -> None:
    def free() -> bool:
        with (tmp_path / "one.lock").open() as other:
            try:
                fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True

    with locked(tmp_path, "one.lock"):
        assert not free()
        assert (tmp_path / "one.lock").stat().st_mode & 0o777 == 0o600
    assert free()


def test_the_shard_is_there_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that is killed while it makes the shard leaves nothing that cannot be verified."""
    admin = tmp_path / "audit" / "admin"

    def killed(self: Path, target: Path) -> None:
        assert not admin.exists()
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(Path, "rename", killed)
        with pytest.raises(KeyboardInterrupt):
            record_deed(tmp_path, deed("lost"))
    assert layout.shards(tmp_path / "audit") == []

    def full(self: shard.Shard, lines: Sequence[bytes]) -> int:
        report = verify_shard(admin)
        assert (report.ok, report.records, report.checkpoints) == (True, 0, 1)
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(shard.Shard, "append", full)
        with pytest.raises(KeyboardInterrupt):
            record_deed(tmp_path, deed("lost"))
    record_deed(tmp_path, deed("kept"))
    assert said(tmp_path) == ["kept"]
