"""The requests that `explain` is asked about: from its options, or from a line of JSON."""

from __future__ import annotations

import base64
import binascii
import difflib
from datetime import UTC, datetime
from typing import Any

import orjson

from quarterdeck.config.request import Stated
from quarterdeck.errors import UsageError

_KEYS = (
    "id",
    "url",
    "method",
    "headers",
    "body",
    "body_base64",
    "user",
    "groups",
    "client",
    "at",
    "sni",
    "connect_host",
)
# Close enough to a key to be a slip; other keys are the caller's own and are left alone.
_SLIP = 0.85


def moment(text: str) -> float:
    """Seconds since the epoch of an ISO 8601 date or time; UTC when it names no zone. Raises UsageError."""
    try:
        when = datetime.fromisoformat(text.strip())
    except ValueError:
        raise UsageError(f"{text!r} is not an ISO 8601 time; write 2026-12-31T18:00:00Z") from None
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()


def header(text: str) -> tuple[str, str]:
    """Name and value of `Name: value`. Raises UsageError."""
    name, colon, value = text.partition(":")
    if not colon:
        raise UsageError(f"{text!r} is not a header; write it as 'Name: value'")
    return name.strip(), value.strip()


def from_line(line: dict[str, Any], now: float) -> Stated:
    """The request of a line of `explain --jsonl`. Null is as good as left out. Raises UsageError."""
    for key in line:
        if key not in _KEYS and (close := difflib.get_close_matches(key, _KEYS, 1, _SLIP)):
            raise UsageError(f"unknown key {key!r}; did you mean {close[0]!r}?")
    url = _text(line, "url")
    if not url:
        raise UsageError("the line has no `url`")
    headers, body = _headers(line.get("headers")), _body(line)
    if isinstance(line.get("body"), dict | list) and not any(name.lower() == "content-type" for name, _ in headers):
        headers += (("content-type", "application/json"),)
    at = _text(line, "at")
    return Stated(
        url=url,
        time=moment(at) if at else now,
        method=_text(line, "method"),
        headers=headers,
        body=body,
        user=_text(line, "user"),
        groups=_groups(line.get("groups")),
        client=_text(line, "client") or "127.0.0.1",
        sni=_text(line, "sni"),
        connect_host=_text(line, "connect_host"),
    )


def _text(line: dict[str, Any], key: str) -> str | None:
    value = line.get(key)
    if value is not None and not isinstance(value, str):
        raise UsageError(f"`{key}` must be text")
    return value


def _headers(value: Any) -> tuple[tuple[str, str], ...]:
    pairs = list(value.items()) if isinstance(value, dict) else value or []
    if not isinstance(pairs, list) or not all(_is_pair(pair) for pair in pairs):
        raise UsageError('`headers` must be a list of pairs: [["Name", "value"]]')
    return tuple((name, text) for name, text in pairs)


def _is_pair(pair: Any) -> bool:
    return isinstance(pair, list | tuple) and len(pair) == 2 and all(isinstance(text, str) for text in pair)


def _body(line: dict[str, Any]) -> bytes | None:
    body, encoded = line.get("body"), _text(line, "body_base64")
    if encoded is not None:
        if body is not None:
            raise UsageError("a request has `body` or `body_base64`, not both")
        try:
            return base64.b64decode(encoded, validate=True) or None
        except (binascii.Error, ValueError):
            raise UsageError("`body_base64` is not base64") from None
    if body is None or isinstance(body, str):
        return body.encode() if body else None
    if isinstance(body, dict | list):
        return orjson.dumps(body)
    raise UsageError("`body` must be text")


def _groups(value: Any) -> tuple[str, ...] | None:
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(group, str) for group in value):
        raise UsageError("`groups` must be a list of names")
    return tuple(value)
