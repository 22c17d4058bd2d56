"""How long a match of an expression can be, as far as that can be seen at a glance: rather too long than too short."""

from __future__ import annotations

import re
from functools import lru_cache
from math import inf

_TOKEN = re.compile(
    r"(?P<none>\\[bBAz]|[\^$]|\(\?[a-zA-Z-]+\))|(?P<open>\((?:\?(?:P?<\w+>|[a-zA-Z-]*:))?)|(?P<close>\))|(?P<or>\|)"
    r"|(?P<times>[*+?]\??|\{(?P<least>\d+)(?P<comma>,)?(?P<most>\d*)\}\??)"
    r"|(?P<one>\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\]|\\[pP](?:\{\^?\w+\}|\w)|\\x(?:\{\w+\}|\w\w)|\\?.)",
    re.DOTALL,
)


@lru_cache(maxsize=4096)
def longest(regex: str) -> float:
    """The most characters that a match has; infinite where there is no most."""
    length, at = _group(list(_TOKEN.finditer(regex)), 0)
    return length if at < 0 else inf


def _group(tokens: list[re.Match[str]], at: int) -> tuple[float, int]:
    """The length of all up to a closing parenthesis, and where that stands; -1 where there is none."""
    branches: list[float] = [0]
    while at < len(tokens):
        token = tokens[at]
        at += 1
        if token["close"] is not None:
            return max(branches), at
        if token["or"] is not None:
            branches.append(0)
            continue
        length = 1.0 if token["one"] is not None else 0.0
        if token["open"] is not None:
            length, at = _group(tokens, at)
            if at < 0:
                return inf, -1
        while at < len(tokens) and tokens[at]["times"] is not None:
            length = _times(tokens[at], length)
            at += 1
        branches[-1] += length
    return max(branches), -1


def _times(token: re.Match[str], length: float) -> float:
    if length == 0 or token["times"].startswith("?"):
        return length
    if token["least"] is None or (token["comma"] is not None and not token["most"]):
        return inf
    return length * int(token["most"] or token["least"])
