"""What tells a marking from a word of a sentence: where on its line it stands, and what stands beside it."""

from __future__ import annotations

import re

from quarterdeck.detect.confirm.matched import Make, Matched, plain

# What decorates a heading in plain text, Markdown and tables.
_ORNAMENT = " \t*_#>=|+~\u00a0\u2013\u2014\u2022-"
_BREAKS = "\r\n\x0b\x0c\x85\u2028\u2029"
# What may stand before and after a marking that shares its line with something else.
_OPENING = ":/|([\u2013\u2014>*#\"'_-"
_CLOSING = "/|)],.;:\u2013\u2014<*\"'_-"
_NUMBER = re.compile(r"(?:\(?[0-9]{1,3}|\(?[A-Za-z])[.)]")
_COPYRIGHT = re.compile(r"\s*(?:[0-9]{4}|copyright|\u00a9|by\b)", re.IGNORECASE)
_NOT_WORDS = re.compile(r"[\W_]+")
_OPEN_LICENCE = (
    "redistribution and use",
    "use of this source code is governed by",
    "licensed under",
    "permission is hereby",
    "permission to use",
    "this program is free",
    "this library is free",
    "this software is provided",
    "this file is part of",
    "spdx license",
    "distributed under",
    "released under",
    "see the license",
    "see license",
    "general public license",
    "apache license",
    "mit license",
    "bsd license",
)


def _ends_line(before: str) -> bool:
    before = before.rstrip(_ORNAMENT)
    return not before or before[-1] in _BREAKS


def _begins_line(after: str) -> bool:
    after = after.lstrip(_ORNAMENT)
    return not after or after[0] in _BREAKS


def _own_line(matched: Matched) -> bool:
    """Nothing else stands on its line but ornament."""
    return _ends_line(matched.before) and _begins_line(matched.after)


def _line_start(matched: Matched) -> bool:
    """It begins its line, or stands behind a number such as "1." or "b)"."""
    line = re.split(f"[{_BREAKS}]", matched.before)[-1].strip(_ORNAMENT)
    return not line or _NUMBER.fullmatch(line) is not None


def _edge(matched: Matched) -> bool:
    """It is no part of a running sentence: a line break, a bracket or a separator stands on either side."""
    before, after = matched.before.rstrip(" \t"), matched.after.lstrip(" \t")
    return (not before or before[-1] in _BREAKS or before[-1] in _OPENING) and (
        not after or after[0] in _BREAKS or after[0] in _CLOSING
    )


def _portion(matched: Matched) -> bool:
    """A letter in brackets that marks a paragraph, not a copyright and not an item of a list."""
    return _line_start(matched) and matched.after[:1] in (" ", "\t") and _COPYRIGHT.match(matched.after) is None


def _closed_source(matched: Matched) -> bool:
    """No open licence follows, whose headers reserve all rights as well."""
    said = _NOT_WORDS.sub(" ", matched.value + matched.after).casefold()
    return not any(licence in said for licence in _OPEN_LICENCE)


TABLE: dict[str, Make] = {
    "own-line": plain(_own_line),
    "line-start": plain(_line_start),
    "edge": plain(_edge),
    "portion": plain(_portion),
    "closed-source": plain(_closed_source),
}
