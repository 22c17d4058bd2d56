"""What may be written short means the long form; what says nothing is refused, since it would match everything."""

from __future__ import annotations

import pytest

from quarterdeck.errors import Problems
from quarterdeck.policy.grammar import Match
from quarterdeck.policy.load import load_policies


def match(text: str) -> Match:
    rules = f"policy: p\nrules:\n  - id: a\n    action: block\n    match: {text}\n"
    (file,) = load_policies(text={"f": rules})
    return file.policy.rules[0].match


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("{service: kimi}", "{service: [{is: [kimi]}]}"),
        ("{service: [kimi, {is: chatgpt}]}", "{service: [{is: [kimi]}, {is: [chatgpt]}]}"),
        ("{jurisdiction: cn}", "{jurisdiction: [{is: [CN], basis: any}]}"),
        ("{artifact: weights}", "{artifact: [{kind: [weights]}]}"),
        ("{content: secrets.*}", "{content: [{detector: [secrets.*], min_count: 1, min_confidence: 0}]}"),
        ("{principal: any}", "{principal: [{any: true}]}"),
        ("{principal: {users: ada}}", "{principal: [{users: [ada]}]}"),
        ("{opaque: true}", "{opaque: ['*']}"),
        ("{tenant: {key: x}}", "{tenant: [{key: [x]}]}"),
        ("{any: {host: a.example}}", "{any: [{host: [a.example]}]}"),
        ("{method: post, host: A.Example.}", "{method: [POST], host: [a.example]}"),
        ("{budget: {tokens: '>1000'}}", "{budget: [{tokens: '>1000', per: 1d}]}"),
    ],
)
def test_the_short_form_is_the_long_one(short, long):
    one, other = match(short), match(long)
    assert one.model_dump() == other.model_dump()


def test_opaque_false_is_kept_apart_from_a_reason():
    assert match("{opaque: false}").opaque == ()
    assert match("{opaque: false}").model_dump(exclude_unset=True) == {"opaque": False}
    assert match("{opaque: true}").model_dump(exclude_unset=True) == {"opaque": True}
    assert match("{opaque: too-large}").model_dump(exclude_unset=True) == {"opaque": ("too-large",)}


EMPTY = "an empty mapping would match everything"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{}", EMPTY),
        ("{not: {}}", EMPTY),
        ("{all: [{host: x}, {}]}", EMPTY),
        ("{principal: {}}", EMPTY),
        ("{principal: [{users: a}, {}]}", EMPTY),
        ("{principal: {devices: {}}}", EMPTY),
        ("{tenant: {}}", EMPTY),
        ("{schedule: {}}", EMPTY),
        ("{artifact: {}}", EMPTY),
        ("{client: {}}", EMPTY),
        ("{any: []}", "an empty list matches nothing"),
        ("{principal: []}", "an empty list matches nothing"),
        ("{service: {certain: true}}", "'is' is missing"),
        ("{extraction: {}}", "'score' is missing"),
        ("{principal: {any: false}}", "must be true, not false"),
        ("{service: {is: kimi, certain: 'true'}}", "must be true or false, not 'true'"),
    ],
)
def test_what_says_nothing_is_refused(text, said):
    with pytest.raises(Problems) as caught:
        match(text)
    (problem,) = caught.value.problems
    assert said in str(problem)
    assert problem.line == 5


def test_what_was_read_cannot_be_changed():
    with pytest.raises(ValueError, match="frozen"):
        match("{host: a.example}").host = ("b.example",)
