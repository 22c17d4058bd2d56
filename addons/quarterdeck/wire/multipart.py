"""Multipart form data, read one way or not at all: whatever two parsers could see differently is refused.

RFC 7578, RFC 2046 section 5.1. Preambles, epilogues, transfer encodings, nesting and odd line ends never come from
honest clients and are how content is slipped past one parser to another.
"""

from __future__ import annotations

import re
from typing import Any

from quarterdeck.wire import charset
from quarterdeck.wire.texts import File

_BOUNDARY = re.compile(r";\s*boundary=(?:\"([^\"]{1,70})\"|([^\s\";,]{1,70}))(?=\s*(?:;|$))", re.IGNORECASE)
_PARAMETER = re.compile(r";\s*([a-z-]+\*?)=(?:\"((?:[^\"\\]|\\.)*)\"|([^\s\";]*))", re.IGNORECASE)
_FIRST_LINE = re.compile(rb"--([^\s\"]{1,70})\r\nContent-Disposition: *form-data", re.IGNORECASE)
_MAX_FIELDS = 10_000

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


def fields(data: bytes, boundary: str) -> dict[str, Any] | None:
    """The fields by name: text, File, or a list of these where a name comes twice. None when it is not well formed."""
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
        field = _field(piece[2:])
        if field is None:
            return None
        name, value = field
        if name not in out:
            out[name] = value
        elif type(out[name]) is list:
            out[name].append(value)
        else:
            out[name] = [out[name], value]
    return out


def _field(piece: bytes) -> tuple[str, Any] | None:
    head, blank, data = piece.partition(b"\r\n\r\n")
    if not blank:
        return None
    disposition = content_type = ""
    for line in head.decode("utf-8", "replace").split("\r\n"):
        name, colon, value = line.partition(":")
        name = name.lower()
        if not colon or name == "content-transfer-encoding" or name != name.strip() or "\n" in line:
            return None
        if name == "content-disposition":
            if disposition:
                return None
            disposition = value.strip()
        elif name == "content-type":
            content_type = value.strip().lower()
    if not disposition.lower().startswith("form-data") or content_type.startswith("multipart/"):
        return None
    found = _PARAMETER.findall(disposition)
    parameters = {key.lower(): quoted or plain for key, quoted, plain in found}
    if len(parameters) != len(found) or "name" not in parameters or "name*" in parameters:
        return None
    filename = parameters.get("filename*", parameters.get("filename"))
    if filename is None:
        readings = charset.texts(data, charset.declared((content_type,)))
        return None if isinstance(readings, str) else (parameters["name"], readings[0])
    return parameters["name"], File(filename, content_type, _plain(data))


def _plain(data: bytes) -> str | None:
    """The text of a file that is nothing but text."""
    readings = charset.texts(data)
    if isinstance(readings, str) or "\0" in readings[0]:
        return None
    return readings[0]
