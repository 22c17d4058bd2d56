"""Whatever is done to a log is caught, and told with the first record that it concerns."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from quarterdeck.audit import layout
from quarterdeck.audit.checkpoint import open_checkpoint
from quarterdeck.audit.note import Untrusted
from quarterdeck.audit.signer import signer
from quarterdeck.audit.verify import Report, verify_shard
from tests.audit.shards import KEY, line, lines, named, opened, records

COUNT = 700


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shard of 700 records in segments of some 130."""
    folder = tmp_path_factory.mktemp("log") / "deck-0"
    shard = opened(folder, segment=6000)
    for first in range(0, COUNT, 10):
        shard.append(lines(first, 10))
    shard.close()
    return folder


@pytest.fixture
def shard(whole: Path, tmp_path: Path) -> Path:
    """A copy that a test may spoil."""
    return Path(shutil.copytree(whole, tmp_path / "deck-0"))


def rewrite(folder: Path, new: list[bytes]) -> None:
    """Put other records into the same segments, as far as they go."""
    found = layout.segments(folder)
    ends = [one.first for one in found[1:]] + [len(new)]
    for one, end in zip(found, ends, strict=True):
        one.path.write_bytes(b"".join(new[one.first : end]))


def told(report: Report) -> str:
    return report.faults[0].what if report.faults else ""


def test_a_whole_log_holds(whole: Path) -> None:
    heard: list[int] = []
    report = verify_shard(whole, told=heard.append)
    assert (report.ok, report.records, report.unsigned, report.removed) == (True, COUNT, 0, 0)
    assert report.checkpoints == len(layout.segments(whole))
    assert heard[-1] == COUNT
    assert report.keys == (named(whole).verifier.vkey,)


@pytest.mark.parametrize("number", [0, 1, 255, 256, 300, 511, 512, 698, 699])
@pytest.mark.parametrize("what", ["changed", "removed", "added", "swapped"])
def test_what_was_done_to_a_record_is_told_with_its_number(shard: Path, number: int, what: str) -> None:
    found = records(shard)
    if what == "changed":
        found[number] = found[number].replace(b"what", b"whet")
    elif what == "removed":
        del found[number]
    elif what == "added":
        found.insert(number, line(9999))
    else:
        other = 10 if number > 350 else 690
        found[number], found[other] = found[other], found[number]
        number = min(number, other)
    rewrite(shard, found)
    report = verify_shard(shard)
    assert not report.ok
    assert report.faults[0].index == number


@pytest.mark.parametrize("left", [0, 1, 255, 256, 699])
def test_an_end_that_was_cut_off_is_told(shard: Path, left: int) -> None:
    found = records(shard)[:left]
    for one in layout.segments(shard):
        if one.first >= max(left, 1):
            one.path.unlink()
    kept = layout.segments(shard)
    kept[-1].path.write_bytes(b"".join(found[kept[-1].first :]))
    report = verify_shard(shard)
    assert report.faults[0].index == left
    assert "the end was cut off, or rolled back" in " ".join(fault.what for fault in report.faults)


def test_a_whole_log_that_was_rolled_back_is_known_by_a_checkpoint_kept_elsewhere(whole: Path, tmp_path: Path) -> None:
    trusted = open_checkpoint((whole / layout.CHECKPOINT).read_bytes(), [named(whole).verifier.vkey])[0]
    older = opened(tmp_path / "deck-0", segment=6000)
    older.append(lines(0, 500))
    older.close()
    assert verify_shard(tmp_path / "deck-0").ok
    report = verify_shard(tmp_path / "deck-0", trusted=[trusted])
    assert (report.ok, report.faults[0].index) == (False, 500)
    assert "700 records were signed, and 500 are there" in told(report)


def test_a_log_that_was_written_anew_is_known_by_a_checkpoint_kept_elsewhere(whole: Path, tmp_path: Path) -> None:
    trusted = open_checkpoint(layout.kept_checkpoints(whole)[1].read_bytes(), [named(whole).verifier.vkey])[0]
    forked = opened(tmp_path / "deck-0", segment=6000)
    forked.append([line(1), *lines(1, COUNT + 10)])
    forked.close()
    assert verify_shard(tmp_path / "deck-0").ok
    report = verify_shard(tmp_path / "deck-0", trusted=[trusted])
    assert "are not those that were signed" in told(report)


def test_a_missing_segment_is_told(shard: Path) -> None:
    found = layout.segments(shard)
    found[2].path.unlink()
    report = verify_shard(shard)
    assert f"records {found[2].first} to {found[3].first - 1} are missing" in " ".join(
        one.what for one in report.faults
    )


@pytest.mark.parametrize("which", [range(3), range(1, 3), range(1)])
def test_segments_that_were_removed_on_record_leave_their_hashes(shard: Path, which: range) -> None:
    found = layout.segments(shard)
    gone = range(found[which.start].first, found[which.stop].first)
    for number in which:
        found[number].path.unlink()
    middle = gone.start + 7
    report = verify_shard(shard, removed=[range(middle, gone.stop), range(gone.start, middle)])
    assert (report.ok, report.removed, report.records) == (True, len(gone), COUNT)
    assert report.checkpoints == len(found)
    assert verify_shard(shard, removed=None).ok


@pytest.mark.parametrize("count", [1, 3])
def test_segments_that_no_record_says_were_removed_are_told(shard: Path, count: int) -> None:
    found = layout.segments(shard)
    for one in found[:count]:
        one.path.unlink()
    on_record = range(found[count].first - 1)
    report = verify_shard(shard, removed=[on_record] if count == 3 else [])
    assert report.faults[0].index == (len(on_record) if count == 3 else 0)
    assert "no removal is on record" in told(report)


def test_a_removal_on_record_excuses_no_change(shard: Path) -> None:
    found = layout.segments(shard)
    everything = [range(COUNT)]
    assert verify_shard(shard, removed=everything).ok
    found[0].path.unlink()
    path = found[2].path
    path.write_bytes(path.read_bytes().replace(b"what", b"whet", 1))
    assert verify_shard(shard, removed=everything).faults[0].index == found[2].first


@pytest.mark.parametrize("place", [0, 31, 8191])
def test_the_hashes_of_what_was_removed_must_fit_the_root(shard: Path, place: int) -> None:
    found = layout.segments(shard)
    for one in found[:3]:
        one.path.unlink()
    tile = shard / "tile" / "0" / "000"
    data = bytearray(tile.read_bytes())
    data[place] ^= 1
    tile.write_bytes(data)
    report = verify_shard(shard, removed=[range(found[3].first)])
    assert not report.ok
    assert report.faults[0].index <= place // 32
    assert report.faults[0].path == shard / "tile"
    tile.unlink()
    report = verify_shard(shard, removed=[range(found[3].first)])
    assert report.faults[0].path == tile


def test_a_checkpoint_is_counted_once_however_often_it_is_there(whole: Path) -> None:
    newest = open_checkpoint((whole / layout.CHECKPOINT).read_bytes(), [named(whole).verifier.vkey])[0]
    assert verify_shard(whole, trusted=[newest, newest]).checkpoints == verify_shard(whole).checkpoints


@pytest.mark.parametrize("path", ["tile/0/000", "tile/0/001", "tile/1/000.p/2", "tile/0/002.p/188"])
def test_a_hash_that_was_changed_is_told_from_a_record(shard: Path, path: str) -> None:
    data = bytearray((shard / path).read_bytes())
    data[-1] ^= 1
    (shard / path).write_bytes(data)
    report = verify_shard(shard)
    if path.startswith("tile/1"):
        # It is made anew from those below, and nothing is asked of it.
        assert report.ok
        return
    assert "the record itself is as it was signed" in told(report)
    assert report.faults[0].path == shard / path


@pytest.mark.parametrize("path", ["checkpoint", "log.pub", "tile/0/001"])
def test_what_is_missing_is_told(shard: Path, path: str) -> None:
    (shard / path).unlink()
    report = verify_shard(shard)
    assert not report.ok
    assert path in str(report.faults[0].path)


def test_another_key_does_not_verify(whole: Path, tmp_path: Path) -> None:
    report = verify_shard(whole, [signer(KEY, "deck-1").verifier.vkey])
    assert "none of the given keys has signed" in told(report)
    with pytest.raises(Untrusted):
        open_checkpoint((whole / layout.CHECKPOINT).read_bytes(), [signer(KEY, "deck-1").verifier.vkey])


def test_what_is_not_signed_yet_is_counted(tmp_path: Path) -> None:
    one = opened(tmp_path / "deck-0")
    one.append(lines(0, 5))
    one.sign()
    one.append(lines(5, 3))
    with layout.segments(tmp_path / "deck-0")[-1].path.open("ab") as file:
        file.write(b'{"half')
    report = verify_shard(tmp_path / "deck-0")
    assert (report.ok, report.records, report.unsigned) == (True, 8, 3)


SMALL = 40


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small") / "deck-0"
    shard = opened(folder, segment=900)
    for number in range(SMALL):
        shard.append(lines(number, 1))
    shard.close()
    return folder


def test_every_byte_of_a_small_log_counts(small: Path) -> None:
    """Of the records, the checkpoints and the key; a hash beside them is only there to find the place."""
    for one in layout.segments(small):
        data, first = one.path.read_bytes(), one.first
        for at in range(len(data)):
            one.path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
            report = verify_shard(small)
            assert not report.ok, (one.path.name, at)
            number = first + data[:at].count(b"\n")
            assert report.faults[0].index == number, (at, report.faults)
        one.path.write_bytes(data)
    for path in (small / layout.CHECKPOINT, small / layout.PUBLIC_KEY, *layout.kept_checkpoints(small)):
        data = path.read_bytes()
        for at in range(len(data)):
            path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
            assert not verify_shard(small).ok or data[at : at + 1] == b"\n", (path.name, at)
        path.write_bytes(data)
    assert verify_shard(small).ok


def tampers() -> dict[str, Callable[[random.Random, list[bytes]], tuple[list[bytes], int]]]:
    def edit(chance: random.Random, found: list[bytes]) -> tuple[list[bytes], int]:
        at = chance.randrange(len(found))
        found[at] = b'{"number":%d}\n' % chance.randrange(10**9)
        return found, at

    def delete(chance: random.Random, found: list[bytes]) -> tuple[list[bytes], int]:
        at = chance.randrange(len(found))
        count = chance.randrange(1, 1 + len(found) - at)
        del found[at : at + count]
        return found, at

    def reorder(chance: random.Random, found: list[bytes]) -> tuple[list[bytes], int]:
        one, other = sorted(chance.sample(range(len(found)), 2))
        found[one], found[other] = found[other], found[one]
        return found, one

    def fork(chance: random.Random, found: list[bytes]) -> tuple[list[bytes], int]:
        at = chance.randrange(len(found))
        return [*found[:at], *(line(5000 + number) for number in range(len(found) - at))], at

    return {"edit": edit, "delete": delete, "reorder": reorder, "fork": fork}


@pytest.mark.parametrize("kind", list(tampers()))
def test_random_tampers_are_caught_and_located(whole: Path, tmp_path: Path, kind: str) -> None:
    folder = Path(shutil.copytree(whole, tmp_path / "deck-0"))
    chance, before = random.Random(kind), records(whole)
    for _ in range(100):
        after, number = tampers()[kind](chance, list(before))
        rewrite(folder, after)
        report = verify_shard(folder)
        assert not report.ok
        assert report.faults[0].index == number


def test_a_log_that_was_signed_while_it_was_empty_holds(tmp_path: Path) -> None:
    """As when the power goes before the first records are signed: the checkpoint of none is still there."""
    shard = opened(tmp_path / "deck-0")
    shard.sign()
    assert (verify_shard(tmp_path / "deck-0").ok, verify_shard(tmp_path / "deck-0").checkpoints) == (True, 1)
    shard.append(lines(0, 5))
    report = verify_shard(tmp_path / "deck-0")
    assert (report.ok, report.records, report.unsigned, report.checkpoints) == (True, 5, 5, 1)
    shard.sign()
    assert verify_shard(tmp_path / "deck-0").checkpoints == 1
