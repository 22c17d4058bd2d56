"""gemini.google.com: length-prefixed chunks of JSON after a guard line. Source: Gemini-API (2026-04)."""

from __future__ import annotations

from ...answers import Answer
from ...seen import Gates, Request
from ..openai import WORDS
from ..vendor import Vendor, compact, streamed


def _chunk(text: str) -> bytes:
    inner = compact([None, ["c_1", "r_1"], None, None, [["rc_1", [text]]]]).decode()
    said = compact([["wrb.fr", None, inner]]).decode()
    return f"{len(said) + 2}\n{said}\n".encode()


def generate(request: Request, gates: Gates, _host: str) -> Answer:
    """Each chunk holds the whole text so far."""
    so_far = ["".join(WORDS[: number + 1]) for number in range(len(WORDS))]
    return streamed(request, gates, [b")]}'\n\n", *map(_chunk, so_far)], "application/json; charset=utf-8")


VENDOR = Vendor(
    "gemini-app",
    ("gemini.google.com",),
    (
        (
            "POST",
            r"/_/BardChatUi/data/assistant\.lamda\.BardFrontendService/StreamGenerate",
            generate,
        ),
    ),
)
