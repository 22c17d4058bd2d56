"""The table: one file a family of vectors; ALL are about connections and framing, CONTENT about what is said."""

from __future__ import annotations

from ..vector import Vector, expanded
from . import (
    controls,
    destinations,
    dns,
    framing,
    hellos,
    hosts,
    http2,
    lines,
    methods,
    paths,
    places,
    protocols,
    websockets,
)

ALL: tuple[Vector, ...] = tuple(
    one
    for family in (
        destinations.VECTORS,
        hosts.VECTORS,
        protocols.VECTORS,
        dns.VECTORS,
        websockets.VECTORS,
        hellos.VECTORS,
        framing.VECTORS,
        lines.VECTORS,
        http2.VECTORS,
        methods.VECTORS,
        paths.VECTORS,
        controls.VECTORS,
    )
    for vector in family
    for one in expanded(vector)
)

CONTENT: tuple[Vector, ...] = (
    *dns.CONTENT,
    *places.CONTENT,
)
