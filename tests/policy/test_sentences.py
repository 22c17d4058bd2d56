"""A rule as the people under it read it: what happens, to what, and when it does not; nothing left out."""

from __future__ import annotations

import pytest

from quarterdeck.policy.load import load_policies
from quarterdeck.policy.schema import BAN_KINDS
from quarterdeck.policy.sentences import ban_sentence, rule_sentence


@pytest.mark.parametrize(
    ("ban", "sentence"),
    [
        ("deepseek", "Refused: service deepseek."),
        ("{domain: [a.example, b.example, c.example]}", "Refused: domain a.example, b.example or c.example."),
        ("{jurisdiction: {is: [CN, RU], certain: true}}", "Refused: services that answer to CN or RU."),
        ("{vendor: Y, model: '*x*', reason: No.}", "Refused: the vendor Y, and models named *x*."),
        ("{model_jurisdiction: CN}", "Refused: models made in CN."),
        (
            "{artifact: {kind: weights, name: 'x/*', registry: oci}}",
            "Refused: downloads of weights named x/* from oci.",
        ),
        ("{category: [a, b, c, d, e, f, g, h]}", "Refused: services of the kind a, b, c, d, e, f or 2 more."),
    ],
)
def test_a_ban_says_what_it_forbids(ban, sentence):
    (file,) = load_policies(text={"f": f"policy: p\nban:\n  - {ban}\n"})
    assert ban_sentence(file.policy.ban[0]) == sentence


def test_every_kind_of_ban_says_something_of_its_value(tmp_path):
    (tmp_path / "nobody.txt").write_text("a.example\n")
    values = {"domain": "nobody.example", "domains_file": "nobody.txt", "jurisdiction": "XX"}
    values |= {"model_jurisdiction": "XX", "artifact": "weights"}
    lines = [f"  - {kind}: {values.get(kind, 'nobody')}" for kind in BAN_KINDS]
    path = tmp_path / "p.yaml"
    path.write_text("policy: p\nban:\n" + "\n".join(lines))
    (file,) = load_policies([path])
    for kind, ban in zip(BAN_KINDS, file.policy.ban, strict=True):
        assert values.get(kind, "nobody") in ban_sentence(ban)


@pytest.mark.parametrize(
    ("match", "words"),
    [
        ("{service: x, activity: [chat, upload]}", "service x, and activity chat or upload"),
        ("{host: x, principal: any}", "host x, and anybody"),
        (
            "{principal: [{users: ada, cidr: 10.0.0.0/8}, {groups: legal}]}",
            "the user ada at addresses in 10.0.0.0/8 or the",
        ),
        ("{principal: {devices: {managed: false}}}", "devices not managed"),
        (
            "{jurisdiction: CN, not: {category: x}}",
            "services that answer to CN, and anything but services of the kind x",
        ),
        ("{any: [{service: a}, {model: b, host: c}]}", "any of service a or models named b, and host c"),
        ("{opaque: true}", "a body that cannot be read"),
        ("{opaque: too-large}", "a body that cannot be read (too-large)"),
        ("{host: x, opaque: false}", "host x, and a body that can be read"),
        ("{unlisted_ai: true}", "AI services that the catalogue does not list"),
        ("{unlisted_ai: false}", "not AI services that the catalogue does not list"),
        ("{schedule: {days: weekend, from: 09:00, to: 17:00}}", "on weekend from 09:00 to 17:00"),
        ("{content: {detector: secrets.*, min_count: 3}}", "findings of secrets.* at least 3"),
        ("{size: '>1GB', tool: x, direction: answer}", "the tool x, and size >1GB, and direction answer"),
    ],
)
def test_a_match_says_all_that_it_asks(match, words):
    (file,) = load_policies(text={"f": f"policy: p\nrules: [{{id: r, match: {match}, action: block}}]\n"})
    assert rule_sentence(file.policy.rules[0]).startswith(f"Refused: {words}")


@pytest.mark.parametrize(
    ("action", "verb"),
    [
        ("allow", "Allowed"),
        ("monitor", "Let through and recorded"),
        ("redact", "Let through without what was found"),
        ("coach", "Asked about first"),
        ("block", "Refused"),
    ],
)
def test_a_rule_says_what_happens_and_what_lifts_it(action, verb):
    text = (
        f"policy: p\nrules: [{{id: r, match: {{host: x}}, action: {action}, unless: {{principal: {{groups: g}}}}}}]\n"
    )
    (file,) = load_policies(text={"f": text})
    assert rule_sentence(file.policy.rules[0]) == f"{verb}: host x, unless it concerns the group g."
