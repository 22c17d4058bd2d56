"""A checkpoint has one spelling, and what is not in it is not read."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.audit import note
from quarterdeck.audit.checkpoint import Checkpoint, decimal, open_checkpoint
from quarterdeck.audit.note import LOG, WITNESS, Untrusted, Verifier
from quarterdeck.audit.tree import EMPTY

# The sample of the specification.
SOFA = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
ROOT = base64.b64decode("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")
ROOT64 = base64.b64encode(ROOT).decode()


def test_the_sample_of_the_specification_is_read_and_written() -> None:
    checkpoint = Checkpoint.parse(SOFA)
    assert checkpoint == Checkpoint("example.com/behind-the-sofa", 20852163, ROOT)
    assert checkpoint.text == SOFA


def test_extension_lines_are_kept() -> None:
    checkpoint = Checkpoint.parse(SOFA + "rotated 3\n\N{EM DASH} not a signature\n")
    assert checkpoint.extensions == ("rotated 3", "\N{EM DASH} not a signature")
    assert Checkpoint.parse(checkpoint.text) == checkpoint


def test_an_origin_may_hold_spaces_as_that_of_go_does() -> None:
    assert Checkpoint.parse(f"go.sum database tree\n1\n{ROOT64}\n").origin == "go.sum database tree"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "three lines"),
        (f"o\n1\n{ROOT64}", "three lines"),
        ("o\n1\n", "three lines"),
        (f"o\n1\n{ROOT64}\nrest", "three lines"),
        (f"\n1\n{ROOT64}\n", "empty"),
        (f"o\n1\n{ROOT64}\n\n", "empty"),
        (f"o\n1\n{ROOT64}\n\nmore\n", "empty"),
        (f"o\r\n1\r\n{ROOT64}\r\n", "root in base64"),
        (f"a\tb\n1\n{ROOT64}\n", "control character"),
        *[
            (f"o\n{size}\n{ROOT64}\n", "second line of the checkpoint is not a number")
            for size in ("", "01", "00", "+1", "-1", " 1", "1 ", "1_0", "0x1", "1.0", "١", "1e3", str(2**63), "9" * 40)
        ],
        (f"o\n1\n{ROOT64[:-1]}\n", "root in base64"),
        (f"o\n1\n {ROOT64}\n", "root in base64"),
        (f"o\n1\n{ROOT64.replace('q2I=', 'q2J=')}\n", "root in base64"),
        (f"o\n1\n{ROOT64.replace('/', '_')}\n", "root in base64"),
        ("o\n1\n\n", "0 bytes instead of 32"),
        (f"o\n1\n{base64.b64encode(ROOT + b'x').decode()}\n", "33 bytes instead of 32"),
        (f"o\n0\n{ROOT64}\n", "empty log"),
    ],
)
def test_any_other_spelling_is_refused(text: str, why: str) -> None:
    with pytest.raises(Untrusted, match=why):
        Checkpoint.parse(text)


@pytest.mark.parametrize(
    ("origin", "size", "root", "extensions"),
    [
        ("", 1, ROOT, ()),
        ("a\nb", 1, ROOT, ()),
        ("\ud800", 1, ROOT, ()),
        ("o", -1, ROOT, ()),
        ("o", 2**63, ROOT, ()),
        ("o", 1, ROOT[:31], ()),
        ("o", 0, ROOT, ()),
        ("o", 1, ROOT, ("",)),
        ("o", 1, ROOT, ("fine", "a\n\nb")),
    ],
)
def test_what_could_not_be_written_cannot_be_made(
    origin: str, size: int, root: bytes, extensions: tuple[str, ...]
) -> None:
    with pytest.raises(Untrusted):
        Checkpoint(origin, size, root, extensions)


def test_an_empty_log_has_the_root_of_nothing() -> None:
    checkpoint = Checkpoint("o", 0, EMPTY)
    assert Checkpoint.parse(checkpoint.text) == checkpoint


LINE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=list(map(chr, range(32)))), min_size=1)


@given(LINE, st.integers(1, 2**63 - 1), st.binary(min_size=32, max_size=32), st.lists(LINE))
def test_every_checkpoint_is_read_back(origin: str, size: int, root: bytes, extensions: list[str]) -> None:
    checkpoint = Checkpoint(origin, size, root, tuple(extensions))
    assert Checkpoint.parse(checkpoint.text) == checkpoint


@given(st.integers(0, len(SOFA) - 1), st.characters(max_codepoint=0x3000))
def test_a_changed_text_is_refused_or_another_checkpoint(at: int, character: str) -> None:
    text = SOFA[:at] + character + SOFA[at + 1 :]
    try:
        checkpoint = Checkpoint.parse(text)
    except Untrusted:
        return
    assert checkpoint.text == text
    assert (checkpoint == Checkpoint.parse(SOFA)) == (text == SOFA)


def test_a_number_is_named_when_it_is_wrong() -> None:
    assert decimal("0", "it") == 0
    assert decimal(str(2**63 - 1), "it") == 2**63 - 1
    with pytest.raises(Untrusted, match=r"^the index is not a number"):
        decimal("x", "the index")


ORIGIN = "quarterdeck/example/deck-0"
HEAD = Checkpoint(ORIGIN, 7, ROOT)
KEYS = [Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32) for number in range(4)]
PUBLIC = [key.public_key().public_bytes_raw() for key in KEYS]
DECK = Verifier(ORIGIN, LOG, PUBLIC[0])
W1, W2 = Verifier("w1.example", WITNESS, PUBLIC[1]), Verifier("w2.example", WITNESS, PUBLIC[2])
ALIAS = Verifier("w3.example", WITNESS, PUBLIC[1])


def line(verifier: Verifier, text: str = HEAD.text, time: int = 1_700_000_000) -> bytes:
    key = KEYS[PUBLIC.index(verifier.public)]
    blob = verifier.key_id + time.to_bytes(8) + key.sign(note.cosigned(text, time).encode())
    return f"\N{EM DASH} {verifier.name} {note.base64_text(blob)}\n".encode()


BY_LOG = note.sign(HEAD.text, ORIGIN, KEYS[0])


def test_a_checkpoint_is_its_log_s_own() -> None:
    checkpoint, signed = open_checkpoint(BY_LOG, [DECK.vkey])
    assert checkpoint == HEAD
    assert [(one.by, one.time) for one in signed] == [(DECK, None)]
    assert open_checkpoint(BY_LOG, [DECK.vkey], origin=ORIGIN)[0] == HEAD


def test_another_log_may_not_sign_it_unless_one_says_so() -> None:
    other = Verifier("quarterdeck/example/deck-1", LOG, PUBLIC[3])
    data = note.sign(HEAD.text, other.name, KEYS[3])
    with pytest.raises(Untrusted, match="not signed by its log, 'quarterdeck/example/deck-0'"):
        open_checkpoint(data, [DECK.vkey, other.vkey])
    assert open_checkpoint(data, [other.vkey], origin=ORIGIN)[0] == HEAD
    with pytest.raises(
        Untrusted, match="is of the log 'quarterdeck/example/deck-0', not of 'quarterdeck/example/deck-1'"
    ):
        open_checkpoint(BY_LOG, [DECK.vkey], origin=other.name)


def test_witnesses_alone_do_not_make_a_checkpoint() -> None:
    data = HEAD.text.encode() + b"\n" + line(W1)
    for origin in (None, ORIGIN):
        with pytest.raises(Untrusted, match="not signed by its log"):
            open_checkpoint(data, [DECK.vkey, W1.vkey], origin=origin)


def test_every_witness_whose_key_is_given_must_have_signed() -> None:
    vkeys = [DECK.vkey, W1.vkey, W2.vkey]
    for lines, seen in ((b"", 0), (line(W1), 1), (line(W1) * 2, 1)):
        with pytest.raises(Untrusted, match=f"signed by {seen} of the given witnesses; it needs 2"):
            open_checkpoint(BY_LOG + lines, vkeys)
    _, signed = open_checkpoint(BY_LOG + line(W2, time=5) + line(W1), vkeys)
    assert [(one.by, one.time) for one in signed] == [(DECK, None), (W2, 5), (W1, 1_700_000_000)]


def test_fewer_witnesses_do_when_one_says_so() -> None:
    vkeys = [DECK.vkey, W1.vkey, W2.vkey]
    assert open_checkpoint(BY_LOG + line(W1), vkeys, witnesses=1)[0] == HEAD
    assert open_checkpoint(BY_LOG, vkeys, witnesses=0)[0] == HEAD
    with pytest.raises(Untrusted, match="it needs 3"):
        open_checkpoint(BY_LOG + line(W1) + line(W2), vkeys, witnesses=3)


def test_one_key_under_two_names_is_one_witness() -> None:
    with pytest.raises(Untrusted, match="signed by 1 of the given witnesses; it needs 2"):
        open_checkpoint(BY_LOG + line(W1) + line(ALIAS), [DECK.vkey, W1.vkey, ALIAS.vkey], witnesses=2)


def test_a_cosignature_of_another_checkpoint_spoils_this_one() -> None:
    later = Checkpoint(ORIGIN, 8, ROOT).text
    with pytest.raises(Untrusted, match=r"'w1\.example' is not one of its key"):
        open_checkpoint(BY_LOG + line(W1, later), [DECK.vkey, W1.vkey], witnesses=0)


def test_a_signed_note_that_is_no_checkpoint_is_refused() -> None:
    data = note.sign("good day\n", ORIGIN, KEYS[0])
    with pytest.raises(Untrusted, match="three lines"):
        open_checkpoint(data, [DECK.vkey])
