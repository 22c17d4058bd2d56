"""Kleene's three values: True, False, and None for what is unknown or not yet told."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from quarterdeck.model.facts import Facts

Test = Callable[[Facts], bool | None]


def always(_facts: Facts) -> bool | None:
    """True of everything. The combinators know it and leave it out."""
    return True


def never(_facts: Facts) -> bool | None:
    """True of nothing. The combinators know it and leave it out."""
    return False


def all_of(tests: Sequence[Test]) -> Test:
    """False as soon as one is False; else None when one is None; else True."""
    tests = [test for test in tests if test is not always]
    if never in tests:
        return never
    if not tests:
        return always
    if len(tests) == 1:
        return tests[0]
    if len(tests) == 2:
        first, second = tests

        def both(facts: Facts) -> bool | None:
            one = first(facts)
            if one is False:
                return False
            two = second(facts)
            return two if one is True or two is False else None

        return both
    chain = tuple(tests)

    def every(facts: Facts) -> bool | None:
        result: bool | None = True
        for test in chain:
            value = test(facts)
            if value is False:
                return False
            if value is None:
                result = None
        return result

    return every


def any_of(tests: Sequence[Test]) -> Test:
    """True as soon as one is True; else None when one is None; else False."""
    tests = [test for test in tests if test is not never]
    if always in tests:
        return always
    if not tests:
        return never
    if len(tests) == 1:
        return tests[0]
    chain = tuple(tests)

    def some(facts: Facts) -> bool | None:
        result: bool | None = False
        for test in chain:
            value = test(facts)
            if value is True:
                return True
            if value is None:
                result = None
        return result

    return some


def negate(test: Test) -> Test:
    """True of False, False of True, None of None."""
    if test is always:
        return never
    if test is never:
        return always

    def inverted(facts: Facts) -> bool | None:
        value = test(facts)
        return None if value is None else not value

    return inverted
