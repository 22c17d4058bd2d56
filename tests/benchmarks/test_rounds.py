from __future__ import annotations

import ast
import stat
from pathlib import Path

import pytest

from detection import rivals
from detection.rounds import ours, rival
from detection.score import Found
from quarterdeck.detect import Detectors
from quarterdeck.detect.pattern import Pattern


def test_ours_tells_places_and_confidence() -> None:
    detectors = Detectors((Pattern("custom.orca", r"ORCA-[0-9]{4}", confidence=0.7),))
    found, seconds = ours([("see ORCA-1234", ".txt"), ("nothing", ".txt")], detectors)
    assert found == [[Found(4, 13, "custom.orca", 0.7)], []]
    assert seconds > 0


def program(path: Path, body: str) -> Path:
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_a_rival_is_asked_line_by_line(tmp_path: Path) -> None:
    body = """while read -r line; do echo '[[1, 3, "EMAIL", 0.5]]'; done; echo '{"seconds": 2.5}'"""
    found, seconds = rival("any", [("text", ".txt"), ("more", ".txt")], program(tmp_path / "python", body))
    assert found == [[Found(1, 3, "EMAIL", 0.5)]] * 2
    assert seconds == 2.5


def test_a_rival_that_fails_is_told(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="before its end"):
        rival("any", [("text", ".txt")] * 2000, program(tmp_path / "python", "exit 3"))


def test_the_program_of_the_rivals_needs_nothing_of_ours() -> None:
    tree = ast.parse(Path(rivals.__file__).read_text())
    modules = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert not [name for name in modules if name.split(".")[0] in {"quarterdeck", "detection"}]
