"""Mail as it is sent (RFC 5322, MIME): every header, every part in its own encoding, attachments as files."""

from __future__ import annotations

import email.errors
import email.header
import email.message
import email.parser
import email.policy
import re

from quarterdeck.extract import charset, labels
from quarterdeck.extract.walk import File

_ENCODED = re.compile(r"=\?[^?\s]{1,40}\?[bqBQ]\?[^?]*\?=")
_MAX_BOUNDARIES = 100
_ENCODINGS = frozenset(("", "7bit", "8bit", "binary", "quoted-printable", "base64", "x-uuencode", "uuencode", "uue"))


def read(file: File) -> None:
    """One message. More multiparts than a hundred are refused: "too-deep"."""
    if file.data.count(b"boundary=") > _MAX_BOUNDARIES:
        file.refuse("too-deep")
        for text in charset.readings(file.data):
            file.text(text)
        return
    message = email.parser.BytesParser(policy=email.policy.compat32).parsebytes(file.data)
    for number, part in enumerate(message.walk()):
        file.parts()
        inside = f"part{number}" if number else ""
        _headers(file, part, inside)
        if part.is_multipart():
            # What stands before the first boundary and after the last is shown by no reader, and sent all the same.
            file.text("\n".join(filter(None, (part.preamble, part.epilogue))), inside)
        else:
            _body(file, part, inside)


def _headers(file: File, part: email.message.Message, inside: str) -> None:
    lines = []
    for name, value in part.items():
        text = _decoded(str(value))
        lines.append(f"{name}: {text}")
        if name.lower() == "msip_labels":
            for label in labels.of_properties(re.sub(r"\s*\n\s*", "", text)):
                file.label(label, inside)
    file.text("\n".join(lines), inside)


def _decoded(value: str) -> str:
    """A header with its encoded words undone (RFC 2047); what cannot be undone stays as it is."""
    plain = value.encode("utf-8", "surrogateescape").decode("utf-8", "replace") if not value.isascii() else value
    if not _ENCODED.search(plain):
        return plain
    try:
        pieces = email.header.decode_header(plain)
    except (ValueError, email.errors.HeaderParseError):
        return plain
    return "".join(piece if isinstance(piece, str) else charset.best(piece, codec or "") for piece, codec in pieces)


def _body(file: File, part: email.message.Message, inside: str) -> None:
    encoding = str(part.get("content-transfer-encoding", "")).strip().lower()
    if encoding not in _ENCODINGS:
        file.refuse("unknown-encoding", inside)
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    name = _decoded(str(part.get_filename() or ""))
    if part.get_content_type() in ("text/plain", "text/markdown", "text/csv") and not name:
        file.text(charset.best(data, str(part.get_content_charset() or "")), inside)
        return
    if not data.strip():
        return
    named = name or inside or "body"
    file.member(named)
    file.unpacked(len(data))
    file.enter(named, data)
