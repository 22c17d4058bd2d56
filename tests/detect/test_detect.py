from __future__ import annotations

import base64
import re
from collections.abc import Iterator

import pytest

from quarterdeck import detect
from quarterdeck.detect import NO_DETECTORS, Detectors, Looked
from quarterdeck.detect.pattern import Pattern
from quarterdeck.model.content import Part
from quarterdeck.model.finding import Finding

from .encodings import CANARY, DETECTORS, ENCODERS


def test_a_finding_says_where_and_by_whom() -> None:
    found = Detectors((Pattern("custom.k", "KEY", 0.5),)).find([Part("/a", "x"), Part("/b", "a KEY")])
    assert found == (Finding("custom.k", "/b", 2, 5, 0.5),)


def test_what_is_found_plain_is_not_found_again() -> None:
    (found,) = DETECTORS.find([Part("", f"caf\u00e9 {CANARY} {base64.b64encode(b'nothing of this kind').decode()}")])
    assert found.decoded_from == ()


def test_secrets_are_not_looked_for_in_what_identifies_the_caller() -> None:
    both = Detectors((Pattern("custom.k", CANARY), Pattern("secrets.k", CANARY)))
    parts = [Part("@header/authorization", f"Bearer {CANARY}", "credential"), Part("/0", CANARY)]
    for within in (parts, [*parts, Part("/1", "short"), Part("/2", "texts")]):
        found = [(finding.part, finding.detector) for finding in both.find(within)]
        assert found == [("@header/authorization", "custom.k"), ("/0", "custom.k"), ("/0", "secrets.k")]


@pytest.mark.parametrize("regex", [CANARY, f"^{CANARY}$", rf"\b{CANARY}\b"])
@pytest.mark.parametrize("text", [CANARY, base64.b64encode(CANARY.encode()).decode(), CANARY[::-1]])
def test_short_texts_are_not_lost_in_the_crowd(regex: str, text: str) -> None:
    crowd = [Part(f"/{n}", "a few words") for n in range(50)]
    detectors = Detectors((Pattern("custom.k", regex),))
    found = detectors.find([*crowd[:20], Part("/it", text), *crowd[20:]])
    assert [finding.part for finding in found] == ["/it"]


@pytest.mark.parametrize("name", sorted(ENCODERS))
def test_a_crowd_that_looks_encoded_is_read_in_portions(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[str] = []
    hits = detect._hits
    monkeypatch.setattr(
        detect, "_hits", lambda view, *args, **keys: looks.append(view.text) or hits(view, *args, **keys)
    )
    crowd = [Part(f"/{n}", f"caf\u00e9 n\u00b0 {n} %41 aGVsbG8gd29ybGQ=") for n in range(200)]
    found = DETECTORS.find([*crowd[:70], Part("/it", f"see {ENCODERS[name](CANARY)} !"), *crowd[70:]])
    assert [finding.part for finding in found] == ["/it"]
    assert len(looks) < 50, "only those are looked at one by one among which there is something"


def test_the_crowd_itself_says_nothing() -> None:
    parts = [
        Part(f"/{n}", text) for n, text in enumerate(("a", "b", "c", "d", "e", "f", "ab", "cd", "word", "=", "41"))
    ]
    assert Detectors((Pattern("custom.k", "abc|bcd"),)).look(parts).unread == ()


def test_a_spent_budget_is_said() -> None:
    bomb = "%7e&#126;" * 120_000
    looked = DETECTORS.look([Part("/0", bomb), Part("/1", base64.b64encode(CANARY.encode()).decode())])
    assert looked.unread == ("decode-budget",)
    assert [finding.part for finding in looked.findings] == ["/1"], "the next text has a share of its own"


def test_without_detectors_nothing_is_looked_at() -> None:
    assert NO_DETECTORS.look([Part("", "%41" * 10)]) == Looked()


class Lines:
    """Finds lines that begin with an exclamation mark."""

    id = "dictionary.lines"
    sign = b""
    confidence = 0.5

    def maybe(self, data: bytes) -> bool:
        return b"!" in data

    def spans(self, text: str, data: bytes) -> Iterator[tuple[int, int]]:
        for found in re.finditer("(?m)^!.*", text):
            yield found.span()


def test_what_is_no_expression_finds_in_texts_and_in_what_they_decode_to() -> None:
    detectors = Detectors(finders=(Lines(),))
    said = base64.b64encode(b"!here too, in a line of its own").decode()
    assert [(one.detector, one.start, one.end, one.confidence) for one in detectors.find([Part("", "a\n!b c")])] == [
        ("dictionary.lines", 2, 6, 0.5)
    ]
    (found,) = detectors.find([Part("", said)])
    assert found.decoded_from == ("base64",)
    assert detectors.find([Part("", "nothing")]) == ()
    assert detectors.ids == ("dictionary.lines",)
    assert detectors.only(lambda id_: False).finders == ()
