from __future__ import annotations

import base64

import pytest

from .encodings import CANARY, find, rot13


@pytest.mark.parametrize("before", ["see ", "voilà — "])
def test_both_are_found_and_worth_half(before: str) -> None:
    for text, step in ((rot13(CANARY), "rot13"), (CANARY[::-1], "reversed")):
        (found,) = find(f"{before}{text}!")
        assert (found.start, found.end) == (len(before), len(before) + len(CANARY))
        assert found.decoded_from == (step,)
        assert found.confidence == 0.5


def test_plain_and_encoded_text_is_worth_all() -> None:
    assert [found.confidence for found in find(f"{CANARY} {base64.b64encode(CANARY.encode()).decode()}")] == [1.0, 1.0]
