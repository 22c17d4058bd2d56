"""A request's body as every parser at the far end might read it: never fewer readings than there could be.

Content types are hints only: JSON is JSON whatever a header calls it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from quarterdeck.model.exchange import Exchange
from quarterdeck.wire import charset, chunked, coding, form, frames, generic, json_strict, magic, multipart, rpc

_FORM = re.compile(r"[^\s{}\[\]<>\"=&]{1,200}=\S*\Z")
_JSON_TYPE = "application/json"
_FORM_TYPE = "application/x-www-form-urlencoded"
_RPC_TYPES = ("application/grpc", "application/connect", "application/proto", "application/x-protobuf")
_FILE_TYPES = (
    "image/", "audio/", "video/", "font/", "application/pdf", "application/zip", "application/gzip", "application/vnd.",
    "application/msword", "application/x-", "application/octet-stream",
)  # fmt: skip

_GLANCE = 4096
# What is JSON, and still cannot be read.
_CONTENDED = frozenset(("duplicate-keys", "too-deep", "too-many-documents", "too-many-parts"))

# The kinds whose values formats are asked about.
PARSED = ("json", "multipart", "form", "text", "protobuf")


@dataclass(frozen=True, slots=True)
class Body:
    """`kind` is "json", "protobuf", "multipart", "form", "text", "file" or "opaque"; `values` are its readings.

    JSON gives its documents, protobuf its messages, multipart and form bodies one mapping each, text the text itself.
    `text` is a reading of the whole as text, "" when there is none. `reason` is set when the kind is "opaque".
    `others` is what laxer parsers would read as well: a mapping that no format is asked about. `data` are the decoded
    bytes where the whole may be a file.
    """

    kind: str
    values: tuple[Any, ...] = ()
    reason: str | None = None
    text: str = ""
    others: Any = None
    data: bytes = b""


def decode(exchange: Exchange, limit: int = coding.MAX_OUT) -> tuple[bytes, ...]:
    """The body without its codings; also as it stands, where a server that ignores the header would read JSON.

    Raises coding.Unreadable.
    """
    data = exchange.body or b""
    if len(data) > limit:
        raise coding.Unreadable("too-large")
    names = codings(exchange)
    if names:
        plain = begins_as_json(data)
        try:
            decoded = coding.undo(data, names, limit)
        except coding.Unreadable:
            if plain:
                return (data,)
            raise
        return (decoded, data) if plain else (decoded,)
    betrayed = coding.unclaimed(data)
    if betrayed is not None:
        try:
            return (coding.undo(data, (betrayed,), limit), data)
        except coding.Unreadable as error:
            if error.reason == "too-large":
                raise
    return (data,)


def codings(exchange: Exchange) -> tuple[str, ...]:
    """The codings that the headers name, in the order in which they were put on."""
    headers = ("content-encoding", "transfer-encoding")
    names = coding.named(value for header in headers for key, value in exchange.headers if key == header)
    if chunked.speaks(exchange) or chunked.CODING in names:
        # It was put on last, wherever the header names it.
        names = (*(name for name in names if name != chunked.CODING), chunked.CODING)
    return names


def begins_as_json(data: bytes) -> bool:
    """Whether some parser might take bytes for JSON: after marks, zeros, comments and the like comes a bracket."""
    return json_strict.begins(data[:_GLANCE].decode("latin-1").removeprefix("\xef\xbb\xbf")) is not None


def read(exchange: Exchange, limit: int = coding.MAX_OUT) -> Body:
    """All that the body says. Never raises: what cannot be read is of kind "opaque", with its reason."""
    types = [value.strip() for key, value in exchange.headers if key == "content-type"]
    try:
        views = decode(exchange, limit)
        if not types or types[0] == _JSON_TYPE:
            pass
        elif types[0].lower().startswith("application/connect+json"):
            views = (b"\n".join(frames.split(views[0], exchange.header("connect-content-encoding"))),)
            types = [_JSON_TYPE]
        elif rpc.speaks(types[0]):
            return _rpc(views, types, exchange)
    except coding.Unreadable as error:
        return Body("opaque", reason=error.reason)
    if len(views) == 1:
        return view(views[0], types)
    found = [view(data, types) for data in views]
    for body in found:
        if body.kind == "opaque" and body.reason != "binary":
            return body
    documents = tuple(value for body in found if body.kind == "json" for value in body.values)
    if documents:
        return Body("json", documents, text=found[0].text)
    return next((body for body in found if body.kind != "opaque"), found[0])


def _rpc(views: tuple[bytes, ...], types: Sequence[str], exchange: Exchange) -> Body:
    """The messages of a call; also what a server that ignores the content type would read as JSON."""
    said = [view(data, types) for data in views]
    documents = tuple(value for one in said if one.kind == "json" for value in one.values)
    contended = next((one for one in said if one.reason in _CONTENDED), None)
    if contended is not None:
        return contended
    try:
        return Body("protobuf", (*rpc.values(views[0], types[0], exchange), *documents))
    except coding.Unreadable as error:
        return Body("json", documents) if documents else Body("opaque", reason=error.reason)


def view(data: bytes, types: Sequence[str] = ()) -> Body:
    """What decoded bytes say, with the content types that were claimed for them."""
    boundary = boundary_of(data, types)
    types = [value.lower() for value in types]
    if boundary is not None:
        heads: list[str] = []
        fields = multipart.fields(data, boundary, heads) if boundary else None
        if fields is None:
            return Body("opaque", reason=multipart.BAD, text=data.decode("latin-1"))
        return Body("multipart", (fields,), others={"heads": heads} if heads else None)
    is_json = any("json" in kind for kind in types)
    is_rpc = any(kind.startswith(_RPC_TYPES) for kind in types)
    texts = charset.texts(data, charset.declared(types))
    if isinstance(texts, str):
        return _binary(data, types, is_json, is_rpc, texts)
    text = texts[0]
    found: list[Any] = []
    passed = ""
    reason = None
    for reading in texts:
        start = reading.lstrip(" \t\r\n\x1e")[:1]
        # What only a lax parser passes over, it sends all the same.
        skipped = 0 if start and start in '{["' else json_strict.begins(reading) or 0
        if is_json or start == "{" or skipped or (start and start in '["' and not is_rpc):
            documents = json_strict.documents(reading[skipped:] if skipped else reading)
            if documents.reason is None:
                found += documents.values
                passed = passed or reading[:skipped]
            elif is_json or start == "{" or documents.reason != "not-json" or (skipped and generic.suspected(reading)):
                reason = reason or documents.reason
    if found:
        return Body("json", tuple(found), text=text, others={"passed": passed} if passed.strip("\0\ufeff") else None)
    is_form = any(kind.startswith(_FORM_TYPE) for kind in types) or (not types and _FORM.match(text) is not None)
    if is_form and (reason is None or not (is_json or generic.suspected(text))):
        return _form(texts, charset.declared(types))
    # RTF begins with a brace.
    if reason is not None and (is_json or not magic.recognized(data)):
        return Body("opaque", reason=reason, text=text)
    if is_rpc or "\0" in text:
        return _binary(data, types, False, is_rpc, "binary")
    kind = "file" if magic.recognized(data) else "text"
    return Body(kind, (text,), text=text, data=data, others={"charset": list(texts[1:])} if len(texts) > 1 else None)


def boundary_of(data: bytes, types: Sequence[str]) -> str | None:
    """The boundary of a form. None: not multipart; "": multipart, but its boundary cannot be told."""
    for kind in types:
        if kind.lower().startswith("multipart/"):
            return (len(types) == 1 and multipart.boundary(kind)) or ""
    return multipart.sniff(data) if data.startswith(b"--") else None


def _binary(data: bytes, types: Sequence[str], is_json: bool, is_rpc: bool, reason: str) -> Body:
    if is_rpc:
        return Body("opaque", reason="protobuf")
    if is_json or reason == "unknown-charset" or begins_as_json(data[:_GLANCE].replace(b"\0", b"")):
        return Body("opaque", reason=reason, text=data.replace(b"\0", b"").decode("latin-1"))
    if magic.recognized_binary(data) or any(kind.startswith(_FILE_TYPES) for kind in types):
        return Body("file", data=data)
    return Body("opaque", reason="binary", data=data)


def _form(texts: Sequence[str], charsets: Sequence[str]) -> Body:
    """A form, and what all readings of it show beside the fields of the first."""
    try:
        others = [form.others(text, charsets) for text in texts] + [form.fields(text) for text in texts[1:]]
        return Body("form", (form.fields(texts[0]),), text=texts[0], others=[one for one in others if one] or None)
    except form.TooManyFields:
        return Body("opaque", reason="too-large", text=texts[0])
