from __future__ import annotations

import pytest

from quarterdeck.detect.confirm.crc import checksum, crc32_base62
from quarterdeck.detect.confirm.matched import Matched

DRAWN = "0123456789ABCDEFGHIJabcdefghij"


def test_a_token_holds_when_its_end_is_the_checksum_of_the_rest() -> None:
    token = f"made_up_{DRAWN}{checksum(DRAWN)}"
    assert crc32_base62("")(Matched(token))
    assert not crc32_base62("wrong")(Matched(token))
    assert not crc32_base62("")(Matched(token.replace("0123", "0124")))
    assert crc32_base62("wrong")(Matched(token.replace("0123", "0124")))


def test_a_checksum_is_six_digits() -> None:
    # The CRC-32 of no bytes is 0.
    assert checksum("") == "000000"
    assert len(checksum("a")) == 6


def test_another_argument_is_told() -> None:
    with pytest.raises(ValueError, match="crc32-base62 takes nothing or 'wrong'"):
        crc32_base62("right")
