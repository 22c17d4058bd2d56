"""Which transport an answer uses: its content type says, unless its first bytes say better."""

from __future__ import annotations

import codecs

from quarterdeck.wire import charset, coding
from quarterdeck.wire.answers.documents import Documents, lines
from quarterdeck.wire.answers.event import Transport
from quarterdeck.wire.answers.framed import Connect, EventStream
from quarterdeck.wire.answers.pieces import Bytes, Message, Text
from quarterdeck.wire.answers.sse import Sse

_SSE_STARTS = (b"data:", b"event:", b"retry:", b"id:", b":")
_JSON = (b"{", b"[", b'"')
_PREFIX = b")]}'"
_LINES = ("application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines",
          "application/json-seq", "application/stream+json", "application/jsonlines")  # fmt: skip
_MEDIA = ("image/", "audio/", "video/", "font/", "application/pdf", "application/zip", "application/gzip")
_MARKUP = ("text/html", "text/css", "text/xml", "application/xml", "application/xhtml")
# The formats that stream a list element by element.
_ELEMENTS = ("gemini",)
_ENOUGH = 8
_MAX_BLANK = 1 << 16
_BOM = b"\xef\xbb\xbf"
# Marks of wide characters, longest first, and the codecs that understand them.
_WIDE = ((b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def choose(format_name: str | None, content_type: str, head: bytes, final: bool = False) -> Transport | None:
    """The transport; None while more of the head is needed. `final`: there is no more of it."""
    kind = content_type.partition(";")[0].strip().lower()
    stated = _stated(kind)
    if stated is not None:
        return stated
    # No more than this is looked at, so that the choice is the same whatever the chunks are.
    start = head.removeprefix(_BOM).lstrip(b" \t\r\n\x1e")[:_ENOUGH]
    final = final or len(head) > _MAX_BLANK
    if "json" in kind and head[:1].isspace():
        # Keeps a connection alive while the model thinks: it passes at once.
        return Documents(elements=format_name in _ELEMENTS)
    if len(start) < (2 if start[:1] in _JSON else _ENOUGH) and not final:
        return None
    if (start[:1] in _JSON and start[1:2] != b"\0") or (start.startswith(_PREFIX) and not kind.startswith(_MARKUP)):
        return Documents(elements=format_name in _ELEMENTS)
    if start.startswith(_SSE_STARTS) and not kind.startswith(_MARKUP):
        return Sse()
    return _unstructured(content_type, kind, head[:_ENOUGH])


def _stated(kind: str) -> Transport | None:
    """The transport of a type that leaves no doubt."""
    if kind == "text/event-stream":
        return Sse()
    if kind.startswith(_LINES):
        return lines()
    if kind.startswith(_MEDIA):
        return Bytes("binary")
    if kind == "application/vnd.amazon.eventstream":
        return EventStream()
    if kind.startswith("application/grpc-web-text"):
        return Bytes("protobuf")
    if kind.startswith(("application/connect", "application/grpc")):
        return Connect(binary=not kind.endswith("+json"))
    if kind in ("application/proto", "application/x-protobuf", "application/protobuf"):
        return Message()
    return None


def _unstructured(content_type: str, kind: str, start: bytes) -> Transport:
    if coding.unclaimed(start) is not None:
        return Bytes("unknown-encoding")
    for mark, codec in _WIDE:
        if start.startswith(mark):
            return Text(codec)
    zeros = tuple(byte == 0 for byte in start[:4])
    if zeros in ((False, True) * 2, (True, False) * 2):
        return Text("utf-16-be" if zeros[0] else "utf-16-le")
    if b"\0" in start or not (not kind or kind.startswith("text/") or "json" in kind or _is_text(start)):
        return Bytes("binary")
    return Text(_charset(content_type))


def _is_text(start: bytes) -> bool:
    try:
        start[: _ENOUGH - 3].decode()
    except UnicodeDecodeError as error:
        return error.end == len(start[: _ENOUGH - 3]) and error.start > 0
    return True


def _charset(content_type: str) -> str:
    """The charset that a type names, if it is one that turns bytes into text."""
    for name in charset.declared((content_type,)):
        if not isinstance(charset.texts(b"ab", (name,)), str):
            # Without a mark that says otherwise, as browsers have it.
            known = codecs.lookup(name).name
            return f"{known}-le" if known in ("utf-16", "utf-32") else known
    return "utf-8"
