"""Header look-ups as mitmproxy defines them, without a function call for each field and an exception for each miss.

mitmproxy asks its headers about thirty times a request; `make bench` shows what that costs.
"""

from __future__ import annotations

from typing import Any

from mitmproxy import http

_CODING = ("utf-8", "surrogateescape")


def _get_all(self: http.Headers, name: str | bytes) -> list[str]:
    wanted = (name if isinstance(name, bytes) else name.encode(*_CODING)).lower()
    return [value.decode(*_CODING) for key, value in self.fields if key.lower() == wanted]


def _get(self: http.Headers, name: str | bytes, default: Any = None) -> Any:
    values = _get_all(self, name)
    return ", ".join(values) if values else default


def _contains(self: http.Headers, name: str | bytes) -> bool:
    wanted = (name if isinstance(name, bytes) else name.encode(*_CODING)).lower()
    return wanted in [key.lower() for key, _ in self.fields]


def install() -> None:
    """Make mitmproxy's headers use these."""
    for name, method in (("get_all", _get_all), ("get", _get), ("__contains__", _contains)):
        setattr(http.Headers, name, method)
