"""Evidence is for reviewers, has an end, and is on disk before anybody is told that it is."""

from __future__ import annotations

import json
import os
import stat
from hashlib import sha256
from pathlib import Path

import pytest

from quarterdeck.audit.age import NotForThisKey, SecretKey, make_secret_key
from quarterdeck.audit.evidence import ANSWER, MOST, Locker, document, expired, forgotten, is_incident, kept, opened
from quarterdeck.audit.files import Files
from quarterdeck.model.finding import Excerpt, Found
from quarterdeck.model.record import Evidence
from tests.audit.recorded import NOON, keep, record

INCIDENT = "qd-0199f0c2a4b-1a2b3c4d5e"
FACTS = {"incident": INCIDENT, "rules": ["p/r"]}
FOUND = Found("secrets.key", "/a", 5, 9, "00ff")
EXCERPT = Excerpt("/a", 0, 20, "see <KEY_1> \u00e9 \ud800", (FOUND,))


@pytest.fixture(scope="module")
def keys() -> list[SecretKey]:
    return [SecretKey(make_secret_key()) for _ in range(3)]


def locker(folder: Path, keys: list[SecretKey], total: int = 10_000, files: Files | None = None) -> Locker:
    return Locker(folder / "deck-0", [keys[0].public, keys[1].public], total, files)


def test_each_reviewer_reads_it_and_nobody_else(tmp_path: Path, keys: list[SecretKey]) -> None:
    evidence = locker(tmp_path, keys).keep(INCIDENT, FACTS, [EXCERPT])
    path = kept(tmp_path, INCIDENT, answer=False)
    assert path == tmp_path / "deck-0" / f"{INCIDENT}.age"
    data = path.read_bytes()
    assert evidence == Evidence(sha256(data).hexdigest(), len(data))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    told = opened(data, keys[0])
    assert told == opened(data, keys[1])
    found = {"detector": "secrets.key", "part": "/a", "start": 5, "end": 9, "fingerprint": "00ff"}
    one = {"part": "/a", "start": 0, "end": 20, "text": EXCERPT.text, "found": [found]}
    assert told == {**FACTS, "excerpts": [one]}
    with pytest.raises(NotForThisKey):
        opened(data, keys[2])
    assert b"see" not in data


def test_that_of_an_answer_has_a_name_of_its_own(tmp_path: Path, keys: list[SecretKey]) -> None:
    locker(tmp_path, keys).keep(INCIDENT + ANSWER, FACTS, [EXCERPT])
    assert kept(tmp_path, INCIDENT, answer=False) is None
    assert kept(tmp_path, INCIDENT, answer=True) == tmp_path / "deck-0" / f"{INCIDENT}-answer.age"


def test_it_is_on_disk_before_it_counts(tmp_path: Path, keys: list[SecretKey]) -> None:
    done: list[str] = []

    class Watched(Files):
        def sync(self, fd: int) -> None:
            done.append(f"file of {os.fstat(fd).st_size}")
            super().sync(fd)

        def sync_folder(self, path: Path) -> None:
            done.append(path.name)
            super().sync_folder(path)

    evidence = locker(tmp_path, keys, files=Watched()).keep(INCIDENT, FACTS, [EXCERPT])
    assert done == [f"file of {evidence.bytes}", "deck-0"]


def test_a_disk_that_does_not_take_it_is_an_error_and_leaves_nothing(tmp_path: Path, keys: list[SecretKey]) -> None:
    class Full(Files):
        def write(self, fd: int, data: bytes | memoryview) -> int:
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        locker(tmp_path, keys, files=Full()).keep(INCIDENT, FACTS, [EXCERPT])
    assert list((tmp_path / "deck-0").iterdir()) == []


def test_there_is_an_end_to_all_of_it_and_what_was_erased_makes_room(tmp_path: Path, keys: list[SecretKey]) -> None:
    # age adds a few bytes at random, which no limit of a test may hang on.
    large = [Excerpt("/a", 0, 30_000, "x" * 30_000, (FOUND,))]
    mine = locker(tmp_path, keys, 75_000)
    names = [f"qd-0199f0c2a4{digit}-1a2b3c4d5e" for digit in "bcd"]
    assert [mine.keep(name, FACTS, large).lost for name in names] == ["", "", "quota"]
    assert kept(tmp_path, names[2], answer=False) is None
    (tmp_path / "deck-0" / f"{names[0]}.age").unlink()
    assert mine.keep(names[2], FACTS, large).lost == ""
    # Whoever comes next counts what is there.
    assert locker(tmp_path, keys, 75_000).keep(INCIDENT, FACTS, large).lost == "quota"


def test_what_a_killed_worker_has_left_is_removed(tmp_path: Path, keys: list[SecretKey]) -> None:
    left = tmp_path / "deck-0" / ".qd-1.age.99.tmp"
    left.parent.mkdir()
    left.write_bytes(b"half")
    locker(tmp_path, keys).keep(INCIDENT, FACTS, [EXCERPT])
    assert not left.exists()


def test_an_item_holds_as_many_excerpts_as_fit() -> None:
    long = Excerpt("/a", 0, 30_000, "\u00e9" * 15_000, (FOUND,))
    data = document(FACTS, [long, long, long])
    assert len(data) <= MOST
    told = json.loads(data)
    assert (len(told["excerpts"]), told["cut"]) == (2, True)
    assert "cut" not in json.loads(document(FACTS, [long, long]))
    assert json.loads(document(FACTS, [Excerpt("", 0, 70_000, "x" * 70_000)]))["excerpts"] == []


def test_a_key_that_is_none_is_told_at_once(tmp_path: Path, keys: list[SecretKey]) -> None:
    with pytest.raises(ValueError, match="no public key of age"):
        Locker(tmp_path, ["age1nonsense"], 1)
    secret = make_secret_key()
    with pytest.raises(ValueError, match="a secret key is no public key") as raised:
        Locker(tmp_path, [secret], 1)
    assert secret not in str(raised.value)


def test_only_numbers_of_incidents_are_names_of_files(tmp_path: Path) -> None:
    assert is_incident(INCIDENT)
    for text in ("", "../x", "qd-*", f"{INCIDENT}/..", INCIDENT.upper(), "qd-0199f0c2a4b-1a2b3c4d5e\n"):
        assert not is_incident(text)
        assert kept(tmp_path, text, answer=False) is None


def test_what_is_old_is_told_by_the_time_of_its_incident(tmp_path: Path) -> None:
    folder = tmp_path / "deck-3"
    folder.mkdir()
    old, new = (folder / f"qd-{1000 * time:011x}-1a2b3c4d5e{end}.age" for time, end in ((1_000, ANSWER), (2_000, "")))
    for path in (old, new):
        path.touch()
    strange = folder / "strange.age"
    strange.touch()
    os.utime(strange, (1_400, 1_400))
    assert list(expired(tmp_path, 1_500)) == [old, strange]
    assert list(expired(tmp_path, 1_000)) == []
    assert list(expired(tmp_path / "absent", 9_999_999_999)) == []


def test_it_is_removed_with_its_record_and_not_before(tmp_path: Path) -> None:
    day = 86_400.0
    names = [f"qd-{int(1000 * (NOON - 3 * day)) + at:011x}-1a2b3c4d5e" for at in range(4)]
    folder = tmp_path / "audit-evidence" / "deck-0"
    folder.mkdir(parents=True)
    for name in (*names, f"{names[1]}{ANSWER}"):
        (folder / f"{name}.age").touch()
    evidence = Evidence("00", 1)
    old = [record(0, time=NOON - 3 * day, incident=names[at], evidence=evidence) for at in range(2)]
    between = [record(at, time=NOON - 2 * day + at) for at in range(40)]
    late = record(0, time=NOON - 2 * day + 60, event="outcome", incident=names[1], evidence=evidence)
    shard = keep(tmp_path / "audit", [*old, *between, late, record(41)], segment=1500)
    log = tmp_path / "audit"
    assert len(list((shard / "records").iterdir())) > 2

    def gone(before: float) -> list[str]:
        return [path.stem for path in forgotten(tmp_path / "audit-evidence", log, before)]

    assert gone(NOON - 4 * day) == []
    # Nothing is recorded of two of them: they were left by a crash.
    assert gone(NOON - 2 * day) == names[2:]
    next(iter(sorted((shard / "records").iterdir()))).unlink()
    assert gone(NOON - 2 * day) == [names[0], *names[1:]]
