"""perplexity.ai: blocks of chunks, or patches of those blocks; the last event repeats the answer.

Source: gpt4free Perplexity, perplexity-ai (2026). A block is known by its `intended_usage`.
"""

from __future__ import annotations

import zlib
from typing import Any

from quarterdeck.wire.answers.said import Said
from quarterdeck.wire.answers.value import inner
from quarterdeck.wire.member import escape

_CHUNKS = "/chunks"
_ROOT = frozenset(("blocks", "text", "query_str"))


def read(value: Any, _: str, said: Said) -> bool:
    """One event."""
    if type(value) is not dict or not value.keys() & {"blocks", "text", "backend_uuid"}:
        return False
    blocks = value.get("blocks")
    for index, block in enumerate(blocks if type(blocks) is list else ()):
        if type(block) is dict:
            usage = block.get("intended_usage")
            _block(block, f"/blocks/{escape(usage) if type(usage) is str else index}", said)
    text = value.get("text")
    document = inner(text)
    if document is not None:
        said.prose(document, "/text")
    else:
        said.whole("/text", text)
    said.prose({name: item for name, item in value.items() if name not in _ROOT}, "")
    said.done = value.get("final_sse_message") is True
    return True


def _block(block: dict[str, Any], base: str, said: Said) -> None:
    for name, item in block.items():
        if name == "diff_block" and type(item) is dict:
            field = item.get("field")
            patches = item.get("patches")
            for patch in patches if type(patches) is list else ():
                if type(patch) is dict:
                    _patch(patch, f"{base}/{field if type(field) is str else name}", said)
        elif name == "markdown_block" and type(item) is dict:
            _markdown(item, f"{base}/markdown_block", said)
        elif name != "intended_usage":
            said.prose(item, f"{base}/{escape(name)}")


def _markdown(item: dict[str, Any], base: str, said: Said) -> None:
    chunks = item.get("chunks")
    if type(chunks) is list:
        start = item.get("chunk_starting_offset")
        start = start if type(start) is int and start >= 0 else 0
        for index, chunk in enumerate(chunks, start):
            if type(chunk) is not str:
                said.delta(f"{base}{_CHUNKS}", chunk)
                continue
            # A chunk may come again: it says something new only where it differs from what stood at its place.
            place, mark = f"{base}{_CHUNKS}/{index}", zlib.crc32(chunk.encode("utf-8", "surrogatepass"))
            if said.kept.get(place) != mark:
                said.delta(f"{base}{_CHUNKS}", chunk)
                said.kept[place] = mark
    said.whole(f"{base}{_CHUNKS}", item.get("answer"))
    said.prose({name: one for name, one in item.items() if name not in ("chunks", "answer")}, base)


def _patch(patch: dict[str, Any], base: str, said: Said) -> None:
    path, item = patch.get("path"), patch.get("value")
    path = path if type(path) is str else ""
    if path == "" and type(item) is dict:
        _markdown(item, base, said)
    elif path.startswith(f"{_CHUNKS}/"):
        said.delta(f"{base}{_CHUNKS}", item)
    elif path == "/answer":
        said.whole(f"{base}{_CHUNKS}", item)
    else:
        said.prose(item, f"{base}{path}")
