"""Which HTTP/1 request heads are read at all: only those that every parser reads in the same way.

A head that two programs could take for two different requests is how a request is smuggled past a proxy, so
leniency that RFC 9112 permits is not used here. Bytes in, a reason out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

LIMIT = 65_536
# Origins are given more room than clients: some send policies of many kilobytes.
ANSWER_LIMIT = 262_144

_EMPTY_LINES = re.compile(rb"[\r\n]*")
_END = re.compile(rb"\r?\n\r?\n")
_BARE = re.compile(rb"(?<!\r)\n|\r(?!\n)")
_TOKEN = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,32}"
_REQUEST_LINE = re.compile(rb"(?:OPTIONS \*|" + _TOKEN + rb" [!\"$-)+-~][!\"$-~]*) HTTP/1\.[01]\Z")
FIELD = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([\t -~\x80-\xff]*?)[ \t]*\Z")
_METHOD = re.compile(_TOKEN + rb"\Z")
_PATH = re.compile(rb"/[!\"$-~]*\Z")
_LENGTH = re.compile(rb"(?:0|[1-9][0-9]{0,17})\Z")
TOO_LARGE = "the request head is too large"
_NO_REQUEST_LINE = "the request line is not METHOD TARGET HTTP/1.x"
_TOKEN_SEPARATOR = re.compile(rb"[ \t]*,[ \t]*")

# What a Connection header may name (RFC 9110 section 7.6.1) without taking an end-to-end field with it.
_CONNECTION_TOKENS = frozenset(
    {b"", b"close", b"keep-alive", b"upgrade", b"te", b"http2-settings", b"proxy-connection"}
)
_SINGLE = frozenset({b"host", b"content-length", b"transfer-encoding", b"content-type", b"content-encoding"})


_STATUS_LINE = re.compile(rb"HTTP/1\.[01] [1-9][0-9]{2}(?: |\Z)")
_INTERIM = re.compile(rb"HTTP/1\.[01] 1(?!01)[0-9]{2}(?: |\Z)")


def empty_lines(data: bytes | bytearray) -> int:
    """How many bytes of line ends stand at the start."""
    match = _EMPTY_LINES.match(data)
    return match.end() if match else 0


def head_end(data: bytes | bytearray, start: int = 0) -> int:
    """Where the head ends (after its empty line), or -1 while it is incomplete; looked for from `start` on."""
    match = _END.search(data, start)
    return match.end() if match else -1


def malformed_start(data: bytes | bytearray) -> str | None:
    """Why bytes that may not hold a whole head yet are refused by their first line already, or None."""
    end = data.find(b"\n")
    if end >= 0 and not _REQUEST_LINE.match(data[:end].removesuffix(b"\r")):
        return _NO_REQUEST_LINE
    return None


def malformed(head: bytes) -> str | None:
    """Why a head (with its empty line) is refused, or None."""
    if len(head) > LIMIT:
        return TOO_LARGE
    if b"\x00" in head:
        return "the request head holds a NUL byte"
    if _BARE.search(head):
        return "a line of the request head does not end in CR LF"
    request_line, *lines = head[:-4].split(b"\r\n")
    if not _REQUEST_LINE.match(request_line):
        return _NO_REQUEST_LINE
    fields: dict[bytes, bytes] = {}
    for line in lines:
        field = FIELD.match(line)
        if not field:
            return "a header line is folded, or is not NAME: VALUE"
        name, value = field[1].lower(), field[2]
        if name in fields and name in _SINGLE:
            return f"the header {name.decode()} stands twice"
        fields[name] = fields[name] + b"," + value if name in fields else value
    return _framing(request_line, fields) or _connection(fields)


def interim(lines: Sequence[bytes | bytearray]) -> bool:
    """Whether an answer's head is followed by another one (RFC 9110 section 15.2)."""
    return _INTERIM.match(lines[0]) is not None


def malformed_answer(lines: Sequence[bytes | bytearray]) -> bool:
    """Whether a client could take an answer's head for more, or other, than one. mitmproxy checks the framing."""
    head = b"\n".join(lines)
    return not _STATUS_LINE.match(lines[0]) or b"\r" in head or b"\0" in head


def _framing(request_line: bytes, fields: dict[bytes, bytes]) -> str | None:
    version_1_0 = request_line.endswith(b"1.0")
    if not version_1_0 and b"host" not in fields:
        return "an HTTP/1.1 request has no Host header"
    if re.search(rb"[\s,@/]", fields.get(b"host", b"")):
        return "the Host header is not one host"
    length, coding = fields.get(b"content-length"), fields.get(b"transfer-encoding")
    if request_line.startswith(b"CONNECT ") and (length or b"0", coding) != (b"0", None):
        # RFC 9110 section 9.3.6 knows none; what follows the head belongs to the tunnel.
        return "a CONNECT has a body"
    if length is not None and not _LENGTH.match(length):
        return "Content-Length is not a plain number"
    if coding is None:
        return None
    if length is not None:
        return "Content-Length and Transfer-Encoding stand together"
    if version_1_0:
        return "an HTTP/1.0 request has a Transfer-Encoding"
    if coding.lower() != b"chunked":
        return "Transfer-Encoding is not chunked"
    return None


def _connection(fields: dict[bytes, bytes]) -> str | None:
    named = _TOKEN_SEPARATOR.split(fields.get(b"connection", b"").lower())
    if any(token not in _CONNECTION_TOKENS for token in named):
        return "the Connection header names a field, which could be lost on the way"
    upgrade = fields.get(b"upgrade", b"").lower()
    if upgrade and upgrade not in (b"websocket", b"h2c"):
        return "an Upgrade to an unknown protocol was asked for"
    return None


def malformed_fields(fields: Iterable[tuple[bytes, bytes]], *, ended: bool) -> str | None:
    """Why the fields of an HTTP/2 request are refused, or None; `ended` when no body follows.

    For what h2 lets pass of RFC 9113 section 8 and what HTTP/1 above would not: order, case, duplicates and
    connection fields have been checked there.
    """
    named: dict[bytes, bytes] = {}
    for name, value in fields:
        if not name.startswith(b":") and not FIELD.match(name + b":" + value):
            return "a header holds a character that may not stand there"
        named[name] = value
    method, path = named.get(b":method", b""), named.get(b":path", b"")
    if not _METHOD.match(method):
        return "the method is not a token"
    if named.get(b":scheme") != b"https":
        return "the scheme is not https"
    if not (_PATH.match(path) or (method, path) == (b"OPTIONS", b"*")):
        return "the path does not start with a slash, or holds a character that may not stand there"
    if not named.get(b":authority", named.get(b"host")):
        return "the request names no host"
    if ended and named.get(b"content-length", b"0") != b"0":
        return "Content-Length announces a body that does not come"
    return None
