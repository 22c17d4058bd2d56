"""In every sample a placeholder put into each text, and over the border of two events, becomes its value."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from quarterdeck import wire
from quarterdeck.wire import rewriting
from quarterdeck.wire.rewriting.editable import Editable
from quarterdeck.wire.rewriting.reported import assign
from quarterdeck.wire.rewriting.rewriter import _Cutter, grammar
from quarterdeck.wire.rewriting.strings import Leaf

from ..answers.reading import events, texts
from .standin import PLACEHOLDER, VALUE, StandIn
from .test_rewriter import SAMPLES, body_of

STREAMED = [file for file in SAMPLES if "frames" not in body_of(file)[0]]
# Their texts are bytes of protobuf or numbers, which are not rewritten.
WITHOUT = {"stream-protobuf", "stream-grpc", "speech-whole"}


def marked(found: dict[str, Any], body: bytes, at: int, placeholder: str = PLACEHOLDER) -> bytes:
    """The body with a placeholder for each letter o, and one cut at that place over two events of one text."""
    cutter = _Cutter(grammar(found["format"]), found["format"], found["content_type"], ())
    records: list[Editable] = []
    last: dict[str, Leaf] = {}
    for feed in (cutter.feed(body), cutter.end()):
        for _ in feed:
            if cutter.record is None:
                continue
            record, cutter.record = cutter.editable(cutter.record), None
            records.append(record)
            reports = assign(list(record.leaves()), tuple(cutter.log))
            cutter.log.clear()
            for leaf, (key, text, adds, *_) in reports.items():
                if leaf.holds is not None:
                    continue
                leaf.new = text.replace("o", placeholder)
                before = last.pop(key, None)
                if adds and before is not None and before.new is not None:
                    before.new += placeholder[:at]
                    leaf.new = placeholder[at:] + leaf.new
                elif adds:
                    last[key] = leaf
    return b"".join(record.render() for record in records)


@pytest.mark.parametrize("file", STREAMED, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_each_text_of_a_sample_is_restored(file: Path) -> None:
    found, body = body_of(file)
    name, kind = found["format"], found["content_type"]
    has = "o" in "".join(text for _, _, text in texts(events(wire.answer(name, kind), [body])))
    for at in range(1, len(PLACEHOLDER)):
        sent = marked(found, body, at)
        rewriter = rewriting.Rewriter(name, kind, (), StandIn)
        came = b"".join((*rewriter.feed(sent), *rewriter.end()))
        before = events(wire.answer(name, kind), [sent])
        after = events(wire.answer(name, kind), [came])
        assert len(after) == len(before)
        wanted = [(key, role, text.replace(PLACEHOLDER, VALUE)) for key, role, text in texts(before)]
        escaped = json.dumps(VALUE)[1:-1]
        assert [(key, role, text.replace(escaped, VALUE)) for key, role, text in texts(after)] == wanted
        if has and file.stem not in WITHOUT:
            assert VALUE in "".join(text for _, _, text in wanted)
