from __future__ import annotations

import re2  # type: ignore[import-untyped]  # It ships no types.

from quarterdeck.detect.syntax_scripts import SCRIPTS

PROSE = "The committee met on Monday, and it will return to the question of fees next week."


def test_every_expression_is_one_that_re2_takes_and_that_prose_does_not_match() -> None:
    for syntax in SCRIPTS:
        assert re2.compile(syntax.hints) is not None
        for expression in (*syntax.strong, *syntax.weak, *filter(None, (syntax.against,))):
            assert re2.search(f"(?m){expression}", PROSE) is None, (syntax.name, expression)


def test_every_language_has_features_of_its_own_and_a_gate() -> None:
    for syntax in SCRIPTS:
        assert len(syntax.strong) >= 2, syntax.name
        assert len(syntax.weak) >= 3, syntax.name
        assert all(syntax.gates), syntax.name
