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


def required(regex: str) -> str:
    """A text that every match holds, in any case; "" when none is sure."""
    tokens = list(_TOKEN.finditer(regex))
    words, at = _group(tokens, 0)
    return max(words, key=len) if at == len(tokens) else ""


def _group(tokens: list[re.Match[str]], at: int) -> tuple[list[str], int]:
    """The words of all up to a closing parenthesis, and where that stands; of alternatives none is sure."""
    words: list[str] = [""]
    alternatives = False
    while at < len(tokens) and tokens[at]["close"] is None:
        token = tokens[at]
        at += 1
        if token["or"] is not None:
            alternatives = True
            continue
        inner = [""]
        if token["open"] is not None:
            inner, at = _group(tokens, at)
            at += 1
        times = tokens[at]["times"] if at < len(tokens) else None
        at += times is not None
        if token["letter"] is not None and times is None:
            words[-1] += token["letter"]
        elif token["open"] is not None:
            # What may be left out is not sure; flags in parentheses hold no word.
            words += [*(inner if times is None or times[0] == "+" else ()), ""]
        else:
            words.append("")
    return ([""] if alternatives else words), at
