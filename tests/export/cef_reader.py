"""A strict reader of CEF, written from its description alone: whatever is not as that says is an error."""

from __future__ import annotations

import re
from typing import NamedTuple

CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
KEY = re.compile("[A-Za-z0-9]+")
HEADER = {"\\": "\\", "|": "|"}
VALUE = {"\\": "\\", "=": "=", "n": "\n", "r": "\r"}


class Read(NamedTuple):
    vendor: str
    product: str
    version: str
    signature: str
    name: str
    severity: int
    extension: dict[str, str]


def read(line: str) -> Read:
    if hit := CONTROL.search(line):
        raise ValueError(f"the line holds a control at {hit.start()}")
    fields, rest = _header(line)
    if fields[0] != "CEF:0":
        raise ValueError(f"it begins with {fields[0]!r}")
    severity = int(fields[6])
    if not 0 <= severity <= 10:
        raise ValueError(f"a severity of {severity}")
    return Read(*fields[1:6], severity, _extension(rest))


def _header(line: str) -> tuple[list[str], str]:
    fields, at, field = [], 0, ""
    while len(fields) < 7:
        if at >= len(line):
            raise ValueError("the header ends early")
        if line[at] == "|":
            fields.append(field)
            field = ""
        elif line[at] == "\\":
            at += 1
            field += HEADER[line[at]]
        else:
            field += line[at]
        at += 1
    return fields, line[at:]


def _extension(text: str) -> dict[str, str]:
    """Each unescaped equals sign ends a key, which begins after a space or at the start."""
    signs, at = [], 0
    while at < len(text):
        if text[at] == "\\":
            at += 1
        elif text[at] == "=":
            signs.append(at)
        at += 1
    starts = [text.rfind(" ", 0, sign) + 1 for sign in signs]
    if text and (not starts or starts[0] != 0):
        raise ValueError("the extension does not begin with a key")
    values: dict[str, str] = {}
    for index, sign in enumerate(signs):
        key = text[starts[index] : sign]
        end = starts[index + 1] - 1 if index + 1 < len(signs) else len(text)
        if not KEY.fullmatch(key) or key in values or end < sign + 1:
            raise ValueError(f"{key!r} is no key, or stands there twice")
        values[key] = _value(text[sign + 1 : end])
    return values


def _value(text: str) -> str:
    read, at = "", 0
    while at < len(text):
        if text[at] == "\\":
            at += 1
            read += VALUE[text[at]]
        else:
            read += text[at]
        at += 1
    return read
