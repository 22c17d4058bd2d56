from __future__ import annotations

import asyncio

import pytest

from quarterdeck.proxy.namebook import NameBook
from quarterdeck.proxy.redactor import Named
from quarterdeck.redact.names import NamesFull

CARD, KEY = ("PAYMENT_CARD", "4111111111111111"), ("KEY", "key-abcdefgh")


def assign(book: NameBook, conversation: bytes, *values: tuple[str, str], continues: bool = False) -> Named:
    return asyncio.run(book.assign(conversation, values, (), {KEY}, continues=continues))


def test_a_value_keeps_its_name_and_secrets_are_never_given_back() -> None:
    book = NameBook()
    assert assign(book, b"one", CARD).placeholders == {CARD: "<PAYMENT_CARD_1>"}
    second = assign(book, b"one", ("PAYMENT_CARD", "4222"), CARD, KEY)
    assert second.placeholders[CARD] == "<PAYMENT_CARD_1>"
    assert second.originals == {"PAYMENT_CARD_1": CARD[1], "PAYMENT_CARD_2": "4222"}


def test_conversations_know_nothing_of_each_other() -> None:
    book = NameBook()
    assign(book, b"one", CARD)
    assert assign(book, b"two", ("PAYMENT_CARD", "4222")).originals == {"PAYMENT_CARD_1": "4222"}


def test_where_another_worker_may_have_named_things_nothing_is_given_back() -> None:
    assert assign(NameBook(), b"one", CARD, continues=True).originals == {}


def test_what_is_not_used_is_forgotten() -> None:
    now = 0.0
    book = NameBook(most=2, forgotten_after=10, clock=lambda: now)
    assign(book, b"one", CARD)
    now = 5.0
    assign(book, b"two", CARD)
    now = 11.0
    assign(book, b"three", CARD)
    assert len(book) == 2
    assign(book, b"four", CARD)
    assert len(book) == 2


def test_too_many_values_are_refused() -> None:
    with pytest.raises(NamesFull):
        assign(NameBook(), b"one", *(("KEY", f"key-{n:08}") for n in range(5000)))
