"""What is compiled once is found again, and nothing is taken that somebody else could have put there."""

from __future__ import annotations

from pathlib import Path

import pytest

from quarterdeck.config.compiled import cache_dir, prepare
from quarterdeck.detect import Detectors
from quarterdeck.detect.pattern import Pattern
from quarterdeck.detect.sweep import Sweep
from quarterdeck.model.content import Part


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "quarterdeck"


def detectors() -> Detectors:
    return Detectors(tuple(Pattern(f"custom.p{n:03}", f"key{n:03}[a-z]") for n in range(60)))


def finds(made: Detectors) -> bool:
    return [one.detector for one in made.find((Part("", "key007x"),))] == ["custom.p007"]


def test_the_second_time_nothing_is_compiled(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare(detectors())
    kept = list(cache.iterdir())
    assert len(kept) == 1
    assert all(path.stat().st_mode & 0o077 == 0 for path in kept)
    monkeypatch.setattr(Sweep, "compiled", lambda self: pytest.fail("compiled again"))
    again = detectors()
    prepare(again)
    assert finds(again)


def test_what_is_damaged_is_compiled_anew(cache: Path) -> None:
    prepare(detectors())
    for path in cache.iterdir():
        path.write_bytes(b"\0\0\0\2[]what is no database")
    again = detectors()
    prepare(again)
    assert finds(again)
    assert all(path.stat().st_size > 100 for path in cache.iterdir())


def test_a_folder_to_which_others_can_write_is_not_used(cache: Path) -> None:
    cache.mkdir()
    cache.chmod(0o777)
    assert cache_dir() is None
    made = detectors()
    prepare(made)
    assert finds(made)
    assert list(cache.iterdir()) == []


def test_without_a_home_it_is_kept_in_the_state_folder_if_there_is_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.delenv("HOME", raising=False)
    assert cache_dir() is None
    for state in (None, tmp_path / "none", tmp_path):
        made = detectors()
        prepare(made, state)
        assert finds(made)
    assert len(list((tmp_path / "compiled").iterdir())) == 1
    assert not (tmp_path / "none").exists()


def test_a_few_expressions_are_not_worth_a_file(cache: Path) -> None:
    prepare(Detectors((Pattern("custom.a", "key"),)))
    assert not cache.exists()
