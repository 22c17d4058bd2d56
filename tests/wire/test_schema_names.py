from __future__ import annotations

from quarterdeck.wire.member import telling
from quarterdeck.wire.schema_names import SCHEMA_NAMES


def test_they_are_names_that_say_nothing() -> None:
    assert {"messages", "content", "role"} <= SCHEMA_NAMES
    assert [name for name in SCHEMA_NAMES if telling(name)] == []
