"""`quarterdeck audit hold`: added, listed and removed for a reason, and kept by the retention."""

from __future__ import annotations

import json

import pytest

from quarterdeck.audit import layout
from tests.audit.recorded import state_with
from tests.audit.shards import records


@pytest.fixture
def shard(here, write):
    write("q.yaml", "audit: {retention: 2d}\n")
    return state_with(here / "var", 400, segment=15_000) / "audit" / "deck-0"


def test_a_hold_keeps_what_it_is_about(quarterdeck, shard):
    span = ("--from", "2026-03-03T12:00:00Z", "--to", "2026-03-03T12:05:00Z")
    assert quarterdeck("audit", "hold", "add", "case-7", *span, "--reason", "Doe against Roe").code == 0
    told = quarterdeck("audit", "prune", "-c", "q.yaml", "--json").json
    assert told["stays"][0]["why"] == "held: case-7"
    assert layout.segments(shard)[0].first == 0
    assert quarterdeck("audit", "verify").code == 0
    assert quarterdeck("audit", "hold", "remove", "case-7", "--reason", "settled").code == 0
    assert quarterdeck("audit", "prune", "-c", "q.yaml", "--json").json["removed"][0]["first"] == 0
    said = [json.loads(line) for line in records(shard.parent / "admin")]
    assert said[0]["reason"].split(":")[0] == "hold case-7 added"
    assert all(one["principal"] for one in said)


def test_holds_are_listed(quarterdeck, here):
    assert quarterdeck("audit", "hold", "list").out == "No hold stands.\n"
    pseudonym = "0123456789abcdef"
    answer = quarterdeck(
        "audit", "hold", "add", "case-7", "--principal", pseudonym, "--to", "2026-03-03", "--reason", "x y"
    )
    assert answer.code == 0
    said = quarterdeck("audit", "hold", "list").out
    assert f"case-7: records of {pseudonym} from the beginning until 2026-03-04T00:00:00Z" in said
    assert "x y" in said
    told = quarterdeck("audit", "hold", "list", "--json").json["holds"]
    assert (told[0]["name"], told[0]["principals"], told[0]["start"]) == ("case-7", [pseudonym], None)


def test_a_name_that_the_log_does_not_know_is_no_hold(quarterdeck, here):
    answer = quarterdeck("audit", "hold", "add", "case-7", "--principal", "ada", "--reason", "x")
    assert (answer.code, "knows nobody" in answer.err) == (2, True)
    assert quarterdeck("audit", "hold", "list", "--json").json == {"holds": []}


@pytest.mark.parametrize(
    ("settings", "stands"),
    [("{principal: clear}", "ada"), ("{pseudonyms: {keys: shared}}", None)],
)
def test_a_name_is_held_as_it_stands_in_the_log(quarterdeck, write, settings, stands):
    write("q.yaml", f"audit: {settings}\n")
    answer = quarterdeck("audit", "hold", "add", "case-7", "--principal", "ada", "--reason", "x", "-c", "q.yaml")
    assert answer.code == 0
    (name,) = quarterdeck("audit", "hold", "list", "--json").json["holds"][0]["principals"]
    assert name == stands if stands else len(name) == 16


@pytest.mark.parametrize("words", [("add", "case-7"), ("remove", "case-7"), ("add", "case-7", "--reason", "")])
def test_no_hold_changes_without_a_reason(quarterdeck, here, words):
    assert quarterdeck("audit", "hold", *words).code == 2
    assert quarterdeck("audit", "hold", "list", "--json").json == {"holds": []}
