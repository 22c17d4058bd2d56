"""Leaves about what an exchange carries: what detectors found in its texts, and whose account it uses."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from quarterdeck.model.facts import Facts, Stage
from quarterdeck.policy.globs import glob_set
from quarterdeck.policy.grammar import ContentTest, TenantTest
from quarterdeck.policy.tenant import SHOWN_BY_HOST, tenant_values
from quarterdeck.policy.term import Term, both, either, pending_with_service, term

# Reasons that go with a text which was read, and which honest documents are full of: a logo, a photograph.
ASIDE = frozenset(("embedded-image",))


def content_term(tests: Iterable[ContentTest], named: bool) -> Term:
    """Whether detectors found enough of what one of these asks for."""
    return either([_content(test, named) for test in tests])


def _content(wanted: ContentTest, named: bool) -> Term:
    matches = glob_set(wanted.detector) if wanted.detector else None
    types = glob_set(wanted.file_type) if wanted.file_type else None

    def test(facts: Facts) -> bool | None:
        files = None if types is None else {pointer for pointer, kind in facts.file_types if types(kind)}
        if files is not None and matches is None:
            count = len(files)
        elif facts.findings is None:
            return None
        else:
            count = sum(
                1
                for finding in facts.findings
                if finding.confidence >= wanted.min_confidence
                and (matches is None or matches(finding.detector))
                and (files is None or finding.part.partition("!")[0] in files)
            )
        if count >= wanted.min_count:
            return True
        if facts.unrecorded and _could_be_more(facts, wanted, matches):
            return None
        if files is not None and matches is None and facts.file_types and "file" not in facts.opaque:
            # What could not be read of a file does not make it another.
            return False
        # More of it may be in what could not be read.
        return False if ASIDE.issuperset(facts.opaque) else None

    return term(pending_with_service(test, named), "content")


def _could_be_more(facts: Facts, wanted: ContentTest, matches: Callable[[str], bool] | None) -> bool:
    """Whether what nobody recorded may be what is missing."""
    if "content" in facts.unrecorded and (matches is not None or wanted.file_type is None):
        return True
    if wanted.file_type is not None and "content.file_type" in facts.unrecorded and matches is None:
        return True
    if wanted.min_confidence == 0 and wanted.file_type is None:
        return False
    most = sum(1 for finding in facts.findings or () if matches is None or matches(finding.detector))
    by_type = wanted.file_type is not None and "content.file_type" in facts.unrecorded
    by_confidence = wanted.min_confidence > 0 and "content.confidence" in facts.unrecorded
    return most >= wanted.min_count and (by_type or by_confidence)


def tenant_term(tests: Iterable[TenantTest], named: bool) -> Term:
    """Whether the request shows an account that one of these describes."""
    return either([_tenant(test, named) for test in tests])


def _tenant(wanted: TenantTest, named: bool) -> Term:
    parts = []
    for aspect in ("workspace", "organization", "project", "plan", "key"):
        globs: tuple[str, ...] | None = getattr(wanted, aspect)
        if globs:
            parts.append(_aspect(aspect, _key_set(globs) if aspect == "key" else glob_set(globs), named))
    return both(parts)


def _aspect(aspect: str, matches: Callable[[str], bool], named: bool) -> Term:
    def test(facts: Facts) -> bool | None:
        if any(matches(value) for value in tenant_values(aspect, facts)):
            return True
        return None if read in facts.unrecorded else False

    def staged(facts: Facts) -> bool | None:
        if facts.stage is Stage.CONNECTION and aspect in SHOWN_BY_HOST:
            shown = tenant_values(aspect, facts)
            if shown:
                return any(matches(value) for value in shown)
        return later(facts)

    read = f"tenant.{aspect}"
    later = pending_with_service(test, named)
    return term(staged, read)


def _key_set(fingerprints: Iterable[str]) -> Callable[[str], bool]:
    wanted = tuple(text.casefold().removeprefix("sha256:") for text in fingerprints)
    return lambda digest: digest.startswith(wanted)
