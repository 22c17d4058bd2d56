"""Which findings a rule is about: those that its `content` asks for, wherever that stands in its `match`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from quarterdeck.model.finding import Finding
from quarterdeck.policy.globs import glob_set
from quarterdeck.policy.grammar import ContentTest, Match

Select = Callable[[Finding, Sequence[tuple[str, str]]], bool]
"""Whether a finding is meant; the pairs are the pointers of the files in the exchange with their types."""


def content_tests(match: Match) -> Iterator[ContentTest]:
    """The questions about content that must hold."""
    yield from match.content or ()
    for nested in (*(match.any_ or ()), *(match.all_ or ())):
        yield from content_tests(nested)


def every_content_test(match: Match | None) -> Iterator[ContentTest]:
    """All questions about content, those among them that must not hold too."""
    if match is not None:
        yield from match.content or ()
        for nested in (*(match.any_ or ()), *(match.all_ or ()), match.not_):
            yield from every_content_test(nested)


def selecting(tests: Sequence[ContentTest]) -> Select:
    """Whether a finding is one that any of these asks for."""
    chosen = [_select(test) for test in tests if test.detector is not None or test.file_type is None]
    return lambda finding, types: any(select(finding, types) for select in chosen)


def _select(test: ContentTest) -> Select:
    named = glob_set(test.detector) if test.detector else None
    typed = glob_set(test.file_type) if test.file_type else None

    def select(finding: Finding, types: Sequence[tuple[str, str]]) -> bool:
        if finding.confidence < test.min_confidence or (named is not None and not named(finding.detector)):
            return False
        if typed is None:
            return True
        return any(typed(kind) for pointer, kind in types if pointer == finding.part.partition("!")[0])

    return select
