"""gemini.google.com: length-prefixed chunks of lists, one of which holds the finished candidate as JSON in a string.

Source: Gemini-API (2026-04) and public captures of 2026. Not captured by us. A candidate is its id, its texts, and at
[8] whether it is finished (2); lengths count UTF-16 code units and both line ends.
"""

from __future__ import annotations

import re
from typing import Any

from quarterdeck.wire.answers.value import inner, member
from quarterdeck.wire.refusal import Refusal
from quarterdeck.wire.spoken.events import dump, stream
from quarterdeck.wire.spoken.turn import Turn
from quarterdeck.wire.web.gemini_app import TURN

_KIND = "application/json; charset=utf-8"
_PREFIX = ")]}'\n\n"
_KEY = re.compile(r"c_\w{1,100}")
_FINISHED = 2


def speak(turn: Turn, words: str) -> Refusal | None:
    """The answer; None where no turn is sent."""
    if not TURN.search(turn.path):
        return None
    conversation = _conversation(turn) or f"c_{turn.digits('conversation', 16)}"
    ids = [conversation, f"r_{turn.digits('response', 16)}"]
    candidate = [f"rc_{turn.digits('candidate', 16)}", [words], *[None] * 4, True, None, [_FINISHED]]
    said = [
        _chunk([["wrb.fr", None, dump([None, ids])]]),
        _chunk([["wrb.fr", None, dump([None, ids, None, None, [candidate]])]]),
        _chunk([["di", 1]]),
    ]
    said.append(_chunk([["e", len(said) + 1, None, None, sum(map(len, said))]]))
    return Refusal(_KIND, stream(_PREFIX, *said), (), 200)


def _chunk(value: Any) -> str:
    # In ASCII a character is a byte and a code unit.
    text = f"\n{dump(value)}\n"
    return f"{len(text)}{text}"


def _conversation(turn: Turn) -> str:
    """The conversation that the turn goes on with, from the metadata at [2] of the inner list."""
    found = member(inner(member(inner(turn.get("f.req")), 1)), 2, 0)
    return found if type(found) is str and _KEY.fullmatch(found) else ""
