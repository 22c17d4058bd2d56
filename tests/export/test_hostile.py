"""Whatever stands in any text of a line, and whatever is missing, each format stays what it is."""

from __future__ import annotations

from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.export import FORMATS, cef, ecs, ocsf, written

from . import test_cef, test_ecs
from .cef_reader import read
from .made import EVENTS, INDEX, LOG
from .published import mistakes

TEXT = st.text(
    st.sampled_from("|\\= \n\r\t\x00\x1b\x7f\x85\u2028\u202e\"'{}%?#/:@.0123456789abcdefé😀")
    | st.characters(exclude_categories=["Cs"]),
    min_size=1,
    max_size=40,
)
ADDRESSES = st.ip_addresses().map(str)
TEXTS = (
    "incident outcome action reason policy_version ticket principal client service vendor activity artifact format "
    "scheme host method path protocol coverage"
).split()
LISTS = "rules shadow exceptions granted models unread".split()
NUMBERS = "status request_bytes answer_bytes".split()


@st.composite
def lines(draw: st.DrawFn) -> dict[str, Any]:
    """A line as it could stand in a log: no empty values, the time always, all else perhaps."""
    line: dict[str, Any] = {"time": "2026-03-01T10:00:00.250Z", "event": draw(st.sampled_from(EVENTS) | TEXT)}
    line |= draw(st.dictionaries(st.sampled_from(TEXTS), TEXT))
    line |= draw(st.dictionaries(st.sampled_from(("client", "host")), ADDRESSES))
    line |= draw(st.dictionaries(st.sampled_from(LISTS), st.lists(TEXT, max_size=3)))
    line |= draw(st.dictionaries(st.sampled_from(NUMBERS), st.integers(0, 1 << 50)))
    line |= {
        "port": draw(st.integers(0, 65535)),
        "findings": draw(st.dictionaries(TEXT, st.integers(1, 9), max_size=3)),
    }
    return {name: value for name, value in line.items() if value or name == "event"}


@given(lines())
def test_ocsf_is_valid(line):
    for version in ocsf.VERSIONS:
        for event in ocsf.events(line, LOG, INDEX, version):
            assert not mistakes(orjson.loads(orjson.dumps(event)), version)


@given(lines())
def test_ecs_has_its_fields_and_words(line):
    assert not test_ecs.mistakes(orjson.loads(orjson.dumps(ecs.convert(line, LOG, INDEX))))


@given(lines())
def test_cef_is_read_back(line):
    assert not test_cef.mistakes(read(cef.convert(line, LOG, INDEX)))


@given(lines())
def test_a_document_is_one_line(line):
    for export in FORMATS.values():
        for document in export(line, LOG, INDEX):
            assert written(document).count(b"\n") == 1
