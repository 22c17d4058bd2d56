"""Only what counts is on disk, and what does not count yet is gone back to."""

from __future__ import annotations

from pathlib import Path

from quarterdeck.sinks.cursor import Place, read_places
from quarterdeck.sinks.progress import Progress


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def at(index: int) -> dict[str, Place]:
    return {"deck-0": Place("o", index)}


def test_what_counts_at_once_is_on_disk_at_once(tmp_path):
    path = tmp_path / "a.json"
    progress = Progress(path)
    assert progress.fresh
    progress.sent(at(3))
    assert read_places(path) is None
    progress.settle(0)
    assert read_places(path) == progress.places == at(3)
    assert not Progress(path).fresh
    assert Progress(path).places == at(3)


def test_having_begun_is_on_disk_even_where_there_is_nothing_yet(tmp_path):
    path = tmp_path / "a.json"
    progress = Progress(path)
    progress.begin({})
    assert not progress.fresh
    assert read_places(path) == {}
    assert not Progress(path).fresh


def test_what_must_grow_old_first_counts_when_it_has(tmp_path):
    clock = Clock()
    progress = Progress(tmp_path / "a.json", clock)
    progress.sent(at(3))
    clock.now += 6
    progress.sent(at(5))
    progress.settle(10)
    assert progress.open
    assert progress.places == {}
    clock.now += 4
    progress.settle(10)
    assert read_places(tmp_path / "a.json") == at(3)
    clock.now += 6
    progress.settle(10)
    assert read_places(tmp_path / "a.json") == at(5)
    assert not progress.open


def test_what_is_forgotten_never_counts(tmp_path):
    clock = Clock()
    progress = Progress(tmp_path / "a.json", clock)
    progress.sent(at(3))
    progress.settle(0)
    progress.sent(at(9))
    progress.forget()
    clock.now += 1000
    progress.settle(10)
    assert progress.places == at(3)
    assert not progress.open


def test_a_damaged_cursor_is_told_in_a_sentence_and_begins_anew(tmp_path, caplog):
    path = tmp_path / "a.json"
    path.write_text('{"form": 1, "sha')
    progress = Progress(path)
    assert progress.places == {}
    # Not as a new sink, which may want to skip what is there.
    assert not progress.fresh
    assert [record.getMessage() for record in caplog.records] == [
        f"{path} is damaged; all that the deck log has is shipped again"
    ]


def test_a_disk_that_takes_no_cursor_is_told_once_and_tried_again(tmp_path: Path, caplog):
    folder = tmp_path / "sinks"
    folder.write_text("where a folder should be")
    progress = Progress(tmp_path / "a.json")
    progress._path = folder / "a.json"
    for index in (1, 2):
        progress.sent(at(index))
        progress.settle(0)
    assert "cannot be written" in progress.problem
    assert len(caplog.records) == 1
    folder.unlink()
    progress.settle(0)
    assert progress.problem == ""
    assert read_places(folder / "a.json") == at(2)
