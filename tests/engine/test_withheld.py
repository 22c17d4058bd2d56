"""Secrets stay placeholders, and so does what any rule takes out for good."""

from __future__ import annotations

import pytest

from quarterdeck.engine.withheld import withheld
from tests.policy.catalogue import compiled

IDS = ("secrets.aws-key", "pii.email", "pii.iban", "custom.project")


@pytest.mark.parametrize(
    ("rules", "kinds"),
    [
        ("[{id: r, match: {content: pii.*}, action: redact}]", {"AWS_KEY"}),
        ("[{id: r, match: {content: pii.*}, action: redact, redact: {restore: true}}]", {"AWS_KEY"}),
        ("[{id: r, match: {content: pii.email}, action: redact, redact: {restore: false}}]", {"AWS_KEY", "EMAIL"}),
        (
            "[{id: r, match: {any: [{content: pii.*}]}, action: redact, redact: {restore: false}}]",
            {"AWS_KEY", "EMAIL", "IBAN"},
        ),
        ("[{id: r, match: {content: pii.email}, action: block}]", {"AWS_KEY"}),
        ("[]", {"AWS_KEY"}),
    ],
)
def test_what_is_withheld_follows_from_the_rules(rules: str, kinds: set[str]) -> None:
    assert withheld(compiled(f"policy: p\nrules: {rules}\n"), IDS) == kinds
