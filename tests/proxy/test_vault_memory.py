"""The vault in memory: conversations apart, forgotten when idle or when there are too many."""

from __future__ import annotations

import asyncio

import pytest

from quarterdeck.proxy.vault import Bounds, VaultFull
from quarterdeck.proxy.vault_memory import MemoryVault

ADA, BOB = ("NAME", "Ada"), ("NAME", "Bob")


def names(vault: MemoryVault, key: bytes) -> dict:
    return dict(asyncio.run(vault.recall(key)).names)


def assign(vault: MemoryVault, key: bytes, *wanted, **more):
    return asyncio.run(vault.assign(key, wanted, **more))


def test_each_conversation_has_its_own_names():
    vault = MemoryVault()
    assert assign(vault, b"1", ADA, BOB).names == {("NAME", 1): "Ada", ("NAME", 2): "Bob"}
    assert assign(vault, b"2", BOB).names == {("NAME", 1): "Bob"}
    assert names(vault, b"1") == {("NAME", 1): "Ada", ("NAME", 2): "Bob"}
    assert names(vault, b"3") == {}


def test_what_was_seen_in_one_conversation_was_not_in_another():
    vault = MemoryVault()
    assign(vault, b"1", digests=[b"d" * 16])
    assert assign(vault, b"1", digests=[b"d" * 16]).seen == {b"d" * 16}
    assert assign(vault, b"2", digests=[b"d" * 16]).seen == frozenset()


def test_to_ask_whether_something_was_seen_does_not_make_it_so():
    vault = MemoryVault()
    assign(vault, b"1", digests=[b"d" * 16])
    for _ in range(2):
        asked = asyncio.run(vault.recall(b"1", [b"d" * 16, b"e" * 16]))
        assert asked.seen == {b"d" * 16}
    assert asyncio.run(vault.recall(b"2", [b"d" * 16])).seen == frozenset()
    assert len(vault) == 1


def test_only_an_unknown_conversation_begins_at_a_random_number():
    vault = MemoryVault()
    assign(vault, b"1", ADA)
    assert set(assign(vault, b"1", BOB, continues=True).names) == {("NAME", 1), ("NAME", 2)}
    ((_, number),) = assign(vault, b"2", BOB, continues=True).names
    assert 100 <= number <= 999


def test_an_idle_conversation_is_forgotten_and_one_in_use_is_not():
    clock = [0.0]
    vault = MemoryVault(Bounds(expire=10), lambda: clock[0])
    assign(vault, b"1", ADA)
    assign(vault, b"2", BOB)
    clock[0] = 9
    assert names(vault, b"1")
    clock[0] = 10
    vault.sweep()
    assert len(vault) == 1
    assert names(vault, b"2") == {}
    assert names(vault, b"1")
    clock[0] = 30
    vault.sweep()
    assert (len(vault), vault.size) == (0, 0)


def test_the_least_recently_used_conversation_makes_room():
    vault = MemoryVault(Bounds(total=4_000))
    assign(vault, b"1", ("NAME", "a" * 800))
    assign(vault, b"2", ("NAME", "b" * 800))
    assert names(vault, b"1")
    assign(vault, b"3", ("NAME", "c" * 800))
    assert names(vault, b"2") == {}
    assert names(vault, b"1")
    assert names(vault, b"3")
    assert vault.size <= 4_000


def test_a_refused_request_leaves_no_conversation_behind():
    vault = MemoryVault(Bounds(values=1))
    with pytest.raises(VaultFull):
        assign(vault, b"1", ADA, BOB)
    assert (len(vault), vault.size) == (0, 0)


def test_a_closed_vault_has_forgotten_everything_and_shows_nothing_before():
    vault = MemoryVault()
    assign(vault, b"1", ADA)
    assert repr(vault) == "MemoryVault(1 conversations)"
    asyncio.run(vault.close())
    assert (len(vault), vault.size) == (0, 0)
