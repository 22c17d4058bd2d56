from __future__ import annotations

import base64
import json
import random
import string
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from quarterdeck.detect import Detectors, decode
from quarterdeck.detect.budget import MAX_DEPTH, TOTAL_CHARACTERS, Budget
from quarterdeck.detect.decode import is_plain, views
from quarterdeck.detect.pattern import Pattern
from quarterdeck.detect.view import View
from quarterdeck.model.content import Part

from .encodings import ALONE, CANARY, DETECTORS, ENCODERS, find, readings

MB = 1 << 20
PROSE = "Please summarise the minutes of our meeting, and say which questions are still open. "


@settings(max_examples=250, deadline=None)
@given(
    st.lists(st.sampled_from(sorted(ENCODERS)), min_size=1, max_size=2),
    st.text(max_size=40),
    st.text(max_size=40),
)
def test_any_two_encodings_within_any_text_are_seen_through(names: list[str], before: str, after: str) -> None:
    # Each of these is two encodings.
    assume(names.count("percent twice") < 2)
    hidden = CANARY
    for name in names:
        hidden = ENCODERS[name](hidden)
    text = f"{before} {hidden} {after}"
    found = find(text)
    assert found
    start, end = len(before) + 1, len(before) + 1 + len(hidden)
    assert any(finding.start < end and finding.end > start for finding in found)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.characters() | st.sampled_from("%&#\\=+x0 A\u200b;")))
@example("I00IMa0II00I")
def test_nothing_makes_it_raise(text: str) -> None:
    everything = Detectors((Pattern("custom.x", r"(?s).|x*"), Pattern("custom.y", r"\C[a-z]+")))
    for finding in everything.find([Part("", text), Part("/1", text[::-1])]):
        assert 0 <= finding.start < finding.end <= len(text)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_it_is_undone_so_often(count: int) -> None:
    hidden = CANARY
    for _ in range(count):
        hidden = base64.b64encode(hidden.encode()).decode()
    (found,) = find(f"see {hidden}")
    assert found.decoded_from == ("base64",) * count


def test_what_lies_deeper_is_said_to_be_unread() -> None:
    hidden = CANARY
    for _ in range(20):
        hidden = base64.b64encode(hidden.encode()).decode()
    looked = DETECTORS.look([Part("", hidden)])
    assert looked.findings == ()
    assert looked.unread == ("decode-budget",)


@pytest.mark.parametrize(
    "run",
    [
        "dG8gdG8gdG8gXGVjaG8gLS0gdGhlICcxLjEwJyB0aGlzIEFMVEVSIEVYVEVOU0lPTiB4PTQxIEFMVEVS",
        "JTIwIFxxdWl0IHRoZSAmYW1wOyBncsO2w59lIFxxdWl0IMSZIFVzZSB4PTQxIEFMVEVSIEVYVEVOU0lPTiB4PTQx",
    ],
)
def test_what_was_there_all_along_is_not_deeper(run: str) -> None:
    # A part of this run, decoded from its middle on, looks encoded once more; the rest stands beside it as it was.
    assert DETECTORS.look([Part("", run)]).unread == ()


HOSTILE = {
    "equals": "=" * MB,
    "base64": base64.b64encode(random.Random(1).randbytes(MB * 3 // 4)).decode(),
    "base64 of a": "YWFh" * (MB // 4),
    "entities": "&#" * (MB // 2),
    "entities of a": "&#97;" * (MB // 5),
    "percent": "%25" * (MB // 3),
    "percent of percent": "%2525" * (MB // 5),
    "zero width": "\u200b" * MB,
    "zero width and a": "a\u200b" * (MB // 2),
    "backslashes": "\\" * MB,
    "spaced": "a " * (MB // 2),
    "hex": "61" * (MB // 2),
    "base32": "A" * MB,
    "plus": "+AGE-" * (MB // 5),
    "blanks": ("abcdefghijklmnop" + " " * 200) * (MB // 216),
    "lines": "abcd\n" * (MB // 5),
    "letters": "".join(map(chr, range(0x100, 0xD800))) * 18,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_cost_no_more_than_the_budget(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Characters that were read, in views and in runs; not seconds."""
    text = HOSTILE[name]
    budget = Budget()
    before = budget.characters
    read = sum(len(view.text) for view in views(View(text), budget, ALONE))
    spent = before - budget.characters
    assert read <= spent <= 16 * MB
    # Either all was read within a small multiple of its length, or it is said that it was not.
    assert budget.exhausted or spent <= 16 * len(text)


ROOT = Path(__file__).parents[2]


def minified() -> str:
    source = random.Random(5)
    names = ["".join(source.choices(string.ascii_lowercase, k=source.randint(1, 3))) for _ in range(60)]
    lines = (
        f"function {source.choice(names)}({','.join(source.choices(names, k=4))}){{return {source.choice(names)}"
        f'[{source.randrange(99)}]?{source.choice(names)}.push("{source.choice(names)}\\n"):void 0&&!1}}'
        for _ in range(400)
    )
    return ";".join(lines)


ORDINARY = {
    "prose": PROSE * 200,
    "code": (ROOT / "addons/quarterdeck/detect/blobs.py").read_text(encoding="utf-8"),
    "json": json.dumps([{"id": n, "name": f"item {n}", "url": f"https://a.example/{n}?q=a%20b"} for n in range(200)]),
    "minified": minified(),
    "image": "data:image/jpeg;base64," + base64.b64encode(random.Random(2).randbytes(2_000_000)).decode(),
    "german": "Größe und Maße der Straße müssen übermittelt werden. " * 200,
    "russian": "Пожалуйста, кратко изложите содержание нашей встречи. " * 200,
    "chinese": "请总结一下我们会议的记录，并说明哪些问题仍未解决。" * 200,
}  # fmt: skip


@pytest.mark.parametrize("name", ORDINARY)
def test_ordinary_texts_are_read_in_few_ways(name: str) -> None:
    text = ORDINARY[name]
    budget = Budget()
    read = sum(len(view.text) for view in views(View(text), budget, ALONE))
    assert not budget.exhausted
    assert TOTAL_CHARACTERS - budget.characters <= 3 * len(text)
    assert read <= 2 * len(text), [len(view.text) for view in views(View(text), Budget(), ALONE)]
    weak = Detectors((Pattern("custom.id", r"\b(?:ID|EMP)[0-9]{6}\b"), Pattern("custom.card", r"\b4[0-9]{15}\b")))
    assert weak.look([Part("", text)]) == type(weak.look([]))()


def test_prose_is_plain() -> None:
    assert is_plain(View(PROSE * 50), ALONE)
    assert not is_plain(View("é"), ALONE)


def test_what_is_escaped_more_often_than_it_is_undone_is_said_to_be_unread() -> None:
    once = "".join(f"%{byte:02x}" for byte in CANARY.encode())
    detectors = Detectors((Pattern("custom.c", CANARY),))
    said = [detectors.look([Part("/a", "a " + once.replace("%", "%25" + "25" * more))]) for more in (0, 1, 2, 3)]
    assert [(len(one.findings), one.unread) for one in said] == [(1, ())] * 2 + [(0, ("decode-budget",))] * 2


def test_no_reading_comes_twice() -> None:
    said = readings(f"{ENCODERS['percent'](CANARY)} é {ENCODERS['base64'](CANARY)} \u200b {ENCODERS['html'](CANARY)}")
    assert len(said) == len(set(said))


def test_the_depth_is_what_the_documents_say() -> None:
    assert MAX_DEPTH == 3


@settings(max_examples=250, deadline=None)
@given(
    st.lists(st.sampled_from(sorted(ENCODERS)), max_size=2),
    st.text(st.sampled_from("%&\\=+AaZ07fx;#\"'` \n\u00e9-/"), max_size=60),
)
def test_no_layer_that_would_undo_something_is_left_out(names: list[str], around: str) -> None:
    hidden = CANARY
    for name in names:
        hidden = ENCODERS[name](hidden)
    text = f"{around}{hidden}{around}"
    some = [view.text for view in views(View(text), Budget(), ALONE)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decode, "_layers", lambda *_: [layer for layer, _ in decode._LAYERS])
        assert [view.text for view in views(View(text), Budget(), ALONE)] == some
