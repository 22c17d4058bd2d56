"""Multipart form data is read one way or not at all."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.wire import body, multipart
from quarterdeck.wire.texts import File

from .build import exchange


def form(*parts: str, end: str = "--b--\r\n") -> bytes:
    return "".join(f"--b\r\n{part}\r\n" for part in parts).encode() + end.encode()


def field(name: str, value: str, extra: str = "") -> str:
    return f'Content-Disposition: form-data; name="{name}"{extra}\r\n\r\n{value}'


def fields(data: bytes) -> dict[str, Any] | None:
    return multipart.fields(data, "b")


def test_fields_files_and_repetitions() -> None:
    data = form(
        field("model", "whisper-1"),
        field("model", "other"),
        field("file", "a,b", '; filename="x.csv"\r\nContent-Type: text/csv'),
        field("picture", "a\0b", '; filename="p.png"\r\nContent-Type: image/png'),
    )
    assert fields(data) == {
        "model": ["whisper-1", "other"],
        "file": File("x.csv", "text/csv", "a,b", b"a,b", ("x.csv",)),
        "picture": File("p.png", "image/png", None, b"a\0b", ("p.png",)),
    }


@given(st.dictionaries(st.text("abc", min_size=1), st.text(st.characters(exclude_categories=["Cs"]), max_size=30)))
def test_what_is_written_is_read(values: dict[str, str]) -> None:
    assume_no_mark = {name: value for name, value in values.items() if "--b" not in value}
    if assume_no_mark:
        found = fields(form(*(field(name, value) for name, value in assume_no_mark.items())))
        assert found is not None
        assert {name: text.lstrip("\ufeff") for name, text in found.items()} == {
            name: text.lstrip("\ufeff") for name, text in assume_no_mark.items()
        }


@given(st.binary(max_size=300))
def test_no_bytes_raise(data: bytes) -> None:
    assert multipart.fields(b"--b\r\n" + data, "b") is None or data


@pytest.mark.parametrize(
    "data",
    [
        b"preamble\r\n" + form(field("a", "1")),
        form(field("a", "1")) + b"epilogue",
        form(field("a", "1"), end=""),
        form(field("a", "1"), end="--b--junk"),
        form('content-disposition: form-data; name="a"\nX: y\r\n\r\n1'),
        form(field("a", "1", '; name="b"')),
        form("Content-Disposition: form-data\r\n\r\n1"),
        form(field("a", "M!Q==", "\r\nContent-Transfer-Encoding: base64")),
        form(field("a", "MQ==", "\r\nContent-Transfer-Encoding: rot13")),
        form(field("a", "x", "\r\nContent-Type: text/plain\r\nContent-Type: text/html")),
        form(field("a", "x", "\r\nContent-Type: multipart/mixed; boundary=c")),
        form('Content-Disposition: form-data; name="a"\r\nContent-Disposition: form-data; name="b"\r\n\r\n1'),
        form('Content-Disposition : form-data; name="a"\r\n\r\n1'),
        form('Content-Disposition: attachment; name="a"\r\n\r\n1'),
        form("no colon\r\n\r\n1"),
        form(f"X: {'x' * 65_536}\r\n" + field("a", "1")),
        form('Content-Disposition: form-data; name="a"'),
        b"--b\n" + form(field("a", "1")),
        b"--b --\r\n",
        b"",
    ],
)
def test_what_parsers_disagree_on_is_refused(data: bytes) -> None:
    assert fields(data) is None


@pytest.mark.parametrize(
    ("value", "expect"),
    [
        ("multipart/form-data; boundary=b", "b"),
        ('multipart/form-data; boundary="a b"', "a b"),
        ("multipart/form-data; Boundary=X; charset=utf-8", "X"),
        ("multipart/form-data", None),
        ("multipart/form-data; boundary=", None),
        ("multipart/form-data; boundary=a; boundary=b", None),
        ("multipart/form-data; boundary*0=a; boundary*1=b", None),
        ("multipart/form-data; boundary=a; boundary*=b", None),
        ("multipart/form-data; boundary=" + "x" * 71, None),
    ],
)
def test_boundaries(value: str, expect: str | None) -> None:
    assert multipart.boundary(value) == expect


def test_a_transfer_encoding_is_undone_and_left() -> None:
    for encoding, written in (("base64", "c2Vj\r\ncmV0"), ("Quoted-Printable", "=73ecret")):
        extra = f"\r\nContent-Transfer-Encoding: {encoding}"
        assert fields(form(field("a", written, extra))) == {"a": ["secret", written]}
        found = fields(form(field("a", written, f'; filename="b"{extra}')))
        assert found is not None
        assert [file.data for file in found["a"]] == [b"secret", written.encode()]
    for encoding in ("7bit", "8bit", "BINARY"):
        assert fields(form(field("a", "x", f"\r\nContent-Transfer-Encoding: {encoding}"))) == {"a": "x"}


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ('filename="a.txt"', ("a.txt",)),
        ('filename="a%22b.txt"', ("a%22b.txt", 'a"b.txt')),
        ("filename=\"a.txt\"; filename*=UTF-8''%53ecret.txt", ("Secret.txt", "a.txt")),
        ("filename*=iso-8859-1'en'%a3.txt", ("\u00a3.txt",)),
        ("filename*=nonsense''%41.txt", ("nonsense''%41.txt", "nonsense''A.txt")),
        ("filename*=plain.txt", ("plain.txt",)),
        ('filename=""', ("",)),
    ],
)
def test_all_names_of_a_file(written: str, names: tuple[str, ...]) -> None:
    found = fields(form(field("a", "x", f"; {written}")))
    assert found == {"a": File(names[0], "", "x", b"x", names)}


def test_a_field_that_is_no_text_is_a_file_without_a_name() -> None:
    data = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xff\xd8\xff\r\n--b--\r\n'
    assert fields(data) == {"a": File("", "", None, b"\xff\xd8\xff", ("",))}


def test_a_file_in_a_charset_of_its_own_is_left_to_extraction() -> None:
    found = fields(form(field("a", "+AFM-", '; filename="a.txt"\r\nContent-Type: text/plain; charset=utf-7')))
    assert found == {"a": File("a.txt", "text/plain; charset=utf-7", None, b"+AFM-", ("a.txt",))}


def test_a_body_is_multipart_by_its_header_or_by_itself() -> None:
    data = form(field("model", "whisper-1"))
    url = "https://x.example/"
    for headers in ({"content-type": "multipart/form-data; boundary=b"}, {}, {"content-type": "text/plain"}):
        assert body.read(exchange(url, data, headers)).values == ({"model": "whisper-1"},)
    for kind in ("multipart/form-data", "multipart/form-data; boundary=c"):
        assert body.read(exchange(url, data, {"content-type": kind})).reason == "bad-multipart"
    twice = (("content-type", "multipart/form-data; boundary=b"), ("content-type", "text/plain"))
    assert body.read(exchange(url, data, twice)).reason == "bad-multipart"


@pytest.mark.parametrize(
    ("lines", "beside"),
    [
        (b'Content-Disposition: form-data; name="f"', []),
        (b'Content-Disposition: form-data; name="f"; filename="a.txt"\r\nContent-Type: text/plain', []),
        (b'Content-Disposition: form-data; name="f"\r\nContent-Type: text/plain; a=b', ["text/plain; a=b"]),
        (b'Content-Disposition: form-data; name="f"\r\nX-Note: hello', ["x-note: hello"]),
        (b'Content-Disposition: form-data; name="f"; size=hello', ['form-data; name="f"; size=hello']),
        (b'Content-Disposition: form-data hello; name="f"', ['form-data hello; name="f"']),
    ],
)
def test_what_the_head_of_a_part_says_is_told(lines: bytes, beside: list[str]) -> None:
    told: list[str] = []
    assert multipart.fields(b"--b\r\n" + lines + b"\r\n\r\nx\r\n--b--\r\n", "b", told)
    assert told == beside
