"""First bytes of files."""

from __future__ import annotations

import pytest

from quarterdeck.wire import magic


@pytest.mark.parametrize("data", [b"%PDF-1.7", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"\0\0\0\x18ftypheic", b"{\\rtf1"])
def test_files_are_known_by_their_first_bytes(data: bytes) -> None:
    assert magic.recognized(data)
    assert magic.recognized_binary(data)
    assert not magic.recognized(b" " + data)


def test_two_letters_count_only_where_there_is_no_text() -> None:
    assert not magic.recognized(b"BMW is a maker of cars")
    assert magic.recognized_binary(b"BM\xff\xff")
    assert not magic.recognized_binary(b"\0\1\2")
