"""What a decision says of itself: what is strictest, what is held back, and whether it was only a rehearsal."""

from __future__ import annotations

import pytest

from quarterdeck.model.decision import Action, Decision, Reason


def reason(action: Action, mode: str = "enforce") -> Reason:
    return Reason("r", "p", action, "Because.", "p.yaml:1", mode)


def test_actions_are_ordered_by_strictness_and_bear_the_words_of_the_rules():
    assert [str(action) for action in sorted(Action)] == ["allow", "monitor", "redact", "coach", "block"]
    assert max(Action.COACH, Action.REDACT, Action.ALLOW) is Action.COACH


def test_a_rule_is_named_with_its_policy():
    assert reason(Action.BLOCK).id == "p/r"


@pytest.mark.parametrize(
    ("action", "refused"),
    [
        (Action.ALLOW, False),
        (Action.MONITOR, False),
        (Action.REDACT, True),
        (Action.COACH, True),
        (Action.BLOCK, True),
    ],
)
def test_what_cannot_be_redacted_yet_is_held_back_like_what_is_blocked(action, refused):
    assert Decision(action, (reason(action),), "v").refused is refused


@pytest.mark.parametrize(
    ("default", "shadow", "mode"),
    [
        (True, (), "enforce"),
        (True, (reason(Action.BLOCK, "shadow"),), "shadow"),
        (False, (reason(Action.BLOCK, "shadow"),), "enforce"),
        (False, (), "enforce"),
    ],
)
def test_only_when_nothing_but_shadow_rules_spoke_is_it_a_rehearsal(default, shadow, mode):
    assert Decision(Action.ALLOW, (reason(Action.ALLOW),), "v", default=default, shadow=shadow).mode == mode
