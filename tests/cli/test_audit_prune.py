"""`quarterdeck audit prune`: what is past its limit goes, what stays is said with its reason."""

from __future__ import annotations

import json
import os
import time

import pytest

from quarterdeck.audit import layout
from quarterdeck.audit.compact import cache_folder
from quarterdeck.config.load import load_config
from quarterdeck.config.naming import people_of
from tests.audit.recorded import state_with
from tests.audit.shards import records


@pytest.fixture
def shard(here):
    """One of records that are old by now, with another beside it."""
    return state_with(here / "var", 400, 20, segment=15_000) / "audit" / "deck-0"


@pytest.fixture(autouse=True)
def _short(write):
    write("q.yaml", "audit: {retention: 2d}\n")


def test_what_is_old_goes_and_the_log_still_verifies(quarterdeck, shard):
    answer = quarterdeck("audit", "prune", "-c", "q.yaml")
    assert answer.code == 0
    first = layout.segments(shard)[0].first
    assert 100 < first <= 256
    assert f"{first} records in " in answer.out
    assert "deck-0: records 0 to " in answer.out
    assert "deck-1: from record 0 on kept: it is being written to" in answer.out
    verified = quarterdeck("audit", "verify")
    assert (verified.code, f"{first} records removed by retention" in verified.out) == (0, True)
    said = [json.loads(line)["reason"] for line in records(shard.parent / "admin")]
    assert said[0].endswith(", older than 2 days")


def test_a_dry_run_says_what_would_go(quarterdeck, shard):
    before = layout.segments(shard)
    told = quarterdeck("audit", "prune", "-c", "q.yaml", "--dry-run", "--json").json
    assert (told["dry_run"], told["retention_days"]) == (True, 2)
    assert [one["first"] for one in told["removed"]] == [one.first for one in before[:2]]
    assert {one["why"] for one in told["stays"]} == {
        "it is being written to",
        "fewer than 256 records have come after it",
    }
    assert layout.segments(shard) == before
    assert "would be removed" in quarterdeck("audit", "prune", "-c", "q.yaml", "--dry-run").out


def test_what_a_sink_has_not_got_stays(quarterdeck, shard, write):
    write("q.yaml", "audit: {retention: 2d, sinks: [{type: file, url: /tmp/nowhere.jsonl}]}\n")
    told = quarterdeck("audit", "prune", "-c", "q.yaml", "--json").json
    assert told["removed"] == []
    assert "not all of it has been shipped: a sink is at record 0" in {one["why"] for one in told["stays"]}


def test_copies_of_what_is_gone_go_too(quarterdeck, shard):
    assert quarterdeck("audit", "query", "SELECT count(*) FROM records").code == 0
    copies = cache_folder(shard.parent)
    before = len(list(copies.iterdir()))
    gone = len(quarterdeck("audit", "prune", "-c", "q.yaml", "--json").json["removed"])
    assert gone > 0
    assert len(list(copies.iterdir())) == before - gone


def test_holds_that_cannot_be_read_are_told(quarterdeck, shard, here):
    (here / "var" / "holds.json").write_bytes(b"{")
    answer = quarterdeck("audit", "prune", "-c", "q.yaml")
    assert (answer.code, "nothing is removed" in answer.err) == (2, True)


def test_people_go_with_the_last_of_their_records(quarterdeck, shard, here):
    people = people_of(load_config(here / "q.yaml", {"QUARTERDECK_STATE": str(here / "var")}))
    for name, seen in (("ada", 0), ("bob", time.time())):
        people.named(name, "", seen)
        os.utime(people.path(people.spaces[-1], "always", name), (seen, seen))
    assert quarterdeck("audit", "prune", "-c", "q.yaml", "--dry-run").code == 0
    assert len(people.of(["ada", "bob"])) == 2
    assert quarterdeck("audit", "prune", "-c", "q.yaml").code == 0
    assert (len(people.of(["ada"])), len(people.of(["bob"]))) == (0, 1)
