"""Bodies of gRPC, gRPC-web and Connect, however they are framed and compressed."""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from typing import Any

import brotli
import pytest

from quarterdeck import wire
from quarterdeck.model.content import Message, Opaque
from quarterdeck.wire import body, coding, frames, rpc

from .build import UNLISTED, exchange, matched
from .packed import zstd
from .proto import held

URL = "https://api.example/pkg.v1.ChatService/Send"
MESSAGE = held(1, "made-up secret K") + b"\x10\x01"
TREE = {"1": ["made-up secret K"]}
PACK = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress, "zstd": zstd.compress}


def read(data: bytes, kind: str, **headers: str) -> body.Body:
    pairs = {"content-type": kind, **{key.replace("_", "-"): value for key, value in headers.items()}}
    return body.read(exchange(URL, data, pairs))


@pytest.mark.parametrize(
    "kind",
    ["application/proto", "application/x-protobuf", "application/protobuf", "Application/Proto; charset=binary",
     "application/vnd.google.protobuf"],
)  # fmt: skip
def test_a_single_message(kind: str) -> None:
    assert read(MESSAGE, kind) == body.Body("protobuf", (TREE,))
    assert read(gzip.compress(MESSAGE), kind, content_encoding="gzip").values == (TREE,)


@pytest.mark.parametrize(
    "kind", ["application/grpc", "application/grpc+proto", "application/grpc-web", "application/grpc-web+proto",
             "application/connect+proto", "application/grpc;charset=x"],
)  # fmt: skip
def test_framed_messages(kind: str) -> None:
    assert read(frames.join(0, MESSAGE) * 2, kind) == body.Body("protobuf", (TREE, TREE))


@pytest.mark.parametrize("name", PACK)
@pytest.mark.parametrize(
    ("kind", "header"),
    [("application/grpc", "grpc-encoding"), ("application/connect+proto", "connect-content-encoding")],
)
def test_frames_are_compressed_as_the_header_says(name: str, kind: str, header: str) -> None:
    framed = frames.join(0, MESSAGE) + frames.join(frames.COMPRESSED, PACK[name](MESSAGE))
    assert read(framed, kind, **{header: name}).values == (TREE, TREE)
    assert read(framed, kind, **{header: "snappy"}).reason == "unknown-encoding"


def test_without_a_header_compressed_frames_are_gzip() -> None:
    framed = frames.join(frames.COMPRESSED, gzip.compress(MESSAGE))
    assert read(framed, "application/connect+proto").values == (TREE,)
    assert read(framed[:-9], "application/grpc").reason == "bad-frames"


def test_the_text_form_for_browsers_is_base64_in_chunks() -> None:
    one = base64.b64encode(frames.join(0, MESSAGE))
    assert one.endswith(b"=")
    assert read(one + one, "application/grpc-web-text").values == (TREE, TREE)
    assert read(one[:-1], "application/grpc-web-text+proto").reason == "bad-frames"
    assert read(b"%%" + one, "application/grpc-web-text").reason == "bad-frames"


def test_ends_of_streams_and_trailers_are_texts() -> None:
    end = frames.join(frames.END, b'{"error":{"message":"x"}}')
    trailer = frames.join(frames.TRAILERS, b"grpc-status: 0\r\n")
    assert read(frames.join(0, MESSAGE) + end, "application/connect+proto").values[1:] == (
        {"text": '{"error":{"message":"x"}}'},
    )
    assert read(trailer, "application/grpc-web").values == ({"text": "grpc-status: 0\r\n"},)


def test_json_in_frames_is_json() -> None:
    said = json.dumps({"prompt": "x"}).encode()
    assert read(frames.join(0, said), "application/grpc+json").values == ({"prompt": "x"},)
    assert read(frames.join(0, said[:-1]), "application/grpc+json").reason == "not-json"


def test_a_type_that_lies_is_no_cover_for_json() -> None:
    value: dict[str, Any] = {"model": "m", "messages": [{"role": "user", "content": "x"}]}
    for kind in ("application/proto", "application/grpc"):
        assert value in read(json.dumps(value).encode(), kind).values
    assert read(b'{"a":1,"a":2}', "application/proto").reason == "duplicate-keys"


def test_a_field_whose_length_reads_like_a_brace_is_no_json() -> None:
    found = read(held(1, "x" * 123), "application/proto")
    assert found.values == ({"1": ["x" * 123], "text": "\n{" + "x" * 123},)


def test_what_is_neither_message_nor_text_is_opaque() -> None:
    assert read(b"\xff" * 40, "application/proto").reason == "protobuf"
    assert read(frames.join(0, b"\xff" * 40), "application/grpc").reason == "protobuf"
    assert read(MESSAGE, "application/grpc").reason == "bad-frames"


def test_other_types_are_not_touched() -> None:
    for kind in ("application/json", "application/connect+json", "application/prototype", "application/grpcx"):
        assert not rpc.speaks(kind)
    with pytest.raises(coding.Unreadable):
        rpc.values(MESSAGE, "application/grpc", exchange(URL, MESSAGE))


def test_texts_of_a_call_are_parts_wherever_it_goes() -> None:
    asked = exchange(URL, frames.join(1, gzip.compress(MESSAGE)), {"content-type": "application/grpc"})
    assert wire.read(asked, UNLISTED) is None
    found = wire.read_any(asked, UNLISTED)
    assert isinstance(found, Message)
    assert [part.text for part in found.parts] == ["made-up secret K"]
    broken = exchange(URL, b"\0\0\0\0\7", {"content-type": "application/grpc"})
    assert wire.read(broken, matched()) == Opaque("bad-frames")
