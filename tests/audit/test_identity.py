"""A person's file names nobody, and is nothing without the key of its space."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quarterdeck.audit.identity import begun, escrowed, parsed
from quarterdeck.audit.seal import NotSealed

WRAP = bytes(range(32))


def test_what_is_written_is_read_again():
    for one in (begun("always", "ada"), replace(begun("20260301", "ada"), escrow=b"\0sealed", mark="m")):
        assert parsed(one.to_bytes(WRAP), WRAP) == one


def test_a_file_holds_neither_the_name_nor_its_key():
    one = begun("always", "canary-ada")
    data = one.to_bytes(WRAP)
    assert b"canary" not in data
    assert one.key not in data
    assert one.key.hex() not in repr(one)


def test_the_same_name_begun_twice_is_two_people():
    """Whoever has been erased and comes again is not known again."""
    assert begun("always", "ada").pseudonym != begun("always", "ada").pseudonym


def test_a_pseudonym_is_of_its_epoch():
    assert begun("20260301", "ada").pseudonym.startswith("20260301-")
    assert len(begun("always", "ada").pseudonym) == 16


def test_the_sealed_name_is_found_without_a_key():
    one = replace(begun("always", "ada"), escrow=b"sealed", mark="m")
    assert escrowed(one.to_bytes(WRAP)) == (one.pseudonym, b"sealed")
    bare = begun("always", "ada")
    assert escrowed(bare.to_bytes(WRAP)) == (bare.pseudonym, b"")


def test_another_space_reads_nothing():
    with pytest.raises(NotSealed):
        parsed(begun("always", "ada").to_bytes(WRAP), bytes(32))


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b"null", b'{"pseudonym":1,"key":""}', b'{"pseudonym":"a","key":"!"}']
)
def test_what_is_damaged_is_no_identity(data: bytes):
    with pytest.raises(NotSealed):
        parsed(data, WRAP)


def test_fields_are_sealed_with_a_key_of_their_own():
    one = begun("always", "ada")
    assert one.fields_key != one.key
