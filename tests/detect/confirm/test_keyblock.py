from __future__ import annotations

import random
import string

import pytest

from quarterdeck.detect.confirm.keyblock import key_block
from quarterdeck.detect.confirm.matched import Matched

DRAWN = "".join(random.Random(7).choices(string.ascii_letters + string.digits, k=128))


def block(body: str) -> str:
    return f"-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----"


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        (block(f"{DRAWN[:64]}\n{DRAWN[64:]}"), True),
        (block(f"{DRAWN[:64]}\\n{DRAWN[64:]}"), True),
        (block("..."), False),
        (block("MIIEvQ" + "A" * 60), False),
        (block(DRAWN[:20]), False),
    ],
)
def test_a_block_has_a_body_that_looks_drawn(text: str, holds: bool) -> None:
    assert key_block(Matched(text)) is holds
