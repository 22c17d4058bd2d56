"""The framing that AWS libraries put around a body they sign in pieces, undone: chunks, each with its size.

Source: Amazon S3, "Signature calculations for the Authorization header: transferring a payload in multiple chunks".
It is written as a content coding, and first in the list though it was put on last; servers know it by
`x-amz-content-sha256: STREAMING-...` as well.
"""

from __future__ import annotations

import re

from quarterdeck.model.exchange import Exchange

CODING = "aws-chunked"
HEADER = "x-amz-content-sha256"
_SIZE = re.compile(rb"([0-9a-fA-F]{1,8})(?:;[^\r\n]{0,1000})?\r\n")
_TRAILER = re.compile(rb"(?:[!-9;-~]+:[^\r\n]*\r\n?\n?)*(?:\r\n)?\Z")
_MAX_CHUNKS = 100_000


class BadChunks(ValueError):
    """Sizes that do not add up, or something after the end."""


def says(value: str) -> bool:
    """Whether the header that is no content coding says that the body is framed so."""
    return value.strip().upper().startswith("STREAMING-")


def speaks(exchange: Exchange) -> bool:
    """Whether a header of the exchange, other than its content codings, says so."""
    return any(key == HEADER and says(value) for key, value in exchange.headers)


def undo(data: bytes) -> bytes:
    """The content of all chunks. Raises BadChunks."""
    out: list[bytes] = []
    position = 0
    for _ in range(_MAX_CHUNKS):
        head = _SIZE.match(data, position)
        if head is None:
            raise BadChunks
        size = int(head[1], 16)
        position = head.end()
        if not size:
            if not _TRAILER.match(data, position):
                raise BadChunks
            return b"".join(out)
        out.append(data[position : position + size])
        position += size
        if data[position : position + 2] != b"\r\n":
            raise BadChunks
        position += 2
    raise BadChunks
