import struct

import pytest

from quarterdeck.extract.budget import Unreadable
from quarterdeck.extract.zip_entries import directory

from .build import zip_of

ONE = zip_of({"a.txt": "first words", "b.txt": "second words"})


def test_entries_and_where_they_are():
    found = directory(ONE, 10)
    assert [entry.name for entry in found.entries] == ["a.txt", "b.txt"]
    assert all(entry.clear and not entry.encrypted for entry in found.entries)
    assert (found.first, found.hidden) == (0, ())


def test_an_archive_that_follows_something_is_found_and_says_where_it_begins():
    found = directory(b"leading bytes" + ONE, 10)
    assert found.first == 13
    assert [entry.name for entry in found.entries] == ["a.txt", "b.txt"]


def test_bytes_that_no_entry_owns_are_named():
    second = ONE.index(b"PK\x03\x04", 4)
    end = ONE.rindex(b"PK\x05\x06")
    offset = struct.unpack_from("<L", ONE, end + 16)[0]
    central = bytearray(ONE[second:].replace(ONE[second:offset], b"hidden" + ONE[second:offset], 1))
    moved = bytearray(ONE[:second] + central)
    at = moved.rindex(b"PK\x01\x02")
    struct.pack_into("<L", moved, at + 42, second + 6)
    struct.pack_into("<L", moved, moved.rindex(b"PK\x05\x06") + 16, offset + 6)
    assert directory(bytes(moved), 10).hidden == ((second, second + 6),)
    assert directory(ONE + b"after", 10).hidden == ((len(ONE), len(ONE) + 5),)


def test_an_entry_the_directory_does_not_list_is_hidden():
    end = ONE.rindex(b"PK\x05\x06")
    first = ONE.index(b"PK\x01\x02")
    second = ONE.index(b"PK\x01\x02", first + 4)
    only = bytearray(ONE[:second] + ONE[end:])
    struct.pack_into("<2H2L", only, second + 8, 1, 1, second - first, first)
    found = directory(bytes(only), 10)
    assert [entry.name for entry in found.entries] == ["a.txt"]
    assert found.hidden == ((ONE.index(b"PK\x03\x04", 4), first),)


def test_entries_that_share_bytes_are_a_bomb():
    shared = bytearray(ONE)
    at = shared.rindex(b"PK\x01\x02")
    struct.pack_into("<L", shared, at + 42, 0)
    with pytest.raises(Unreadable, match="bomb"):
        directory(bytes(shared), 10)


def test_a_local_header_that_says_otherwise_is_not_clear():
    other = bytearray(ONE)
    other[30:31] = b"z"
    assert [entry.clear for entry in directory(bytes(other), 10).entries] == [False, True]


def test_more_entries_than_allowed_are_refused_before_they_are_read():
    with pytest.raises(Unreadable, match="too-many-members"):
        directory(ONE, 1)


@pytest.mark.parametrize("cut", [1, 10, 21, 40, 100])
def test_a_directory_cut_short_is_corrupt(cut):
    with pytest.raises(Unreadable, match="corrupt-file"):
        directory(ONE[:-cut], 10)


def test_names_that_are_not_utf_8_are_read_as_the_format_says():
    raw = ONE.replace(b"a.txt", b"\x81.txt")
    assert directory(raw, 10).entries[0].name == "\u00fc.txt"
