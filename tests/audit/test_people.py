"""People have pseudonyms that hang on files of their own: the same for all workers, and gone with the file."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from base64 import b64decode
from pathlib import Path

import orjson
import pytest
from pyrage import x25519

from quarterdeck.audit.age import SecretKey
from quarterdeck.audit.epoch import Epochs
from quarterdeck.audit.escrow import Escrow, opened
from quarterdeck.audit.identity import escrowed
from quarterdeck.audit.people import People
from quarterdeck.audit.seal import NotSealed, unseal
from quarterdeck.audit.space import space

DAY = 86_400
NOON = 1_772_539_200.0  # 2026-03-03 12:00 UTC
REST = space(b"r" * 32)
ACME = space(b"a" * 32, "acme", ["*@acme.example"])


def people(folder: Path, **more: object) -> People:
    return People(folder, [ACME, REST], **more)  # type: ignore[arg-type]


def test_a_person_keeps_a_pseudonym_across_workers_and_restarts(tmp_path: Path):
    one = people(tmp_path).named("ada", "192.0.2.7", NOON)
    assert one.principal != one.client
    assert len(one.principal) == len(one.client) == 16
    assert people(tmp_path).named("ada", "192.0.2.7", NOON + 900 * DAY) == one
    assert people(tmp_path).named("bob", "192.0.2.7", NOON).client == one.client
    assert people(tmp_path).named("bob", "192.0.2.7", NOON).principal != one.principal


def test_whoever_is_not_known_has_no_pseudonym(tmp_path: Path):
    named = people(tmp_path).named(None, "192.0.2.7", NOON)
    assert (named.principal, len(named.client)) == (None, 16)
    nobody = people(tmp_path).named(None, "", NOON)
    assert (nobody.principal, nobody.client, nobody.identity) == (None, None, None)


def test_the_names_stand_in_no_file_and_no_name_of_a_file(tmp_path: Path):
    people(tmp_path).named("canary-ada", "192.0.2.77", NOON)
    for path in tmp_path.rglob("*"):
        said = str(path) if path.is_dir() else str(path) + path.read_bytes().decode()
        assert "canary" not in said
        assert "192.0.2.77" not in said
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


def test_where_names_rotate_a_person_is_another_in_each_epoch(tmp_path: Path):
    mine = people(tmp_path, epochs=Epochs(30))
    months = [mine.named("ada", "", NOON + 30 * DAY * number).principal for number in range(3)]
    assert len(set(months)) == 3
    assert len({name.partition("-")[0] for name in months}) == 3
    assert mine.named("ada", "", NOON).principal == months[0]


def test_a_tenant_has_people_of_its_own(tmp_path: Path):
    mine = people(tmp_path)
    theirs = mine.named("ada@acme.example", "192.0.2.7", NOON)
    assert (theirs.tenant, mine.named(None, "192.0.2.7", NOON).tenant) == ("acme", "")
    # The same address on the way for somebody else is somebody else.
    assert theirs.client != mine.named(None, "192.0.2.7", NOON).client


def test_with_another_key_of_the_tenant_they_are_new_and_the_others_are_not(tmp_path: Path):
    before = [people(tmp_path).named(user, "", NOON).principal for user in ("ada@acme.example", "bob")]
    other = People(tmp_path, [space(b"b" * 32, "acme", ["*@acme.example"]), REST])
    assert other.named("ada@acme.example", "", NOON).principal != before[0]
    assert other.named("bob", "", NOON).principal == before[1]


def test_to_ask_who_somebody_is_makes_nobody_known(tmp_path: Path):
    mine = people(tmp_path)
    assert mine.known("ada", "192.0.2.7", NOON) == (None, None)
    assert not list(mine.files())
    named = mine.named("ada", "192.0.2.7", NOON)
    assert mine.known("ada", "192.0.2.7", NOON) == (named.principal, named.client)
    assert mine.known("ada", "192.0.2.8", NOON) == (named.principal, None)


def test_whoever_is_erased_is_nobody_and_comes_back_as_somebody_else(tmp_path: Path):
    mine, worker = people(tmp_path), people(tmp_path)
    before = worker.named("ada", "192.0.2.7", NOON)
    assert [one.pseudonym for one in mine.of(["ada"])] == [before.principal]
    (gone,) = mine.erase(["ada"])
    assert not gone.exists()
    assert mine.of(["ada"]) == []
    worker.refresh()
    after = worker.named("ada", "192.0.2.7", NOON)
    assert after.principal != before.principal
    assert after.client == before.client


def test_whoever_is_erased_is_so_in_all_epochs_and_tenants(tmp_path: Path):
    mine = people(tmp_path, epochs=Epochs(30))
    for number in range(3):
        mine.named(None, "192.0.2.7", NOON + 30 * DAY * number)
    mine.named("ada@acme.example", "192.0.2.7", NOON)
    assert len(mine.erase(["192.0.2.7", "nobody"])) == 4
    assert len(list(mine.files())) == 1


def test_nothing_is_forgotten_while_nobody_is_erased(tmp_path: Path):
    mine = people(tmp_path)
    named = mine.named("ada", "", NOON)
    for path in mine.files():
        path.unlink()
    assert people(tmp_path).erase(["ada"]) == []
    mine.refresh()
    assert mine.named("ada", "", NOON) is named


def test_a_damaged_file_is_replaced_and_told(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    before = people(tmp_path).named("ada", "", NOON).principal
    (path,) = people(tmp_path).files()
    path.write_bytes(b"{")
    after = people(tmp_path).named("ada", "", NOON).principal
    assert after != before
    assert people(tmp_path).named("ada", "", NOON).principal == after
    assert "damaged" in caplog.text
    assert "ada" not in caplog.text.replace("damaged", "")


def test_a_disk_that_refuses_is_told(tmp_path: Path):
    (tmp_path / "identities").write_text("in the way")
    with pytest.raises(OSError, match="identities"):
        people(tmp_path / "identities").named("ada", "", NOON)


def test_workers_that_meet_somebody_at_once_agree(tmp_path: Path):
    code = (
        "import sys, pathlib; from quarterdeck.audit.people import People; from quarterdeck.audit.space import space;"
    )
    code += "p = People(pathlib.Path(sys.argv[1]), [space(bytes(32))]); input();"
    code += "[print(p.named(f'u{n}', '', 0.0).principal) for n in range(100)]"
    command = [sys.executable, "-c", code, str(tmp_path)]
    workers = [subprocess.Popen(command, stdin=-1, stdout=-1, stderr=-1) for _ in range(3)]
    for worker in workers:
        os.write(worker.stdin.fileno(), b"\n")  # type: ignore[union-attr]
    said = [worker.communicate() for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0, 0], b"".join(err for _, err in said).decode()
    assert len({out for out, _ in said}) == 1
    assert len(list(people(tmp_path).files())) == 100


REVIEWER, APPROVER, NEXT = (SecretKey(str(x25519.Identity.generate())) for _ in range(3))


def test_whoever_is_known_already_comes_into_escrow_when_there_is_one_and_again_when_it_is_others(tmp_path: Path):
    before = people(tmp_path).named("ada", "", NOON)
    (path,) = people(tmp_path).files()
    assert escrowed(path.read_bytes()) == (before.principal, b"")
    for reviewer in (REVIEWER, NEXT):
        mine = people(tmp_path, escrow=Escrow([reviewer.public], [APPROVER.public]))
        assert mine.named("ada", "", NOON).principal == before.principal
        pseudonym, sealed = escrowed(path.read_bytes())
        assert opened(REST.machine, pseudonym, APPROVER.opened(reviewer.opened(sealed))) == "ada"
    data = path.read_bytes()
    people(tmp_path, escrow=Escrow([NEXT.public], [APPROVER.public])).named("ada", "", NOON)
    assert path.read_bytes() == data


def test_what_is_hidden_is_sealed_for_the_person_it_is_about(tmp_path: Path):
    mine = people(tmp_path, hidden=frozenset({"client", "path"}))
    named = mine.named("ada", "192.0.2.7", NOON)
    sealed = b64decode(mine.sealed(named, {"principal": "ada", "client": "192.0.2.7", "path": "/~ada"}))
    (identity,) = mine.of(["ada"])
    said = orjson.loads(unseal(identity.fields_key, sealed, named.principal))
    assert said == {"client": "192.0.2.7", "path": "/~ada"}
    (other,) = mine.of(["192.0.2.7"])
    with pytest.raises(NotSealed):
        unseal(other.fields_key, sealed, named.principal)


def test_nothing_is_sealed_where_there_is_nothing_to_hide(tmp_path: Path):
    mine = people(tmp_path, hidden=frozenset({"path"}))
    named = mine.named("ada", "192.0.2.7", NOON)
    assert mine.sealed(named, {"client": "192.0.2.7", "path": None}) == ""
    assert mine.sealed(mine.named(None, "", NOON), {"path": "/a"}) == ""


def test_who_has_a_pseudonym_is_found_in_their_space(tmp_path: Path):
    mine = people(tmp_path, epochs=Epochs(30), escrow=Escrow([REVIEWER.public], [APPROVER.public]))
    named = mine.named("ada@acme.example", "192.0.2.7", NOON)
    mine.named(None, "192.0.2.8", NOON)
    assert mine.identity(named.principal).key == mine.of(["ada@acme.example"])[0].key
    found, sealed = mine.in_escrow(named.principal)
    assert (found.name, opened(ACME.machine, named.principal, APPROVER.opened(REVIEWER.opened(sealed)))) == (
        "acme",
        "ada@acme.example",
    )
    for pseudonym in ("0123456789abcdef", "20260101-0123456789abcdef"):
        assert mine.identity(pseudonym) is None
        assert mine.in_escrow(pseudonym) is None


def test_without_the_key_of_a_tenant_its_people_are_nobody(tmp_path: Path):
    named = people(tmp_path).named("ada@acme.example", "", NOON)
    other = People(tmp_path, [space(b"b" * 32, "acme"), REST])
    assert other.identity(named.principal) is None
    gone = People(tmp_path, [REST])
    assert gone.identity(named.principal) is None
    assert gone.in_escrow(named.principal) is None


def test_whoever_is_not_seen_any_more_is_dropped_and_whoever_is_stays(tmp_path: Path):
    mine = people(tmp_path)
    for name in ("ada", "bob", "eve"):
        mine.named(name, "", NOON)
        (path,) = (one for one in mine.files() if one.stat().st_mtime > NOON)
        os.utime(path, (NOON, NOON))
    # A worker that has started since meets one of them.
    bob = people(tmp_path).named("bob", "", NOON)
    assert mine.drop_unseen(NOON) == 0
    assert mine.drop_unseen(NOON + 2 * DAY) == 0
    assert mine.drop_unseen(NOON + 2 * DAY + 1) == 2
    assert [one.pseudonym for one in mine.of(["ada", "bob", "eve"])] == [bob.principal]


def test_workers_look_again_each_day_who_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    mine = people(tmp_path)
    mine.named("ada", "", NOON)
    (path,) = mine.files()
    os.utime(path, (NOON, NOON))
    mine.refresh()
    mine.named("ada", "", NOON)
    assert path.stat().st_mtime == NOON
    tomorrow = time.time() + DAY
    monkeypatch.setattr("quarterdeck.audit.people.time.time", lambda: tomorrow)
    mine.refresh()
    mine.named("ada", "", NOON)
    assert path.stat().st_mtime > NOON


def test_the_files_of_whoever_is_new_are_durable_once_settled_and_not_synced_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    synced: list[str] = []
    real = os.fsync

    def told(fd: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{fd}").readlink()))
        real(fd)

    monkeypatch.setattr("quarterdeck.audit.people.os.fsync", told)
    mine = people(tmp_path)
    mine.named("ada", "192.0.2.7", NOON)
    files = {str(path) for path in mine.files()}
    assert not files & {*synced}
    mine.settle()
    assert files <= {*synced}
    assert str(next(mine.files()).parent) in synced
    synced.clear()
    mine.named("ada", "192.0.2.7", NOON)
    mine.settle()
    assert synced == []
    # Another worker cannot know whether the one that made them has come so far.
    other = people(tmp_path)
    other.named("ada", "192.0.2.7", NOON)
    other.settle()
    assert files <= {*synced}


def test_whoever_could_not_be_settled_is_tried_again_and_whoever_is_erased_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    mine = people(tmp_path)
    for name in ("ada", "bob"):
        mine.named(name, "", NOON)
    with monkeypatch.context() as patch:

        def full(_: int) -> None:
            raise OSError(28, "No space left on device")

        patch.setattr("quarterdeck.audit.people.os.fsync", full)
        with pytest.raises(OSError, match="No space"):
            mine.settle()
    people(tmp_path).erase(["ada"])
    synced: list[int] = []
    monkeypatch.setattr("quarterdeck.audit.people.os.fsync", synced.append)
    mine.settle()
    assert len(synced) == 2


def test_what_a_worker_that_was_killed_left_of_somebody_goes_with_them(tmp_path: Path):
    mine = people(tmp_path)
    mine.named("ada", "", NOON)
    mine.named("bob", "", NOON)
    ada = mine.path(REST, "always", "ada")
    for left in (f"{ada.name}.x1y2z3", f".{ada.name}.4711.tmp"):
        ada.with_name(left).write_bytes(ada.read_bytes())
    assert len(list(mine.files())) == 2
    mine.erase(["ada"])
    assert [path.name for path in ada.parent.iterdir()] == [mine.path(REST, "always", "bob").name]
    (ada.with_name(f"{ada.name}.x1y2z3")).write_bytes(b"")
    os.utime(ada.with_name(f"{ada.name}.x1y2z3"), (NOON, NOON))
    assert mine.drop_unseen(NOON + 3 * DAY) == 1
