"""Exchanges as samples have them, read and edited by the pointers that reading gives."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import yaml

from quarterdeck import wire
from quarterdeck.model.content import Edit, Message, Part
from quarterdeck.model.exchange import Exchange
from quarterdeck.model.service import ServiceMatch
from quarterdeck.wire.splicing import CannotSplice

from ..build import UNLISTED, exchange, matched

SAMPLES = Path(__file__).parents[1] / "samples"
FILES = sorted(SAMPLES.glob("*/*.yaml"))
CHAT = "https://api.example.test/v1/chat/completions"
AI = matched("any")


def sampled(file: Path) -> tuple[Exchange, ServiceMatch]:
    sample = yaml.safe_load(file.read_text())
    request = sample["request"]
    match = matched(**sample["service"]) if "service" in sample else UNLISTED
    said = request.get("frame", request.get("body"))
    data = said.encode() if isinstance(said, str) else said or base64.b64decode(request.get("body_base64", ""))
    protocol = "websocket" if "frame" in request else request.get("protocol", "http/1.1")
    asked = exchange(request["url"], data or None, request.get("headers", {}), request["method"], protocol)
    return asked, match


def read(asked: Exchange, match: ServiceMatch = AI) -> Any:
    if asked.protocol == "websocket" and asked.body:
        return wire.read_frame(asked, match, asked.body)
    return wire.read(asked, match) or wire.read_any(asked, match)


def parts(asked: Exchange, match: ServiceMatch = AI) -> tuple[Part, ...]:
    found = read(asked, match)
    return found.parts if isinstance(found, Message) else ()


def text_at(asked: Exchange, pointer: str, match: ServiceMatch = AI, *, key: bool = False) -> str:
    (found,) = {part.text for part in parts(asked, match) if part.pointer == pointer and (part.role == "key") is key}
    return found


def redacted(
    asked: Exchange, pointer: str, old: str, new: str, match: ServiceMatch = AI, *, key: bool = False
) -> bytes:
    start = text_at(asked, pointer, match, key=key).index(old)
    return wire.splice(asked, match, [Edit(pointer, start, start + len(old), new, key)])


def attempted(asked: Exchange, match: ServiceMatch, edit: Edit) -> tuple[bytes, str | None]:
    try:
        return wire.splice(asked, match, [edit]), None
    except CannotSplice as error:
        return b"", error.reason
