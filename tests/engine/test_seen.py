"""What is kept of findings: their places, keyed fingerprints, and excerpts in which nothing found can be read."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from quarterdeck.detect import Detectors
from quarterdeck.detect.pattern import Pattern
from quarterdeck.engine import decide_on, reading
from quarterdeck.engine.seen import Cut, look_at, with_seen
from quarterdeck.model.content import Part
from quarterdeck.model.decision import About, Action, Decision, Reason
from quarterdeck.model.finding import Excerpt, Finding, Found
from quarterdeck.redact.fingerprint import fingerprint

from .exchanges import FINDING_KIT, OPENAI, exchange, policy, said

KEY = b"k" * 32
CANARY = Finding("custom.canary", "", 0, 9)
CANARY_AT_A = replace(CANARY, part="/a")
KIT = replace(
    FINDING_KIT,
    key=KEY,
    everything=Detectors((Pattern("custom.canary", "CANARY-[0-9]+"), Pattern("secrets.badge", "BADGE-[0-9]{6}"))),
)
RULES = policy("rules: [{id: r, match: {content: custom.canary}, action: block, evidence: {excerpt: 30}}]")
SILENT = policy("rules: [{id: r, match: {content: custom.canary}, action: block}]")


def decided(body: object, rules: object = RULES) -> Decision:
    return decide_on(reading(exchange(OPENAI, body), rules, KIT), rules, KIT)


def made(finding: Finding, parts: list[Part], *, all_of: tuple[Finding, ...] = (), characters: int = 20) -> Decision:
    reason = Reason("r", "p", Action.BLOCK, "No.", "p.yaml:1")
    about = About((finding,), (finding,), characters)
    found = Decision(Action.BLOCK, (reason,), "v", findings=(finding, *all_of), about=about)
    return with_seen(found, parts, KIT)


def test_a_finding_is_known_by_its_place_and_a_fingerprint():
    decision = decided(said("the CANARY-17 and CANARY-2"), SILENT)
    part = "/messages/0/content"
    assert decision.found == (
        Found("custom.canary", part, 4, 13, fingerprint(KEY, "CANARY-17")),
        Found("custom.canary", part, 18, 26, fingerprint(KEY, "CANARY-2")),
    )
    assert decision.excerpts == ()


def test_without_a_key_there_is_no_fingerprint():
    bare = replace(KIT, key=b"")
    decision = decide_on(reading(exchange(OPENAI, said("CANARY-17")), SILENT, bare), SILENT, bare)
    assert [one.fingerprint for one in decision.found] == [""]


def test_an_excerpt_shows_what_stands_round_and_nothing_that_any_detector_finds():
    text = "x" * 50 + " BADGE-123456 before CANARY-17 behind, BADGE-654321 " + "y" * 50
    (one,) = decided(said(text)).excerpts
    assert (one.part, one.start, one.end) == ("/messages/0/content", 41, 110)
    assert one.text == "x" * 9 + " <BADGE_1> before <CANARY_1> behind, <BADGE_2> yyyyyyyy"
    assert one.found == (Found("custom.canary", one.part, 71, 80, fingerprint(KEY, "CANARY-17")),)


def test_what_lies_across_the_edge_of_an_excerpt_is_hidden_whole():
    (one,) = decided(said("BADGE-123456" + " " * 21 + "CANARY-17")).excerpts
    assert one.text == "<BADGE_1>" + " " * 21 + "<CANARY_1>"


def test_a_value_of_another_text_is_hidden_too():
    messages = [{"role": "user", "content": "CANARY-17 is CANARYx"}, {"role": "user", "content": "Its other name: 17"}]
    body = {"model": "gpt-4o", "messages": messages}
    email = Finding("custom.name", "/messages/1/content", 0, 9)
    parts = [Part("/messages/0/content", "Its other is CANARY-17"), Part("/messages/1/content", "Its other")]
    decision = made(Finding("custom.canary", "/messages/0/content", 13, 22), parts, all_of=(email,))
    assert [one.text for one in decision.excerpts] == ["<NAME_1> is <CANARY_1>"]
    assert len(decided(body).excerpts) == 1


@pytest.mark.parametrize(
    ("decoded", "parts"),
    [
        # It goes on in another text, where nothing says how far.
        (("joined",), [Part("/a", "before CANARY-17"), Part("/b", "99 after")]),
        # Nobody knows which of the two is meant.
        ((), [Part("/a", "before CANARY-17"), Part("/a", "quite another text")]),
        # A key is meant to be there, and no detector of secrets has looked at it.
        ((), [Part("/a", "before CANARY-17", "credential")]),
    ],
    ids=["joined", "ambiguous", "credential"],
)
def test_where_it_is_not_certain_what_else_is_there_nothing_is_shown(decoded: tuple[str, ...], parts: list[Part]):
    (one,) = made(Finding("custom.canary", "/a", 7, 16, decoded_from=decoded), parts).excerpts
    assert "before" not in one.text
    assert "another" not in one.text
    assert one.text.startswith("<CANARY_1>")


def test_what_is_too_long_or_could_not_be_read_is_not_shown():
    long = "CANARY-" + "1" * 70_000
    finding = Finding("custom.canary", "/a", 7, 7 + len(long))
    assert [one.text for one in made(finding, [Part("/a", f"before {long} after")]).excerpts] == ["<CANARY_1>"]


def test_a_pointer_tells_nothing_that_somebody_wrote():
    finding = Finding("custom.canary", "/messages/0/CANARY-17/bluebird", 0, 9)
    key = Finding("custom.bird", "/messages/0/CANARY-17/bluebird", 10, 18)
    decision = made(finding, [Part(finding.part, "CANARY-17 bluebird")], all_of=(key,))
    assert decision.found[0].part == "/messages/0/*/*"
    assert decision.excerpts[0].part == "/messages/0/*/*"
    assert decision.excerpts[0].found[0].part == "/messages/0/*/*"


def test_what_is_gone_was_looked_at_while_it_was_there():
    text = "x" * 300 + "before CANARY-17 after" + "y" * 300
    finding = Finding("custom.canary", "", 307, 316)
    seen = look_at([Part("", text)], [finding], 3, KIT, [finding]).moved("/file", 700)
    place = ("custom.canary", "/file", 1007)
    assert seen.prints == {place: fingerprint(KEY, "CANARY-17")}
    found = Found("custom.canary", "/file", 1007, 1016, fingerprint(KEY, "CANARY-17"))
    assert seen.excerpts == {place: Excerpt("/file", 1004, 1019, "re <CANARY_1> af", (found,))}
    moved = replace(finding, part="/file", start=1007, end=1016)
    decision = with_seen(replace(made(moved, []), found=(), excerpts=()), [], KIT, seen)
    assert decision.found == (found,)
    assert decision.excerpts == (seen.excerpts[place],)


def test_the_edges_of_a_piece_are_not_shown_where_half_of_something_may_stand():
    finding = Finding("custom.canary", "/a", 300, 309)
    text = "BADGE-12" + "." * 292 + "CANARY-17" + ":" * 260 + "BADGE-12"
    whole = About((finding,), (finding,), 1000)
    decided = replace(made(finding, []), about=whole)
    (one,) = with_seen(decided, [Part("/a", text)], KIT).excerpts
    assert one.text == "BADGE-12" + "." * 292 + "<CANARY_1>" + ":" * 260 + "BADGE-12"
    (one,) = with_seen(decided, [Part("/a", text)], KIT, cut=Cut({"/a": 5000}, goes_on=True)).excerpts
    assert one.text == "." * 44 + "<CANARY_1>" + ":" * 12
    assert (one.start, one.end) == (5256, 5321)
    assert (one.found[0].start, one.found[0].end) == (5300, 5309)
    near = replace(finding, start=0, end=9)
    short = replace(decided, findings=(near,), about=About((near,), (near,), 1000))
    (one,) = with_seen(short, [Part("/a", "CANARY-17 BADGE-12")], KIT, cut=Cut({"/a": 9}, goes_on=True)).excerpts
    assert one.text == "<CANARY_1>"


def test_it_is_not_looked_at_for_evidence_that_nobody_wants():
    assert look_at([Part("", "CANARY-17")], [CANARY], 0, KIT, [CANARY]).excerpts == {}


def test_nothing_that_was_found_stands_in_what_a_decision_keeps():
    body = said("the CANARY-17, spelled Q0FOQVJZLTE3, and BADGE-123456")
    decision = decided(body)
    kept = json.dumps([repr(decision), [one.text for one in decision.excerpts]])
    assert decision.excerpts
    assert "CANARY-17" not in kept
    assert "BADGE-123456" not in kept


def test_evidence_may_be_of_what_is_not_named_for_its_place_in_the_row():
    named, kept = Finding("custom.canary", "/text", 0, 9), Finding("custom.canary", "/name", 4, 13)
    decision = replace(made(named, []), about=About((named,), (kept,), 20), findings=(named, kept))
    made_of = with_seen(decision, [Part("/text", "CANARY-17"), Part("/name", "see CANARY-17")], KIT)
    assert [one.part for one in made_of.found] == ["/text"]
    assert [(one.part, one.text) for one in made_of.excerpts] == [("/name", "see <CANARY_1>")]


def test_of_two_texts_at_one_place_nobody_knows_which_was_meant():
    parts = [Part("/a", "CANARY-17 or"), Part("/a", "something else")]
    (found,) = made(CANARY_AT_A, parts).found
    assert found.fingerprint == ""
    (found,) = made(CANARY_AT_A, [parts[0], parts[0]]).found
    assert found.fingerprint == fingerprint(KEY, "CANARY-17")
