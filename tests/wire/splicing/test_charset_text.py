from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.wire.splicing.change import applied
from quarterdeck.wire.splicing.charset_text import byte_changes, codec, is_unicode, reading
from quarterdeck.wire.splicing.refused import CannotSplice


@pytest.mark.parametrize("name", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@given(pieces=st.tuples(*[st.text(st.characters(exclude_characters="\ufeff\0", exclude_categories=["Cs"]))] * 3))
def test_bytes_around_a_change_stay(name, mark, pieces):
    before, old, after = pieces
    # Without a mark, zeros of the first two characters tell the charset, as in JSON.
    before = '{"' + before
    text = before + old + after
    data = (mark + text).encode(name)
    assert reading(data, ()) == text
    made = byte_changes(data, text, (), [(len(before), len(before + old), "né\U0001f600")])
    assert applied(data, made) == (mark + before + "né\U0001f600" + after).encode(name)


def test_a_charset_that_a_header_names():
    data = "größe".encode("latin-1")
    assert reading(data, ("latin-1",)) == "größe"
    assert codec(data, "größe", ("latin-1",)) == ("iso8859-1", b"")
    assert not is_unicode(data, "größe", ("latin-1",))
    assert is_unicode(b"plain", "plain", ("latin-1",))
    made = byte_changes(data, "größe", ("latin-1",), [(2, 3, "ü")])
    assert applied(data, made) == "grüße".encode("latin-1")


def test_several_readings_are_not_edited():
    with pytest.raises(CannotSplice, match="ambiguous"):
        reading("größe".encode(), ("latin-1",))


@pytest.mark.parametrize(
    ("data", "charsets", "reason"), [(b"\xff\x00\xff", (), "bad-charset"), (b"\xe9", ("rot13",), "unknown-charset")]
)
def test_what_has_no_reading_says_why(data, charsets, reason):
    with pytest.raises(CannotSplice, match=reason):
        reading(data, charsets)


def test_a_character_that_the_charset_does_not_have_is_refused():
    with pytest.raises(CannotSplice, match="charset"):
        byte_changes("größe".encode("latin-1"), "größe", ("latin-1",), [(0, 1, "\U0001f600")])
    with pytest.raises(CannotSplice, match="charset"):
        byte_changes(b"plain", "plain", (), [(0, 1, "\ud800")])


def test_a_charset_with_states_is_edited_only_where_it_is_in_none():
    text = "plain 日本 plain"
    data = text.encode("iso2022_jp")
    made = byte_changes(data, text, ("iso2022_jp",), [(0, 5, "other")])
    assert applied(data, made).decode("iso2022_jp") == "other 日本 plain"
    with pytest.raises(CannotSplice, match="charset"):
        byte_changes(data, text, ("iso2022_jp",), [(7, 8, "語")])


def test_bytes_that_the_text_does_not_give_back_are_refused():
    with pytest.raises(CannotSplice, match="charset"):
        codec(b"other", "text", ())
