from __future__ import annotations

import pytest
import re2  # type: ignore[import-untyped]  # It ships no types.

from quarterdeck.detect.syntax import CLOSED, SEMICOLON
from quarterdeck.detect.syntax_braces import BRACES
from quarterdeck.detect.syntax_scripts import SCRIPTS


@pytest.mark.parametrize(("text", "ends"), [("x = 1;", True), ("f(x);  ", True), ("so; it goes", False), ("; ", False)])
def test_a_statement_ends_with_a_semicolon(text: str, ends: bool) -> None:
    assert (re2.search(SEMICOLON, text) is not None) is ends


@pytest.mark.parametrize(("text", "ends"), [("}", True), ("  });", True), ("{a}", False), ("} else {", False)])
def test_a_block_ends_with_a_brace(text: str, ends: bool) -> None:
    assert (re2.search(CLOSED, text) is not None) is ends


def test_names_and_fences_are_nobody_elses() -> None:
    fences = [fence for one in (*BRACES, *SCRIPTS) for fence in one.fences]
    assert len(fences) == len(set(fences))
    names = [one.name for one in (*BRACES, *SCRIPTS)]
    assert len(names) == len(set(names)) == 17
