from __future__ import annotations

import pytest

from quarterdeck.detect.confirm.matched import Matched
from quarterdeck.detect.confirm.placeholders import in_runs, not_placeholder


@pytest.mark.parametrize(
    "text",
    [
        "AKIAIOSFODNN7EXAMPLE",
        "your-api-key",
        "xxxxxxxxxxxxxxxx",
        "<token>",
        "${TOKEN}",
        "$TOKEN",
        "{{ token }}",
        "process.env.KEY",
        "changeme",
        "1234567890abcdef",
        "'password'",
        "****",
        "aaaaaaaaaaaa",
    ],
)
def test_what_anybody_may_read_is_no_secret(text: str) -> None:
    assert not not_placeholder(Matched(text))


@pytest.mark.parametrize("text", ["q7Wz0TnKp2vLr9", "$2b$10$Qx7kd83Jf0", "correct-horse-battery", "t$EsT9!kq"])
def test_what_looks_drawn_or_chosen_may_be_one(text: str) -> None:
    assert not_placeholder(Matched(text))


@pytest.mark.parametrize(
    ("text", "runs"), [("1234", 4), ("abcdx", 4), ("9012", 4), ("4321", 4), ("aaaa", 4), ("a1b2", 0)]
)
def test_runs_count_up_down_or_stay(text: str, runs: int) -> None:
    assert in_runs(text) == runs
