"""Bodies of gRPC, gRPC-web and Connect: each message of them as a value, whatever schema it follows.

Source: grpc.io PROTOCOL-HTTP2 and PROTOCOL-WEB, connectrpc.com protocol reference.
"""

from __future__ import annotations

import binascii
import re
from typing import Any

from quarterdeck.model.exchange import Exchange
from quarterdeck.wire import coding, frames, json_strict, protobuf

_UNARY = re.compile(r"application/(?:x-|vnd\.google\.|x-google-)?proto(?:buf)?(?=$|[ ;])")
_FRAMED = re.compile(r"application/(?:grpc(?:-web)?(?:-text)?|connect)(?=$|[ ;+])")
_GRPC_WEB_TEXT = "application/grpc-web-text"
# Each chunk is encoded by itself, so that padding may stand in the middle.
_BASE64 = re.compile(rb"[A-Za-z0-9+/]+={0,2}")
_ENCODINGS = ("grpc-encoding", "connect-content-encoding")

NOT_PROTOBUF = "protobuf"


def speaks(content_type: str) -> bool:
    """Whether bodies of this type hold messages of a remote procedure call that are not plain JSON."""
    kind = content_type.lower()
    if kind.startswith("application/connect+json"):
        return False
    return _FRAMED.match(kind) is not None or _UNARY.match(kind) is not None


def values(data: bytes, content_type: str, exchange: Exchange) -> tuple[Any, ...]:
    """The messages of a body, decoded as `protobuf.decode` does or as JSON where the type says so.

    Raises coding.Unreadable: "protobuf" for what is neither message nor text, "bad-frames", else as coding.undo does.
    """
    kind = content_type.lower()
    if _UNARY.match(kind):
        payloads: tuple[bytes, ...] = (data,)
    else:
        if kind.startswith(_GRPC_WEB_TEXT):
            data = _from_base64(data)
        payloads = frames.split(data, next((name for name in map(exchange.header, _ENCODINGS) if name), None))
    return tuple(value for payload in payloads for value in _decoded(payload, "+json" in kind))


def _decoded(payload: bytes, is_json: bool) -> tuple[Any, ...]:
    if is_json:
        documents = json_strict.documents(payload.decode("utf-8", "replace"))
        if documents.reason is not None:
            raise coding.Unreadable(documents.reason)
        return documents.values
    found = protobuf.decode(payload)
    if found is None:
        raise coding.Unreadable(NOT_PROTOBUF)
    return (found,)


def _from_base64(data: bytes) -> bytes:
    chunks = _BASE64.findall(data)
    if sum(map(len, chunks)) != len(data.strip()):
        raise coding.Unreadable("bad-frames")
    try:
        return b"".join(map(binascii.a2b_base64, chunks))
    except binascii.Error:
        raise coding.Unreadable("bad-frames") from None
