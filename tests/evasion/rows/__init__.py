"""The table: one file a family of vectors, all of them listed in ALL."""

from __future__ import annotations

from ..vector import Vector, expanded
from . import controls, destinations, framing, hellos, hosts, http2, lines, methods, paths, protocols, websockets

ALL: tuple[Vector, ...] = tuple(
    one
    for family in (
        destinations.VECTORS,
        hosts.VECTORS,
        protocols.VECTORS,
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
