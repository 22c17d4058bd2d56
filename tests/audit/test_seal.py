"""What is sealed is read with the same key, about the same thing, unchanged, and in no other way."""

from __future__ import annotations

import pytest

from quarterdeck.audit.seal import NotSealed, derived, seal, unseal

KEY = bytes(range(32))


def test_what_is_sealed_is_read_again():
    assert unseal(KEY, seal(KEY, b"ada", "p"), "p") == b"ada"


def test_equal_texts_do_not_look_equal():
    assert seal(KEY, b"ada", "p") != seal(KEY, b"ada", "p")
    assert b"ada" not in seal(KEY, b"ada", "p")


@pytest.mark.parametrize(("key", "about"), [(bytes(32), "p"), (KEY, "q")], ids=["another key", "another thing"])
def test_it_is_not_read_otherwise(key: bytes, about: str):
    with pytest.raises(NotSealed):
        unseal(key, seal(KEY, b"ada", "p"), about)


def test_no_byte_of_it_can_be_changed():
    sealed = seal(KEY, b"ada", "p")
    for at in range(len(sealed)):
        changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises(NotSealed):
            unseal(KEY, changed, "p")
        with pytest.raises(NotSealed):
            unseal(KEY, sealed[:at], "p")


def test_keys_for_two_purposes_differ():
    assert len({KEY, derived(KEY, b"one"), derived(KEY, b"other"), derived(bytes(32), b"one")}) == 4
