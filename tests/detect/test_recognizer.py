"""A model reads so much and no more, says so, and is not asked twice about one text."""

import re
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.detect import Detectors
from quarterdeck.detect.kept import Kept
from quarterdeck.detect.pattern import Pattern
from quarterdeck.detect.recognizer import MODEL_BUDGET, MOST, Recognizer, recognized
from quarterdeck.model.content import Part

NAME = re.compile(r"\b[A-Z][a-z]+ [A-Z][a-z]+\b")


class Model:
    """Takes two capitalised words for a name, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, text: str) -> Iterator[tuple[int, int]]:
        self.asked.append(text)
        yield from (found.span() for found in NAME.finditer(text))


def seeing(model: Model) -> Recognizer:
    return Recognizer("pii.person", 0.6, model)


def test_a_name_is_found_where_it_stands() -> None:
    parts = [Part("/a", "nothing here"), Part("/b", "and Ada Lovelace")]
    (found,) = Detectors(recognizers=(seeing(Model()),)).look(parts).findings
    assert (found.detector, found.part, found.start, found.end, found.confidence) == ("pii.person", "/b", 4, 16, 0.6)


def test_what_models_and_patterns_find_stands_in_the_order_of_the_parts() -> None:
    detectors = Detectors((Pattern("secrets.x", "zz[0-9]{3}"),), (), (seeing(Model()),))
    parts = [Part("/0", "Ada Lovelace"), Part("/1", "zz123"), Part("/2", "Alan Turing zz456")]
    found = detectors.look(parts).findings
    assert [one.part for one in found] == ["/0", "/1", "/2", "/2"]
    assert detectors.ids == ("pii.person", "secrets.x")
    assert detectors.only(lambda id_: id_ != "pii.person").recognizers == ()


def test_models_can_be_left_out_of_a_look() -> None:
    model = Model()
    assert Detectors(recognizers=(seeing(model),)).look([Part("", "Ada Lovelace")], models=False).findings == ()
    assert not model.asked


def test_what_is_more_than_a_model_can_read_is_said_to_be_unread() -> None:
    detectors = Detectors(recognizers=(seeing(Model()),))
    assert detectors.look([Part("", "a" * MOST)]).unread == ()
    assert detectors.look([Part("", "a" * (MOST + 1))]).unread == (MODEL_BUDGET,)
    many = [Part("/0", "a" * MOST), Part("/1", "Ada Lovelace"), Part("/2", "")]
    looked = detectors.look(many)
    assert (looked.unread, looked.findings) == ((MODEL_BUDGET,), ())


def test_a_text_that_comes_again_is_not_read_again() -> None:
    model, kept = Model(), Kept()
    parts = [Part("/0", "Ada Lovelace"), Part("/1", "Ada Lovelace")]
    seen = recognized([seeing(model)], parts, kept)
    assert [(hit.start, hit.end) for hit in (*seen.hits[0], *seen.hits[1])] == [(0, 12), (0, 12)]
    recognized([seeing(model)], [*parts, Part("/2", "Alan Turing")], kept)
    assert model.asked == ["Ada Lovelace", "Alan Turing"]


def test_what_shows_who_asks_is_no_text_for_a_model() -> None:
    model = Model()
    assert not recognized([seeing(model)], [Part("", "Ada Lovelace", "credential")], Kept()).hits
    assert not model.asked


@given(st.lists(st.sampled_from(["Ada Lovelace", "and", "so\n", "x" * 997, "Grace Hopper"]), min_size=1, max_size=60))
def test_a_long_text_is_read_in_pieces_and_no_name_is_lost_or_twice(words: list[str]) -> None:
    text = " ".join(words)
    assert list(seeing(Model()).spans(text)) == [found.span() for found in NAME.finditer(text)]


def test_a_text_without_a_gap_is_read_to_its_end() -> None:
    model = Model()
    list(seeing(model).spans("x" * 50_000))
    assert max(map(len, model.asked)) <= 8_000
    assert sum(map(len, model.asked)) >= 50_000
