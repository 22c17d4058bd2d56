"""A request's chunked body, read to the letter of RFC 9112 section 7.1: what parsers disagree on is an error.

Extensions and trailers are checked and dropped. An answer's body is left to h11, since origins are careless.
"""

from __future__ import annotations

import re
from typing import NoReturn

import h11
from h11._receivebuffer import ReceiveBuffer

from quarterdeck.proxy.heads import FIELD

# Bytes of one line: of a size with its extensions, or of a trailer.
LIMIT = 16_384
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})(?:[ \t]*;[\t -~\x80-\xff]*)?\Z")
# RFC 9110 section 6.5.1: fields for framing, routing, authentication, or the reading of the content.
FORBIDDEN_TRAILERS = frozenset(
    b"authorization cache-control connection content-encoding content-length content-range content-type cookie expect "
    b"host keep-alive proxy-authorization te trailer transfer-encoding upgrade".split()
)


class StrictChunkedReader:
    """Takes a Data or an EndOfMessage from a ReceiveBuffer; None to wait for more. Raises RemoteProtocolError."""

    def __init__(self) -> None:
        self._left = 0
        self._ending = b""
        self._in_trailers = False

    def __call__(self, buffer: ReceiveBuffer) -> h11.Data | h11.EndOfMessage | None:
        """Read on."""
        if self._in_trailers:
            return self._trailers(buffer)
        if self._ending and not self._end_chunk(buffer):
            return None
        if not self._left:
            line = _line(buffer)
            if line is None:
                return None
            size = _SIZE.match(line)
            if not size:
                raise h11.RemoteProtocolError("a chunk size is not plain hexadecimal")
            self._left = int(size[1], 16)
            if not self._left:
                self._in_trailers = True
                return self._trailers(buffer)
        data = buffer.maybe_extract_at_most(self._left)
        if data is None:
            return None
        self._left -= len(data)
        if not self._left:
            self._ending = b"\r\n"
        return h11.Data(data=bytes(data))

    def read_eof(self) -> NoReturn:
        """The end of the connection, which is too early."""
        raise h11.RemoteProtocolError("the connection ended within a chunked body")

    def _end_chunk(self, buffer: ReceiveBuffer) -> bool:
        found = buffer.maybe_extract_at_most(len(self._ending))
        if found is not None:
            if not self._ending.startswith(found):
                raise h11.RemoteProtocolError("a chunk does not end in CR LF")
            self._ending = self._ending[len(found) :]
        return not self._ending

    def _trailers(self, buffer: ReceiveBuffer) -> h11.EndOfMessage | None:
        while (line := _line(buffer)) is not None:
            if not line:
                return h11.EndOfMessage()
            field = FIELD.match(line)
            if not field or field[1].lower() in FORBIDDEN_TRAILERS:
                raise h11.RemoteProtocolError("a trailer is malformed, or names a field that may not come so late")
        return None


def _line(buffer: ReceiveBuffer) -> bytes | None:
    """The next line without its CR LF."""
    line = buffer.maybe_extract_next_line()
    if len(buffer if line is None else line) > LIMIT:
        raise h11.RemoteProtocolError("a line of a chunked body is too long")
    return None if line is None else bytes(line[:-2])
