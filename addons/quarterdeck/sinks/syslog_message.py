"""A record as a syslog message (RFC 5424), framed for TLS by its length (RFC 5425). Bytes in, bytes out.

The record's id stands in structured data, at the front, so that it is there even where a server cuts long messages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import orjson

from quarterdeck.export import lines
from quarterdeck.sinks.sink import Shipped

_APP = "quarterdeck"
# "log audit" (RFC 5424, 6.2.1).
_FACILITY = 13
_LEVELS = {lines.INFORMATIONAL: 6, lines.LOW: 5, lines.MEDIUM: 4, lines.HIGH: 3}
# Quarterdeck has no enterprise number; this one is for examples (RFC 5612), so it is nobody else's either.
_ELEMENT = "quarterdeck@32473"
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)")
_NOT_IN_NAMES = re.compile(r"[^\x21-\x7e]")
_ESCAPED = re.compile(r'(["\\\]])')


def messages(one: Shipped, host: str) -> list[bytes]:
    """The framed messages of a record: one, or where its format makes several documents of it, one for each. Of those
    all but the first have a `part`, so that id and part together are what nothing else has.
    """
    line = _line(one.line)
    return [framed(_message(line, one.id, number, text, host)) for number, text in enumerate(one.payload.split(b"\n"))]


def framed(message: bytes) -> bytes:
    """A message behind its length in bytes (RFC 5425, 4.3)."""
    return b"%d %s" % (len(message), message)


def _message(line: Mapping[str, Any], name: str, part: int, text: bytes, host: str) -> bytes:
    priority = _FACILITY * 8 + _LEVELS[lines.severity(line)]
    moment = lines.word(line, "time")
    header = [
        f"<{priority}>1",
        moment if _TIME.fullmatch(moment) else "-",
        _name(host, 255),
        _APP,
        "-",
        _name(lines.word(line, "event"), 32),
    ]
    parameters = {"id": name, "incident": lines.word(line, "incident"), "part": str(part + 1) if part else ""}
    told = "".join(f' {key}="{_escaped(value)}"' for key, value in parameters.items() if value)
    return f"{' '.join(header)} [{_ELEMENT}{told}] ".encode() + text


def _name(text: str, most: int) -> str:
    return _NOT_IN_NAMES.sub("", text)[:most] or "-"


def _escaped(value: str) -> str:
    return _ESCAPED.sub(r"\\\1", value)


def _line(data: bytes) -> dict[str, Any]:
    try:
        line = orjson.loads(data)
    except orjson.JSONDecodeError:
        return {}
    return line if isinstance(line, dict) else {}
