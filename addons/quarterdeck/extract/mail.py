"""Mail as it is sent (RFC 5322, MIME): every header, every part in its own encoding, attachments as files."""

from __future__ import annotations

import binascii
import email.message
import email.parser
import email.policy
import re

from quarterdeck.extract import charset, labels
from quarterdeck.extract.walk import File

_ENCODED = re.compile(r"=\?([^?\s]{1,40})\?([bqBQ])\?([^?]*)\?=")
_BETWEEN = re.compile(r"\?=\s{1,9}(?==\?)")
_MAX_BOUNDARIES = 100
_MAX_DELIMITERS = 10_000
_MAX_HEADER = 1 << 18
_ENCODINGS = frozenset(("", "7bit", "8bit", "binary", "quoted-printable", "base64", "x-uuencode", "uuencode", "uue"))


def read(file: File) -> None:
    """One message. Over a hundred multiparts ("too-deep") or ten thousand parts of it are read as plain text."""
    many = file.data.count(b"\n--") > _MAX_DELIMITERS
    if many or file.data.count(b"boundary=") > _MAX_BOUNDARIES:
        file.refuse("too-many-parts" if many else "too-deep")
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
        raw = str(value)
        if len(raw) > _MAX_HEADER:
            file.refuse("too-many-parts", inside)
        text = _decoded(raw[:_MAX_HEADER]) + raw[_MAX_HEADER:]
        lines.append(f"{name}: {text}")
        if name.lower() == "msip_labels":
            file.label(labels.of_properties(re.sub(r"\s*\n\s*", "", text)), inside)
    file.text("\n".join(lines), inside)


def _decoded(value: str) -> str:
    """A header with its encoded words undone (RFC 2047); what cannot be undone stays as it is."""
    plain = value.encode("utf-8", "surrogateescape").decode("utf-8", "replace") if not value.isascii() else value
    if "=?" not in plain:
        return plain
    # White space between two encoded words is not part of the text.
    return _ENCODED.sub(_word, _BETWEEN.sub("?=", plain))


def _word(match: re.Match[str]) -> str:
    codec, how, text = match.groups()
    raw = text.encode("utf-8", "replace")
    try:
        data = binascii.a2b_base64(raw) if how in "bB" else binascii.a2b_qp(raw, header=True)
    except ValueError:
        return match[0]
    return charset.best(data, codec.partition("*")[0])


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
