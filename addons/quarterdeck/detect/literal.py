"""The longest word that stands in every match of an expression, where one can be seen at a glance.

It is looked for in disguises that would cost a whole pass each (ROT13, backwards); what is not seen here has none.
"""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"(?P<any>\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]|\\[pP](?:\{\^?\w+\}|\w)|\\x(?:\{\w+\}|\w\w)|\\[^\W_]|[.^$])"
    r"|(?P<open>\((?:\?(?:P?<\w+>|[a-zA-Z-]*:|(?=[a-zA-Z-]*\))))?)|(?P<close>\))|(?P<or>\|)"
    r"|(?P<times>(?:[*+?]|\{\d+(?:,\d*)?\})\??)|\\?(?P<letter>.)",
    re.DOTALL,
)


Words = tuple[str, ...]
"""One of them stands in every match; ("",) says that none is sure."""

_MOST = 32


def required(regex: str) -> Words:
    """Texts one of which every match holds, in any case: as long ones as can be seen."""
    tokens = list(_TOKEN.finditer(regex))
    words, at = _group(tokens, 0)
    return _best(words) if at == len(tokens) else ("",)


def _best(found: list[Words]) -> Words:
    """Of several that all hold, those whose shortest is the longest."""
    return max(found, key=lambda words: min(map(len, words)))


def _group(tokens: list[re.Match[str]], at: int) -> tuple[list[Words], int]:
    """What all up to a closing parenthesis holds, and where that stands."""
    branches: list[Words] = []
    words: list[Words] = [("",)]
    while at < len(tokens) and tokens[at]["close"] is None:
        token = tokens[at]
        at += 1
        if token["or"] is not None:
            branches.append(_best(words))
            words = [("",)]
            continue
        inner: list[Words] = []
        if token["open"] is not None:
            inner, at = _group(tokens, at)
            at += 1
        times = tokens[at]["times"] if at < len(tokens) else None
        at += times is not None
        if token["letter"] is not None and times is None and len(words[-1]) == 1:
            words[-1] = (words[-1][0] + token["letter"],)
        else:
            # What may be left out is not sure; flags in parentheses hold no word.
            words += [*(inner if times is None or times[0] == "+" else ()), ("",)]
    if not branches:
        return words, at
    either = tuple(dict.fromkeys((*(word for branch in branches for word in branch), *_best(words))))
    return [either if len(either) <= _MOST else ("",)], at
