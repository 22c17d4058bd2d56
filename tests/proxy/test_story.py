"""A record becomes a story without the people in it, whatever shape its values have."""

from __future__ import annotations

from typing import Any

import pytest
from pyrage import x25519

from quarterdeck.config.schema import Audit
from quarterdeck.model.record import Outcome
from quarterdeck.proxy.story import recorded, tell_incident


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "under a pseudonym"),
        ({"principal": "clear"}, "as they are"),
        ({"url": "full"}, "the whole address"),
        ({"url": "host"}, "the host"),
        ({"scope": "all"}, "every request:"),
    ],
)
def test_what_is_recorded_follows_the_settings(settings: dict[str, Any], said: str):
    assert said in " ".join(recorded(Audit(**settings)))


def test_people_are_told_that_others_can_find_out_who_they_are():
    reviewer, approver = (str(x25519.Identity.generate().to_public()) for _ in range(2))
    kept = Audit.model_validate({"identities": {"reviewers": [reviewer], "approvers": [approver]}})
    assert "under a pseudonym that two people can resolve together" in " ".join(recorded(kept))
    assert "two people" not in " ".join(recorded(Audit()))


def test_people_are_told_where_the_text_around_a_finding_is_kept():
    assert recorded(Audit())[-1] == "Never: what you write to a service or send along, nor what it answers."
    *_, around, never = recorded(Audit(), evidence=True)
    assert around.startswith("For review: the text around what some rules found, without what they found")
    assert never.startswith("Never otherwise: what you write")


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_has_words(outcome: Outcome):
    assert tell_incident("qd-1", {"outcome": outcome})["what"]
    assert tell_incident("qd-1", {"outcome": outcome.value}) == tell_incident("qd-1", {"outcome": outcome})


@pytest.mark.parametrize(
    ("time", "shown"),
    [
        (1772600767.0, "4 March 2026, 05:06:07 UTC"),
        ("2026-03-04T05:06:07.123Z", "4 March 2026, 05:06:07 UTC"),
        ("2026-03-04T06:06:07+01:00", "4 March 2026, 05:06:07 UTC"),
        ("2026-03-04T05:06:07", "4 March 2026, 05:06:07 UTC"),
        ("soon", "unknown"),
        (float("nan"), "unknown"),
        (None, "unknown"),
    ],
)
def test_the_time_of_a_record_may_be_a_number_or_a_text(time: object, shown: str):
    assert tell_incident("qd-1", {"time": time})["facts"]["Time"] == shown


def test_what_could_not_be_read_is_told_in_words():
    facts = tell_incident("qd-1", {"unread": ["image", "odd"]})["facts"]
    assert facts["Could not be read"] == "image (nobody looks at what a picture shows), odd"


def test_only_facts_that_are_there_and_concern_no_person_are_told():
    record = {
        "user": "ada",
        "principal": "ada",
        "client": "10.9.8.7",
        "device": "ada-laptop",
        "models": ("m",),
        "path": "/a?b",
    }
    assert tell_incident("qd-1", record)["facts"] == {"Time": "unknown", "Address": "/a", "Model": "m"}
