from __future__ import annotations

from pathlib import Path

from quarterdeck.audit.incident import placed, segments_of
from tests.audit.recorded import keep, record


def found(log: Path, incident: str) -> list[tuple[str, int, str]]:
    return [
        (one.shard.name, one.index, one.record["event"])
        for shard, segment in segments_of(log)
        for one in placed(shard, segment, incident)
    ]


def test_records_are_found_in_all_shards_by_their_numbers(tmp_path: Path) -> None:
    keep(tmp_path, [record(number) for number in range(300)], shard=0)
    keep(tmp_path, [record(7), record(8), record(7, event="outcome")], shard=1)
    assert len(segments_of(tmp_path)) > 5
    assert found(tmp_path, "00000007") == [
        ("deck-0", 7, "decision"),
        ("deck-1", 0, "decision"),
        ("deck-1", 2, "outcome"),
    ]
    assert found(tmp_path, "0000012b") == [("deck-0", 299, "decision")]
    assert found(tmp_path, "absent") == []


def test_what_only_holds_the_number_is_none(tmp_path: Path) -> None:
    keep(tmp_path, [record(0, reason='"incident":"00000007"'), record(7)])
    assert found(tmp_path, "00000007") == [("deck-0", 1, "decision")]


def test_half_a_record_and_an_empty_file_hold_none(tmp_path: Path) -> None:
    (segment,) = (one for _, one in segments_of(keep(tmp_path, [record(7)]).parent))
    data = segment.path.read_bytes()
    segment.path.write_bytes(data + data[:-1])
    assert found(tmp_path, "00000007") == [("deck-0", 0, "decision")]
    segment.path.write_bytes(b"")
    assert found(tmp_path, "00000007") == []
