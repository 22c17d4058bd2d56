"""gemini.google.com, as a client that trusts the lengths reads it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .asking import answered, asked, gemini


def chunks(body: bytes) -> list[Any]:
    """The chunks by their lengths alone, in UTF-16 code units from behind the digits."""
    text = body.decode()
    assert text.startswith(")]}'\n\n")
    units, found = text[6:].encode("utf-16-le"), []
    while units:
        rest = units.decode("utf-16-le")
        digits = rest[: rest.index("\n")]
        start, end = 2 * len(digits), 2 * (len(digits) + int(digits))
        chunk = units[start:end].decode("utf-16-le")
        assert chunk.startswith("\n")
        assert chunk.endswith("\n")
        found.append(json.loads(chunk))
        units = units[end:]
    return found


@pytest.mark.parametrize("words", ["Plain words", '🚢 你好 "quoted"'])
def test_the_lengths_are_right_and_the_candidate_is_finished(words: str) -> None:
    made = answered("gemini-web", gemini(), words)
    assert made.content_type == "application/json; charset=utf-8"
    found = chunks(made.body)
    bodies = [json.loads(one[0][2]) for one in found if one[0][0] == "wrb.fr"]
    first, last = bodies
    assert first[1] == last[1]
    candidate = last[4][0]
    assert candidate[0].startswith("rc_")
    assert candidate[1] == [words]
    assert candidate[8] == [2]
    assert found[-1][0][:2] == ["e", len(found)]


def test_a_conversation_that_goes_on_keeps_its_id() -> None:
    last = json.loads(chunks(answered("gemini-web", gemini("c_0123abc")).body)[1][0][2])
    assert last[1][0] == "c_0123abc"
    for other in ("", "no id of a conversation"):
        found = json.loads(chunks(answered("gemini-web", gemini(other)).body)[1][0][2])
        assert found[1][0].startswith("c_")
        assert found[1][0] != "c_0123abc"


@pytest.mark.parametrize("field", ["", "[", "[null]", '[null,"["]', '[null,"[1,2,[3]]"]', "[7,8]"])
def test_a_field_of_another_shape_is_no_hindrance(field: str) -> None:
    url = gemini().url
    made = answered("gemini-web", asked(url, {"f.req": field}))
    assert chunks(made.body)
