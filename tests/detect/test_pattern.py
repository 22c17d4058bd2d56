from __future__ import annotations

import pytest

from quarterdeck.detect.pattern import BadPattern, Pattern


def test_spans_count_characters() -> None:
    assert list(Pattern("custom.k", "KEY-[0-9]{3}").spans("é KEY-123, KEY-456")) == [(2, 9), (11, 18)]


@pytest.mark.parametrize("regex", [r"(a)\1", "(?=a)b", "(?<!a)b"])
def test_what_needs_backtracking_does_not_compile(regex: str) -> None:
    with pytest.raises(BadPattern):
        Pattern("custom.k", regex)
