"""gemini.google.com: length-prefixed chunks of JSON after a guard line. Source: Gemini-API (2026-04)."""

from __future__ import annotations

from ...answers import Answer
from ...seen import Gates, Request
from ..vendor import Vendor, compact, streamed, words


def _chunk(text: str) -> bytes:
    inner = compact([None, ["c_1", "r_1"], None, None, [["rc_1", [text]]]]).decode()
    said = compact([["wrb.fr", None, inner]]).decode()
    return f"{len(said) + 2}\n{said}\n".encode()


def generate(request: Request, gates: Gates, _host: str) -> Answer:
    """Each chunk holds the whole text so far."""
    so_far = ["".join(words(request)[: number + 1]) for number in range(len(words(request)))]
    first, *others = map(_chunk, so_far)
    return streamed(request, gates, [b")]}'\n\n" + first, *others], "application/json; charset=utf-8")


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
