from __future__ import annotations

from dataclasses import replace

from quarterdeck.model.content import Part
from quarterdeck.model.finding import Finding
from quarterdeck.policy.about import MOST
from quarterdeck.proxy.glimpsed import Glimpsed
from tests.proxy.bench import CONTENT, DETECTORS, KIT, policy

ASKING = policy(CONTENT.replace("action: block", "action: block, evidence: {excerpt: 20}"))
KEEPING = replace(KIT, key=b"k", everything=DETECTORS)
PAD = "." * 300


def glimpsed(pieces: list[str], rules: object = ASKING) -> Glimpsed:
    """Pieces of one text, each with what is found in it."""
    made, start = Glimpsed(rules, KEEPING), 0
    for piece in pieces:
        part = Part("/file!a", piece, "file")
        made.add(part, DETECTORS.find((part,)), start)
        start += len(piece)
    return made


def test_what_is_found_in_a_piece_is_known_by_its_place_in_the_whole() -> None:
    seen = glimpsed([PAD, f"{PAD} CANARY-123456 {PAD}", f"{PAD}CANARY-123456{PAD}"]).seen
    places = [("custom.canary", "/file!a", 601), ("custom.canary", "/file!a", 1215)]
    assert [*seen.prints] == places
    assert len(set(seen.prints.values())) == 1
    assert [seen.excerpts[place].text for place in places] == [
        f"{'.' * 19} <CANARY_1> {'.' * 19}",
        f"{'.' * 20}<CANARY_1>{'.' * 20}",
    ]


def test_only_the_first_of_each_detector_are_kept() -> None:
    seen = glimpsed([f"CANARY-{number:06} " for number in range(MOST + 5)]).seen
    assert len(seen.prints) == MOST


def test_no_excerpt_is_made_that_no_rule_asks_for() -> None:
    seen = glimpsed([f"{PAD} CANARY-123456 {PAD}"], policy()).seen
    assert len(seen.prints) == 1
    assert seen.excerpts == {}


def test_what_is_found_beside_is_hidden_though_it_is_not_wanted() -> None:
    text = f"{PAD} CANARY-123456 OTHER-1 {PAD}"
    canary = Finding("custom.canary", "", 301, 314)
    other = Finding("custom.other", "", 315, 322)
    made = Glimpsed(ASKING, KEEPING)
    made.add(Part("", text), [canary, other], 0, [canary])
    assert [one.text for one in made.seen.excerpts.values()] == [f"{'.' * 19} <CANARY_1> <OTHER_1> {'.' * 11}"]
    assert len(made.seen.prints) == 1
