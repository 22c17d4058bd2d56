"""An epoch is so many days, named by its first, and a pseudonym says which it is of."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from quarterdeck.audit.epoch import ALWAYS, Epochs, epoch_of, is_pseudonym, pseudonym


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def test_where_nothing_rotates_there_is_one_epoch():
    epochs = Epochs()
    assert {epochs.name(epochs.number(time)) for time in (0.0, at("2026-03-03"), 1e11)} == {ALWAYS}


def test_an_epoch_lasts_so_many_days_and_is_named_by_the_first():
    epochs = Epochs(30)
    first = datetime.strptime(epochs.name(epochs.number(at("2026-03-03"))), "%Y%m%d").replace(tzinfo=UTC).timestamp()
    assert first <= at("2026-03-03") < first + 30 * 86_400
    names = [epochs.name(epochs.number(first + seconds)) for seconds in (-0.001, 0, 30 * 86_400 - 0.001, 30 * 86_400)]
    assert names[0] != names[1] == names[2] != names[3]


@pytest.mark.parametrize("epoch", [ALWAYS, "20260301"])
def test_a_pseudonym_tells_its_epoch(epoch: str):
    assert epoch_of(pseudonym(epoch, "0123456789abcdef")) == epoch


def test_a_pseudonym_is_the_bare_digits_where_nothing_rotates():
    assert pseudonym(ALWAYS, "0123456789abcdef") == "0123456789abcdef"
    assert pseudonym("20260301", "0123456789abcdef") == "20260301-0123456789abcdef"


@pytest.mark.parametrize("text", ["0123456789abcdef", "20260301-0123456789abcdef"])
def test_a_pseudonym_looks_like_one(text: str):
    assert is_pseudonym(text)


@pytest.mark.parametrize(
    "text", ["ada", "192.0.2.7", "../0123456789abcdef", "0123456789abcdef\n", "*-0123456789abcdef"]
)
def test_what_is_none_does_not(text: str):
    assert not is_pseudonym(text)
