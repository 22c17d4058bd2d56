"""What stands where a secret would: a vendor's sample, a row of x, a word in brackets, the name of a variable."""

from __future__ import annotations

import re
from itertools import pairwise

from quarterdeck.detect.confirm.matched import Matched

_WORDS = re.compile(
    r"example|sample|placehold|change[-_ ]?(?:me|it|this)|replace[-_ ]?(?:me|this|with)|redacted|dummy|insert[-_ ]|"
    r"your[-_ ]|[-_ ]your|(?:your|my|the)[-_ ]?(?:api|secret|access|token|key|pass)|not[-_ ]?a[-_ ]?real|"
    r"fake|todo|fixme|foobar|lorem|removed|masked|hidden|secret[-_ ]?(?:here|goes)|here$|"
    r"(?:token|key|password|secret)[-_ ]?(?:here|value|goes)|process\.env|os\.environ|getenv|secrets\.|vars\.",
    re.IGNORECASE,
)
_MARKS = re.compile(
    r"x{5}|\*{3}|\.{3}|\u2026|#{4}|_{4}|0{8}|<[^<>]*>|\$\{|\$\(|\{\{|%[({]|^\$[A-Z_]\w*$|^@", re.IGNORECASE
)
_WHOLE = frozenset(
    "admin administrator apikey bar baz changeit default empty false foo guest key letmein nil none null "
    "pass passwd password pwd root secret string test testing text token true undefined "
    "unknown user username value xxx yes no passphrase required optional hidden".split()
)
_RUN = 4
_SHARE = 0.6


def in_runs(text: str) -> int:
    """How many characters stand in runs of four and more that count up (1234, abcd), down, or stay the same."""
    found = length = 0
    last = 2
    for one, other in pairwise(text):
        step = 1 if (one, other) == ("9", "0") else ord(other) - ord(one)
        if abs(step) > 1 or step != last:
            found += length if length >= _RUN else 0
            length = 2 if abs(step) <= 1 else 0
        else:
            length += 1
        last = step
    return found + (length if length >= _RUN else 0)


def is_placeholder(text: str) -> bool:
    """Whether nobody would mind if everybody read it."""
    if _WORDS.search(text) or _MARKS.search(text) or text.strip("'\"").lower() in _WHOLE:
        return True
    body = [letter for letter in text if letter.isalnum()]
    return len(set(body)) < 3 or in_runs("".join(body)) >= _SHARE * len(body)


def not_placeholder(matched: Matched) -> bool:
    """Whether the value is no sample, nor the name of where the value comes from."""
    return not is_placeholder(matched.value)
