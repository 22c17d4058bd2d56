from __future__ import annotations

import pytest

from quarterdeck.detect.confirm.marking import TABLE
from quarterdeck.detect.confirm.matched import Matched


def holds(name: str, before: str, value: str, after: str) -> bool:
    return TABLE[name]("")(Matched(value, before, after))


@pytest.mark.parametrize(
    ("before", "after", "alone"),
    [
        ("", "", True),
        ("Plan\n  ** ", " **\r\n1. Ships", True),
        ("# ", "\n", True),
        ("the ", "\n", False),
        ("\n", ": cake", False),
        ("\n", " recipe", False),
    ],
)
def test_a_word_on_its_own_line_is_a_heading(before: str, after: str, alone: bool) -> None:
    assert holds("own-line", before, "SECRET", after) is alone


@pytest.mark.parametrize(
    ("before", "begins"), [("", True), ("x\n  ", True), ("x\n1. ", True), ("x\nb) ", True), ("birds are ", False)]
)
def test_a_block_begins_its_line(before: str, begins: bool) -> None:
    assert holds("line-start", before, "Classified By: x", "") is begins


@pytest.mark.parametrize(
    ("before", "after", "apart"),
    [
        ("", "", True),
        ("Sheet | ", " | 3", True),
        ("(", ")", True),
        ("SHE ", " CHILD", False),
        ("\n", " CHILD", False),
        ("SHE ", "\n", False),
    ],
)
def test_a_marking_beside_words_is_a_part_of_their_sentence(before: str, after: str, apart: bool) -> None:
    assert holds("edge", before, "PROTECTED A", after) is apart


@pytest.mark.parametrize(
    ("before", "after", "marks"),
    [
        ("x\n", " The ships moved", True),
        ("x\n2. ", " The ships moved", True),
        ("x\n", " 2024 Example", False),
        ("x\n", " Copyright Example", False),
        ("Example ", " The ships", False),
        ("x\n", "", False),
        ("x\n", "x", False),
    ],
)
def test_a_letter_in_brackets_marks_a_paragraph_that_it_begins(before: str, after: str, marks: bool) -> None:
    assert holds("portion", before, "(C)", after) is marks


@pytest.mark.parametrize(
    ("after", "closed"),
    [
        (".\n * Do not copy.", True),
        (".\n *\n * Redistribution and\n * use in source", False),
        (".\n// Use of this source code is governed by a BSD-style", False),
        (".\n# SPDX-License-Identifier: MIT", False),
    ],
)
def test_an_open_licence_reserves_all_rights_as_well(after: str, closed: bool) -> None:
    assert holds("closed-source", "", "Copyright 2024 Example. All rights reserved", after) is closed


def test_none_of_them_takes_an_argument() -> None:
    for make in TABLE.values():
        with pytest.raises(ValueError, match="nothing behind a colon"):
            make("1")
