"""A part of which a line says nothing is left out, and none is empty."""

from __future__ import annotations

import pytest

from quarterdeck.export import ocsf_parts as parts

from .made import plain

PLACE = parts.Place("deck-0", 7, "1.8.0")


@pytest.mark.parametrize(
    "part",
    [
        parts.rule,
        parts.policy,
        parts.source,
        parts.destination,
        parts.user,
        parts.actor,
        parts.response,
        parts.url,
        parts.traffic,
    ],
)
def test_a_line_that_says_nothing_has_no_parts(part):
    assert part(plain()) == {}


def test_zero_is_something_and_nothing_is_left_out():
    assert parts.present(a=0, b="", c=None, d=[], e={}, f=False) == {"a": 0, "f": False}


def test_a_query_alone_is_an_address_as_a_whole():
    assert parts.url(plain(path="?a=b")) == {"query_string": "a=b", "url_string": "?a=b"}


def test_a_version_without_a_rule_is_that_of_all_rules():
    assert parts.policy(plain(policy_version="sha256:ab")) == {"uid": "quarterdeck", "version": "sha256:ab"}


def test_a_status_says_what_was_answered_and_why():
    assert parts.status(plain(outcome="refused", status=403, reason="No.")) == {
        "status_id": 2,
        "status": "Failure",
        "status_code": "403",
        "status_detail": "No.",
    }


def test_an_answer_without_a_status_is_none():
    assert parts.response(plain(answer_bytes=9)) == {}


def test_what_no_attribute_says_keeps_its_name():
    line = plain(rules=["a/b"], judge_ms=1.5)
    assert parts.unmapped(line, {"rules"}) == {
        "unmapped": {"outcome": "forwarded", "coverage": "whole", "worker": 0, "judge_ms": 1.5}
    }
    assert parts.unmapped({"time": "x"}) == {}


def test_a_cut_line_says_so():
    kind = parts.Kind(0, "Base Event", 0, "Uncategorized")
    assert parts.metadata(plain(truncated=True), PLACE, kind)["is_truncated"] is True
    assert "is_truncated" not in parts.metadata(plain(), PLACE, kind)
