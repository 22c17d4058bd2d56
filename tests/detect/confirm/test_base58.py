from __future__ import annotations

import pytest

from quarterdeck.detect.confirm.base58 import base58check, bech32
from quarterdeck.detect.confirm.matched import Matched


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        # The genesis block's address, which everybody knows.
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", True),
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", False),
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfN0", False),
        ("1", False),
    ],
)
def test_base58_holds_with_its_checksum_only(text: str, holds: bool) -> None:
    assert base58check(Matched(text)) is holds


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        # From BIP 173.
        ("A12UEL5L", True),
        ("abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw", True),
        ("abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxq", False),
        ("abcdef", False),
        ("1qqqqqq", False),
    ],
)
def test_bech32_holds_with_its_checksum_only(text: str, holds: bool) -> None:
    assert bech32(Matched(text)) is holds
