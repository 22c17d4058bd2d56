"""A body's text under every charset that somebody might read it in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.wire import charset

JSON = '{"model":"a"}'


@given(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]),
       st.text(st.characters(exclude_categories=["Cs"]), max_size=50))  # fmt: skip
def test_json_needs_no_header(codec: str, text: str) -> None:
    said = f'{{"model":"{text}"}}'
    assert charset.texts(said.encode(codec))[0] == said


@given(st.binary(max_size=200), st.lists(st.text(max_size=12) | st.sampled_from(["utf-7", "cp037", "utf-16", "gbk"])))
def test_no_bytes_raise(data: bytes, names: list[str]) -> None:
    found = charset.texts(data, names)
    assert found in ("unknown-charset", "bad-charset") or all(isinstance(text, str) for text in found)


def test_a_named_charset_adds_a_reading() -> None:
    data = b'{"model":"+AGQAZQBlAHA-"}'
    assert charset.texts(data, ["utf-7"]) == ('{"model":"+AGQAZQBlAHA-"}', '{"model":"deep"}')
    ebcdic = JSON.encode("cp037")
    assert JSON in charset.texts(ebcdic, ["cp037"])


def test_utf_16_without_a_mark_is_read_both_ways() -> None:
    assert JSON in charset.texts(JSON.encode("utf-16-be"), ["utf-16"])
    assert JSON in charset.texts(JSON.encode("utf-16-le"), ["utf-16"])


@pytest.mark.parametrize("name", ["rot13", "zlib", "hex", "idna", "unicode_escape", "nonsense", "a\0b", "mbcs"])
def test_what_is_no_charset_is_unknown(name: str) -> None:
    assert charset.texts(b"{}", [name]) == "unknown-charset"


@pytest.mark.parametrize("data", [b'{"a":"\xff"}', b'{"\xc1\xad":1}', b'{"a":"\xed\xa0\x80"}', b"\xf8\x88\x80\x80\x80"])
def test_invalid_and_overlong_utf_8_is_bad(data: bytes) -> None:
    assert charset.texts(data) == "bad-charset"


def test_names_of_charsets() -> None:
    assert charset.known("UTF-7")
    assert not charset.known("nonsense")
    assert not charset.known("rot13")


def test_all_charsets_that_headers_name() -> None:
    assert charset.declared(["application/json; charset=UTF-8"]) == ("utf-8",)
    assert charset.declared(['text/plain; charset="utf-7"; charset=utf-8', "x/y;CHARSET=latin-1"]) == (
        "utf-7",
        "utf-8",
        "latin-1",
    )
    assert charset.declared(["application/json"]) == ()
