"""Lines of the deck log in the formats of others. Pure: a line and its place in, documents out; nothing is sent.

for document in FORMATS["ocsf"](line, "deck-0", 7):     # a line is what a line of the log parses to
    file.write(written(document))

Delivery is at least once, so every document names its line, `deck-0/7`, by which the receiver knows it again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

import orjson

from quarterdeck.export import cef, ecs, jsonl, ocsf
from quarterdeck.export.lines import Line

Document = dict[str, Any] | str
Export = Callable[[Line, str, int], tuple[Document, ...]]


def _alone(convert: Callable[[Line, str, int], Document]) -> Export:
    return lambda line, log, index: (convert(line, log, index),)


FORMATS: Mapping[str, Export] = MappingProxyType(
    {
        # The newest version; many receivers still take an older one.
        "ocsf": ocsf.events,
        **{f"ocsf-{version[:3]}": partial(ocsf.events, version=version) for version in ocsf.VERSIONS},
        "ecs": _alone(ecs.convert),
        "cef": _alone(cef.convert),
        "jsonl": _alone(jsonl.convert),
    }
)
"""What a line and its place become: OCSF makes two events of a line with findings, the others one document."""


def written(document: Document) -> bytes:
    """A document as one line of UTF-8, with its line feed."""
    return f"{document}\n".encode() if isinstance(document, str) else orjson.dumps(document) + b"\n"
