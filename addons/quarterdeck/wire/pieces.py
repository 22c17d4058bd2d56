"""Uploads in pieces: what one request carries may be half a word, so that no piece can be called clean by itself.

Source: openai-openapi (/uploads/{id}/parts), Google resumable uploads (X-Goog-Upload-*, Content-Range), RFC 9110
section 14.4, S3 UploadPart, Azure Put Block, tus 1.0 and the draft of resumable uploads (Upload-Offset,
Upload-Complete).
"""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import parse_qsl

from quarterdeck.model.content import Message, Opaque
from quarterdeck.model.exchange import Exchange

PARTIAL = "partial-upload"

_SENDS = frozenset(("POST", "PUT", "PATCH"))
_PARTS = re.compile(r"/uploads/[^/]+/parts/*$", re.IGNORECASE)
_RANGE = re.compile(r"bytes\s+(\d+)-(\d+)/(\d+)\s*$", re.IGNORECASE)


def marked(found: Message | Opaque | None, exchange: Exchange) -> Message | Opaque | None:
    """The same, unread in part if the body is a piece of something larger."""
    if isinstance(found, Message) and found.opaque is None and is_piece(exchange):
        return replace(found, opaque=PARTIAL)
    return found


def is_piece(exchange: Exchange) -> bool:
    """Whether the body may begin or end inside a text that another request carries the rest of."""
    if not exchange.body or exchange.method not in _SENDS:
        return False
    return (
        _PARTS.search(exchange.path) is not None
        or _in_query(exchange)
        or _in_range(exchange)
        or _google(exchange)
        or _offset(exchange)
    )


def _in_query(exchange: Exchange) -> bool:
    if not exchange.query:
        return False
    query = {key.lower(): value for key, value in parse_qsl(exchange.query, keep_blank_values=True)}
    return ("partnumber" in query and "uploadid" in query) or (query.get("comp") in ("block", "appendblock", "page"))


def _in_range(exchange: Exchange) -> bool:
    """A range that is not plainly the whole is a piece, however it is written."""
    said = exchange.header("content-range")
    if said is None:
        return False
    found = _RANGE.match(said.strip())
    return found is None or int(found[1]) != 0 or int(found[2]) + 1 != int(found[3])


def _google(exchange: Exchange) -> bool:
    commands = {word.strip().lower() for word in (exchange.header("x-goog-upload-command") or "").split(",")}
    if "upload" not in commands:
        return False
    return "finalize" not in commands or (exchange.header("x-goog-upload-offset") or "0").strip() != "0"


def _offset(exchange: Exchange) -> bool:
    return exchange.header("upload-offset") is not None or (exchange.header("upload-complete") or "").strip() == "?0"
