import pytest

from quarterdeck.extract.budget import Unreadable
from quarterdeck.extract.lzfu import decompress

# [MS-OXRTFCP] 4.1.1 and 4.1.2.
SIMPLE = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
)
CROSSING = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")


def test_the_examples_of_the_specification():
    assert decompress(SIMPLE) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert decompress(CROSSING) == b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"


def test_a_body_that_is_not_compressed():
    assert decompress(b"\x1a\0\0\0\x05\0\0\0MELA\0\0\0\0{\\rtfmore") == b"{\\rtf"
    assert decompress(b"") == b""


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"x" * 20, "corrupt-file"), (b"\0\0\0\0\0\0\0\x7fLZFu\0\0\0\0", "file-too-large")],
)
def test_what_is_none(data, reason):
    with pytest.raises(Unreadable, match=reason):
        decompress(data)
