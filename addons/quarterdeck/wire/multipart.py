"""Multipart form data, read one way or not at all: whatever two parsers could see differently is refused.

RFC 7578, RFC 2046 section 5.1, RFC 5987 for `filename*`. Preambles, epilogues, nesting and odd line ends never come
from honest clients and are how content is slipped past one parser to another. A transfer encoding, which RFC 7578 took
away, is undone and left as it is: servers do either.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from quarterdeck.wire import charset
from quarterdeck.wire.texts import File

_BOUNDARY = re.compile(r";\s*boundary=(?:\"([^\"]{1,70})\"|([^\s\";,]{1,70}))(?=\s*(?:;|$))", re.IGNORECASE)
_PARAMETER = re.compile(r";\s*([a-z-]+\*?)=(?:\"((?:[^\"\\]|\\.)*)\"|([^\s\";]*))", re.IGNORECASE)
_FIRST_LINE = re.compile(rb"--([^\s\"]{1,70})\r\nContent-Disposition: *form-data", re.IGNORECASE)
_EXTENDED = re.compile(r"([\w.-]*)'[\w-]*'(.*)\Z", re.DOTALL)
_MAX_FIELDS = 10_000
_LONGEST_HEAD = 1 << 16
_UNCHANGED = frozenset(("", "7bit", "8bit", "binary"))
_BLANKS = re.compile(rb"[ \t\r\n]+")
# Headers of a part that say nothing of their own.
_USUAL = frozenset(
    "application/json application/octet-stream application/pdf application/zip audio/mpeg audio/mp4 audio/wav "
    "image/gif image/jpeg image/png image/webp text/csv text/html text/markdown text/plain 7bit 8bit binary "
    "base64 quoted-printable".split()
)
_CALLED = frozenset(("name", "filename", "filename*"))

BAD = "bad-multipart"


def boundary(content_type: str) -> str | None:
    """The boundary that a content type names; None when it names none, or names it in two ways."""
    found = _BOUNDARY.findall(content_type)
    if len(found) != 1 or content_type.lower().count("boundary") != 1:
        return None
    quoted, plain = found[0]
    return str(quoted or plain)


def sniff(data: bytes) -> str | None:
    """The boundary of a body that is multipart though no header says so."""
    found = _FIRST_LINE.match(data)
    return found[1].decode("latin-1") if found else None


def fields(data: bytes, boundary: str, beside: list[str] | None = None) -> dict[str, Any] | None:
    """The fields by name: text, File, or a list of these where a name comes twice. None when it is not well formed.

    What the heads of the parts say beyond the names of fields and files is added to `beside`.
    """
    mark = b"--" + boundary.encode("latin-1", "replace")
    if not data.startswith(mark + b"\r\n"):
        return None
    pieces = (b"\r\n" + data).split(b"\r\n" + mark)
    if len(pieces) > _MAX_FIELDS or pieces[-1].strip(b"\r\n") != b"--":
        return None
    out: dict[str, Any] = {}
    for piece in pieces[1:-1]:
        if not piece.startswith(b"\r\n"):
            return None
        field = _field(piece[2:], beside)
        if field is None:
            return None
        name, values = field
        for value in values:
            if name not in out:
                out[name] = value
            elif type(out[name]) is list:
                out[name].append(value)
            else:
                out[name] = [out[name], value]
    return out


def _field(piece: bytes, beside: list[str] | None) -> tuple[str, list[Any]] | None:
    """A field's name and all that it may hold."""
    head, blank, data = piece.partition(b"\r\n\r\n")
    if not blank or len(head) > _LONGEST_HEAD:
        return None
    said: dict[str, str] = {}
    for line in head.decode("utf-8", "replace").split("\r\n"):
        name, colon, value = line.partition(":")
        name = name.lower()
        # A header in two lines, or given twice, is read in two ways.
        if not colon or name != name.strip() or "\n" in line or name in said:
            return None
        said[name] = value.strip()
    disposition, content_type = said.get("content-disposition", ""), said.get("content-type", "").lower()
    if not disposition.lower().startswith("form-data") or content_type.startswith("multipart/"):
        return None
    found = _PARAMETER.findall(disposition)
    parameters = {key.lower(): quoted or plain for key, quoted, plain in found}
    if len(parameters) != len(found) or "name" not in parameters or "name*" in parameters:
        return None
    if beside is not None:
        beside += _telling(said, found)
    decoded = _undone(data, said.get("content-transfer-encoding", "").lower())
    if decoded is None:
        return None
    names = _file_names(parameters)
    return parameters["name"], [_value(one, names, content_type) for one in dict.fromkeys((decoded, data))]


def _telling(said: dict[str, str], parameters: list[tuple[str, str, str]]) -> Iterator[str]:
    """The header lines of a part that may say something, but for what it and its file are called."""
    for name, value in said.items():
        if name == "content-disposition":
            odd = any(key.lower() not in _CALLED for key, _, _ in parameters)
            if odd or _PARAMETER.sub("", value).strip("; ").lower() != "form-data":
                yield value
        elif name not in ("content-type", "content-transfer-encoding"):
            yield f"{name}: {value}"
        elif value.lower() not in _USUAL:
            yield value


def _value(data: bytes, names: tuple[str, ...] | None, content_type: str) -> str | File:
    """A text if it has no file's name and is one; else a file, which is sometimes text, too."""
    charsets = charset.declared((content_type,))
    readings = charset.texts(data, charsets)
    if names is None and not isinstance(readings, str):
        return readings[0]
    # What a charset makes of a file is not what the file says of itself.
    text = _plain(data) if not isinstance(readings, str) and len(readings) == 1 else None
    names = names or ("",)
    return File(names[0], content_type, text, data, names)


def _undone(data: bytes, encoding: str) -> bytes | None:
    """The content without its transfer encoding (RFC 2045 section 6); None when it cannot be told."""
    if encoding in _UNCHANGED:
        return data
    if encoding == "quoted-printable":
        return binascii.a2b_qp(data)
    if encoding != "base64":
        return None
    try:
        return binascii.a2b_base64(_BLANKS.sub(b"", data), strict_mode=True)
    except ValueError:
        return None


def _file_names(parameters: dict[str, str]) -> tuple[str, ...] | None:
    """All that a file is called, the extended name (RFC 5987) first; None when it is called nothing."""
    names = [_extended(parameters["filename*"])] if "filename*" in parameters else []
    names += [parameters["filename"]] if "filename" in parameters else []
    # Browsers write a quote or a line end as %22 or %0A, others do not.
    return tuple(dict.fromkeys((*names, *map(unquote, names)))) if names else None


def _extended(value: str) -> str:
    found = _EXTENDED.match(value)
    if found is None:
        return value
    try:
        return unquote(found[2], found[1] or "utf-8", "replace")
    except LookupError:
        return value


def _plain(data: bytes) -> str | None:
    """The text of a file that is nothing but text."""
    readings = charset.texts(data)
    if isinstance(readings, str) or "\0" in readings[0]:
        return None
    return readings[0]
