from __future__ import annotations

from quarterdeck.model.decision import Action, Decision, Reason
from quarterdeck.model.finding import Excerpt, Found
from quarterdeck.policy.about import MOST
from quarterdeck.proxy.noticed import Noticed

REASON = Reason("r", "p", Action.MONITOR, "Seen.", "p.yaml:1")


def decision(found: tuple[Found, ...], *excerpts: Excerpt) -> Decision:
    return Decision(Action.MONITOR, (REASON,), "v", found=found, excerpts=excerpts)


def at(start: int, detector: str = "d", part: str = "/t") -> Found:
    return Found(detector, part, start, start + 4, "f")


def test_what_overlapping_pieces_tell_is_told_once() -> None:
    noticed = Noticed()
    noticed.add(decision((at(5),), Excerpt("/t", 0, 9, "first", (at(5),))))
    noticed.add(decision((at(5), at(50)), Excerpt("/t", 0, 60, "more", (at(5), at(50)))))
    noticed.add(decision((at(5, part="/u"), at(5, "e"))))
    assert noticed.found == (at(5), at(50), at(5, part="/u"), at(5, "e"))
    assert [one.text for one in noticed.excerpts] == ["more"]


def test_the_newest_excerpt_of_a_place_counts_which_alone_knows_what_followed() -> None:
    noticed = Noticed()
    noticed.add(decision((at(5),), Excerpt("/t", 0, 20, "half a secr", (at(5),))))
    noticed.add(decision((at(5),), Excerpt("/t", 0, 20, "<SECRET_1>", (at(5),))))
    assert [one.text for one in noticed.excerpts] == ["<SECRET_1>"]


def test_one_from_which_the_beginning_is_gone_does_not() -> None:
    noticed = Noticed()
    noticed.add(decision((at(5),), Excerpt("/t", 0, 20, "whole", (at(5),))))
    noticed.add(decision((at(5),), Excerpt("/t", 3, 30, "ole", (at(5),))))
    assert [one.text for one in noticed.excerpts] == ["whole"]


def test_there_is_an_end_to_it() -> None:
    noticed = Noticed()
    for start in range(0, 100 * MOST, 100):
        noticed.add(decision((at(start),), Excerpt("/t", start, start + 4, "x", (at(start),))))
    assert len(noticed.found) == len(noticed.excerpts) == MOST
