"""What readers hand out."""

from __future__ import annotations

import dataclasses

import pytest

from quarterdeck.wire.answers.event import Event, Record


def test_an_event_that_says_nothing_is_only_its_bytes() -> None:
    event = Event(b": ping\n\n")
    assert (event.parts, event.models, event.done, event.opaque) == ((), (), False, None)
    with pytest.raises(dataclasses.FrozenInstanceError):
        event.raw = b""  # type: ignore[misc]  # That it fails is what is tested.


def test_a_record_may_carry_nothing() -> None:
    assert Record(b"x") == (b"x", None, "", None)
