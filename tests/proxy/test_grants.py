"""A grant is what we have signed, for whom it was signed, as long as it was signed for; all workers see it at once."""

from __future__ import annotations

import json
import multiprocessing
from pathlib import Path

import pytest

from quarterdeck.model.grant import Grant
from quarterdeck.model.principal import Principal
from quarterdeck.proxy import grants
from quarterdeck.proxy.grants import GrantBook, grants_path

KEY = bytes(range(32))
ADA, BOB = Principal("10.0.0.1", "ada"), Principal("10.0.0.2")


def book(folder: Path, key: bytes = KEY) -> GrantBook:
    return GrantBook(grants_path(folder), key)


def grant(to: GrantBook, who: Principal = ADA, rule: str = "p/think", given: float = 100.0, until: float = 200.0):
    return Grant(to.digest(who), rule, "qd-1", given, until)


def test_other_workers_see_a_grant_as_soon_as_it_is_given(tmp_path: Path):
    one, other = book(tmp_path), book(tmp_path)
    assert other.of(ADA, 150) == frozenset()
    one.add([grant(one), grant(one, rule="p/more", until=300)])
    assert other.of(ADA, 150) == one.of(ADA, 150) == {"p/think", "p/more"}
    assert other.ends(ADA, 150) == {"p/think": 200, "p/more": 300}
    assert other.of(ADA, 250) == {"p/more"}
    assert other.of(ADA, 300) == frozenset()
    assert [one.rule for one in other.standing(150)] == ["p/think", "p/more"]


def test_a_grant_is_for_one_principal(tmp_path: Path):
    one = book(tmp_path)
    one.add([grant(one)])
    assert one.of(BOB, 150) == one.of(Principal("10.0.0.1"), 150) == frozenset()
    assert one.of(Principal("10.9.9.9", "ada"), 150) == {"p/think"}


def test_the_file_names_nobody_and_is_for_its_owner_only(tmp_path: Path):
    one = book(tmp_path)
    one.add([grant(one), grant(one, BOB)])
    kept = one.path.read_text()
    assert "ada" not in kept
    assert "10.0.0" not in kept
    assert one.path.stat().st_mode & 0o777 == 0o600


def forged(line: bytes) -> list[bytes]:
    said = json.loads(line)
    longer = {**said, "grant": {**said["grant"], "until": 9e9}}
    elsewhere = {**said, "grant": {**said["grant"], "rule": "p/all"}}
    unsigned = {"grant": said["grant"]}
    odd = [[], {}, 1, {"mac": 1, "grant": said["grant"]}, {**said, "mac": "\N{SNOWMAN}"}]
    return [json.dumps(one).encode() for one in (longer, elsewhere, unsigned, *odd)] + [line[:-9], b"\xff", b""]


def test_what_was_not_signed_grants_nothing_and_hides_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    one = book(tmp_path)
    one.add([grant(one)])
    line = one.path.read_bytes().strip()
    one.path.write_bytes(b"\n".join([*forged(line), line, b""]))
    assert one.ends(ADA, 150) == {"p/think": 200}
    assert "11 lines carry no signature of ours" in caplog.text
    one.path.write_bytes(b"\n".join([*forged(line), b""]))
    assert one.of(ADA, 150) == frozenset()
    assert book(tmp_path, bytes(32)).of(ADA, 150) == frozenset()


def test_a_line_that_was_cut_off_does_not_spoil_the_next(tmp_path: Path):
    one = book(tmp_path)
    one.add([grant(one)])
    one.path.write_bytes(one.path.read_bytes() + b'{"grant": {"wh')
    one.add([grant(one, BOB)])
    assert one.of(ADA, 150) == one.of(BOB, 150) == {"p/think"}


def test_removing_the_file_takes_everything_back(tmp_path: Path):
    one = book(tmp_path)
    one.add([grant(one)])
    assert one.of(ADA, 150)
    one.path.unlink()
    assert one.of(ADA, 150) == frozenset()
    one.add([grant(one, BOB)])
    assert (one.of(ADA, 150), one.of(BOB, 150)) == (frozenset(), {"p/think"})


def test_a_file_that_cannot_be_read_grants_nothing(tmp_path: Path):
    one = book(tmp_path)
    one.path.mkdir()
    assert one.of(ADA, 150) == frozenset()
    with pytest.raises(OSError, match="grants"):
        one.add([grant(one)])


def test_what_has_ended_is_dropped_when_there_is_much_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(grants, "_IDLE", 3)
    one, other = book(tmp_path), book(tmp_path)
    one.add([grant(one, until=110 + number) for number in range(4)] + [grant(one, BOB, until=900)])
    assert other.of(BOB, 150)
    one.add([grant(one, given=500.0, until=800)])
    assert len(one.path.read_bytes().splitlines()) == 2
    assert one.path.stat().st_mode & 0o777 == 0o600
    assert (other.of(ADA, 600), other.of(BOB, 600)) == ({"p/think"}, {"p/think"})
    assert list(tmp_path.iterdir()) == [one.path]


def _many(folder: str, number: int) -> None:
    one = book(Path(folder))
    for count in range(40):
        # Every other one has ended when the next is given, so that the file is rewritten again and again.
        one.add([grant(one, rule=f"p/{number}-{count}", given=float(count), until=1e6 if count % 2 else count + 0.5)])


def test_workers_that_write_at_once_lose_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(grants, "_IDLE", 4)
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=_many, args=(str(tmp_path), number)) for number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0, 0, 0, 0]
    assert book(tmp_path).of(ADA, 1000) == {f"p/{number}-{count}" for number in range(4) for count in range(1, 40, 2)}


def test_what_was_granted_to_somebody_is_taken_back_for_all_workers(tmp_path: Path):
    one, other = book(tmp_path), book(tmp_path)
    one.forget([ADA])
    assert not one.path.exists()
    one.add([grant(one), grant(one, BOB), grant(one, rule="p/more", until=300)])
    assert other.of(ADA, 150)
    one.forget([Principal("", "ada"), Principal("10.0.0.3")])
    assert other.of(ADA, 150) == frozenset()
    assert other.of(BOB, 150) == {"p/think"}
    assert one.digest(ADA) not in one.path.read_text()
