"""What is sent to a witness is written and read in one way, the specification's."""

from __future__ import annotations

import pytest

from quarterdeck.audit.note import Untrusted, base64_text
from quarterdeck.audit.submission import MOST_SUBMISSION, Submission

# As https://c2sp.org/tlog-witness has it.
EXAMPLE = """old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/\
Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
""".encode()


def test_the_example_of_the_specification_is_read_and_written() -> None:
    read = Submission.parse(EXAMPLE)
    assert (read.old, len(read.path)) == (20852014, 4)
    assert read.note.startswith(b"example.com/behind-the-sofa\n20852163\n")
    assert read.to_bytes() == EXAMPLE


def test_a_first_one_has_no_proof() -> None:
    assert Submission(0, (), b"note\n").to_bytes() == b"old 0\n\nnote\n"
    assert Submission.parse(b"old 0\n\nnote\n") == Submission(0, (), b"note\n")


HASH = base64_text(bytes(32)).encode()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"old 0\n",
        b"new 0\n\nnote\n",
        b"old 00\n\nnote\n",
        b"old -1\n\nnote\n",
        b"old 9223372036854775808\n\nnote\n",
        b"old 5\n" + HASH[:-2] + b"\n\nnote\n",
        b"old 5\n" + base64_text(bytes(31)).encode() + b"\n\nnote\n",
        b"old 5\n" + (HASH + b"\n") * 64 + b"\nnote\n",
        b"old 5\r\n\r\nnote\r\n",
        "old 5\né\n\nnote\n".encode(),
        b"old 0\n\n" + b"x" * MOST_SUBMISSION,
    ],
)
def test_what_is_none_is_refused(body: bytes) -> None:
    with pytest.raises(Untrusted):
        Submission.parse(body)


def test_the_longest_proof_is_read() -> None:
    assert len(Submission.parse(b"old 5\n" + (HASH + b"\n") * 63 + b"\nnote\n").path) == 63
