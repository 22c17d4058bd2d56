"""A body as every parser at the far end might read it."""

from __future__ import annotations

import gzip
import json
import zlib

import brotli
import pytest

from quarterdeck.model.exchange import Exchange
from quarterdeck.wire import body

from .build import exchange

JSON = b'{"model":"a","messages":[]}'
VALUE = {"model": "a", "messages": []}


def sent(data: bytes, *headers: tuple[str, str]) -> Exchange:
    return exchange("https://x.example/", data, headers)


def read(data: bytes, *headers: tuple[str, str]) -> body.Body:
    return body.read(sent(data, *headers))


def gz(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


@pytest.mark.parametrize(
    "headers",
    [
        [("content-encoding", "gzip")], [("content-encoding", " GZip ")], [("content-encoding", "x-gzip")], [],
        [("content-encoding", "identity, gzip")], [("transfer-encoding", "gzip, chunked")],
        [("content-encoding", "identity")],
    ],
)  # fmt: skip
def test_gzip_claimed_anyhow_or_not_at_all(headers: list[tuple[str, str]]) -> None:
    assert read(gz(JSON), *headers) == body.Body("json", (VALUE,), text=JSON.decode())


def test_zlib_that_no_header_names() -> None:
    assert read(zlib.compress(JSON)).values == (VALUE,)
    assert read(b"x^2 + y").kind == "text"


def test_chunks_of_aws_come_off_first_wherever_they_are_named() -> None:
    packed = gz(JSON)
    framed = b"%x;chunk-signature=a\r\n%b\r\n0;chunk-signature=b\r\n\r\n" % (len(packed), packed)
    assert read(framed, ("content-encoding", "aws-chunked,gzip")).values == (VALUE,)
    streaming = ("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER")
    assert read(framed, ("content-encoding", "gzip"), streaming).values == (VALUE,)
    assert read(b"5\r\nhello\r\n0\r\n\r\n", streaming).values == ("hello",)
    assert read(b"hello", streaming).reason == "corrupt-encoding"
    assert read(JSON, streaming).values == (VALUE,)


def test_codings_in_several_headers_stack() -> None:
    data = brotli.compress(zlib.compress(JSON))
    assert read(data, ("content-encoding", "deflate"), ("content-encoding", "br")).values == (VALUE,)
    assert read(gz(data), ("content-encoding", "deflate, br"), ("transfer-encoding", "gzip")).values == (VALUE,)


def test_a_header_that_lies_is_no_cover() -> None:
    for name in ("gzip", "br", "zstd", "compress"):
        assert read(JSON, ("content-encoding", name)).values == (VALUE,)
        assert read(b"// no\n" + JSON, ("content-encoding", name)).values == (VALUE,)
    assert read(b"\x01\x02", ("content-encoding", "gzip")).reason == "corrupt-encoding"
    assert read(gz(JSON)[:-3], ("content-encoding", "gzip")).reason == "corrupt-encoding"
    assert read(gz(JSON) + b"{}", ("content-encoding", "gzip")).reason == "corrupt-encoding"
    assert read(gz(JSON), ("content-encoding", "compress")).reason == "unknown-encoding"
    assert read(gz(JSON), ("content-encoding", "gzip,gzip,gzip,gzip")).reason == "too-deep"


def test_both_views_of_a_body_that_is_json_and_decodes() -> None:
    """A brotli stream may begin like JSON; here the two views are given to the reading as if it did."""
    found = [body.view(JSON), body.view(b'{"model":"b"}')]
    assert [one.values[0]["model"] for one in found] == ["a", "b"]


def test_over_the_limit() -> None:
    assert body.read(sent(b"x" * 101), limit=100).reason == "too-large"
    assert body.read(sent(gz(b"x" * 101), ("content-encoding", "gzip")), limit=100).reason == "too-large"
    assert body.read(sent(gz(bytes(20 << 20)))).reason == "too-large"


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-32", "utf-8-sig"])
def test_json_in_other_charsets(codec: str) -> None:
    assert read(JSON.decode().encode(codec)).values == (VALUE,)


def test_a_charset_that_changes_the_text_gives_both() -> None:
    data = b'{"model":"+AGQAZQBlAHA-"}'
    found = read(data, ("content-type", "application/json; charset=utf-7"))
    assert found.values == ({"model": "+AGQAZQBlAHA-"}, {"model": "deep"})
    assert read(data, ("content-type", "application/json; charset=nonsense")).reason == "unknown-charset"


def test_forms() -> None:
    form = ("content-type", "application/x-www-form-urlencoded")
    assert read(b"a=1&b=%53+x&a=2&a=3", form).values == ({"a": ["1", "2", "3"], "b": "S x"},)
    assert read(b"a=1&b=2").kind == "form"
    assert read(JSON, form).kind == "json"
    assert read(b'{"a":1,}=', form).kind == "form"
    assert read(b"&".join([b"a=1"] * 10_001), form).reason == "too-large"


def test_connect_frames() -> None:
    framed = b"\x00" + len(JSON).to_bytes(4, "big") + JSON
    packed = gz(JSON)
    framed += b"\x01" + len(packed).to_bytes(4, "big") + packed
    kind = ("content-type", "application/connect+json")
    assert read(framed, kind).values == (VALUE, VALUE)
    assert read(framed[:-1], kind).reason == "bad-frames"
    assert read(framed, ("content-type", "application/connect+proto")).kind == "protobuf"


@pytest.mark.parametrize(
    ("data", "kind", "expect"),
    [
        (b"hello there", "text/plain", "text"),
        (b"[hello] there", "text/plain", "text"),
        (b'"quoted" words', "text/plain", "text"),
        (b"\x89PNG\r\n\x1a\n\0", "", "file"),
        (b"%PDF-1.7\n\xe2\xe3", "", "file"),
        (b"\xff\xfe\xff\xff\xff", "image/x", "file"),
        (b"RIFF\xff\xff\xff\xff", "audio/wav", "file"),
        (b"%PDF-1.7 in ascii", "", "file"),
        (b"{\\rtf1 words}", "text/plain", "file"),
        (b"{\\rtf1 words}", "application/json", "opaque"),
        (b"BM\xff\xff", "", "file"),
        (b"BMW makes cars", "", "text"),
        (b"\0\1\2", "application/octet-stream", "file"),
        (b"\0\1\2", "application/vnd.oasis.opendocument.text", "file"),
        (b"# a title\n[a link](x)", "text/markdown", "text"),
        (b"// code\n{ return 1; }", "text/plain", "text"),
        (b"\x0a\x05hello", "application/proto", "protobuf"),
        (b"\0\0\0\0\5\x0a\x03abc", "application/grpc-web+proto", "protobuf"),
    ],
)
def test_kinds(data: bytes, kind: str, expect: str) -> None:
    assert read(data, *([("content-type", kind)] if kind else [])).kind == expect


@pytest.mark.parametrize(
    ("data", "kind", "reason"),
    [
        (b"\0\1\2\xff", "", "binary"),
        (b"\0\1\2", "text/plain", "binary"),
        (b"\x0a\x09hello\1", "application/proto", "protobuf"),
        (b"\0\0\0\0\5\x0a\x04ab\1", "application/grpc-web+proto", "protobuf"),
        (b"hello", "application/json", "not-json"),
        (b'{"a":1,"a":2}', "text/plain", "duplicate-keys"),
        (b'{"a":\xff}', "", "bad-charset"),
        (b"{broken", "image/png", "not-json"),
    ],
)
def test_opaque(data: bytes, kind: str, reason: str) -> None:
    found = read(data, *([("content-type", kind)] if kind else []))
    assert (found.kind, found.reason) == ("opaque", reason)


def test_top_level_values_that_are_no_objects() -> None:
    kind = ("content-type", "application/json")
    for value in (None, 1, True, "text", [1], '{"model":"a"}'):
        assert read(json.dumps(value).encode(), kind).values == (value,)
