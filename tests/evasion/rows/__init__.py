"""The table: one file a family of vectors; ALL are about connections and framing, CONTENT about what is said."""

from __future__ import annotations

from ..vector import Vector, expanded
from . import (
    bombs,
    charsets,
    codings,
    controls,
    destinations,
    disguises,
    dns,
    forms,
    framing,
    hellos,
    hosts,
    http2,
    json_texts,
    large,
    lines,
    log,
    methods,
    paths,
    places,
    protocols,
    rpc,
    uploads,
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
    *codings.CONTENT,
    *bombs.CONTENT,
    *charsets.CONTENT,
    *json_texts.CONTENT,
    *forms.CONTENT,
    *disguises.CONTENT,
    *rpc.CONTENT,
    *uploads.CONTENT,
    *log.CONTENT,
    *large.CONTENT,
)
