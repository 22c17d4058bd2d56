"""Whether a block between BEGIN and END lines holds a key, and not the dots of a manual."""

from __future__ import annotations

import re

from quarterdeck.detect.confirm.entropy import bits
from quarterdeck.detect.confirm.matched import Matched
from quarterdeck.detect.confirm.placeholders import in_runs

_LINE = re.compile(r"[A-Za-z0-9+/=]{12,}")
_EDGE = re.compile(r"-{4,5} ?(?:BEGIN|END)[A-Z0-9 ]*-{4,5}")
_LEAST = 40
_BITS = 3.5


def key_block(matched: Matched) -> bool:
    """Whether there is enough of a body, and it looks drawn at random."""
    body = _EDGE.sub("\n", matched.value).replace("\\n", "\n").replace("\\r", "\n")
    drawn = "".join(_LINE.findall(body))
    return len(drawn) >= _LEAST and bits(drawn) >= _BITS and 2 * in_runs(drawn) < len(drawn)
