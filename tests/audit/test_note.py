"""Notes are read as strictly as C2SP signed-note allows, and believed only under the given keys."""

from __future__ import annotations

import base64
import contextlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.audit import note
from quarterdeck.audit.note import LOG, WITNESS, Signed, Untrusted, Verifier

# The two keys and the text that Go's golang.org/x/mod/sumdb/note documents and tests itself with.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
PETERS_SEED = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
BY_PETER = (
    "\N{EM DASH} PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
BY_ENOCH = (
    "\N{EM DASH} EnochRoot "
    "rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
)
NOTE = f"{TEXT}\n{BY_PETER}{BY_ENOCH}".encode()

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
W1 = Verifier("witness.example/w1", WITNESS, PUBLIC)


def opened(data: bytes, *vkeys: str) -> tuple[str, ...]:
    return tuple(one.by.name for one in note.verify(note.parse(data), map(Verifier.from_vkey, vkeys)))


def cosignature(text: str, verifier: Verifier, time: int) -> str:
    blob = verifier.key_id + time.to_bytes(8) + KEY.sign(f"cosignature/v1\ntime {time}\n{text}".encode())
    return f"\N{EM DASH} {verifier.name} {base64.b64encode(blob).decode()}\n"


def test_a_note_of_go_is_read_and_believed() -> None:
    parsed = note.parse(NOTE)
    assert parsed.text == TEXT
    assert [(one.name, one.key_id.hex(), len(one.blob)) for one in parsed.signatures] == [
        ("PeterNeumann", "c74f20a3", 64),
        ("EnochRoot", "af0cfe78", 64),
    ]
    assert opened(NOTE, PETER) == ("PeterNeumann",)
    assert opened(NOTE, ENOCH, PETER, PETER) == ("PeterNeumann", "EnochRoot")


def test_the_checkpoints_of_go_s_module_database_are_believed() -> None:
    vkey = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
    data = (
        "go.sum database tree\n15081221\nBoMMe1wd25Tco0mYGROkyqxHZWx+hcSCtMV315Lu6Lg=\n\n\N{EM DASH} sum.golang.org "
        "Az3grilD7vQqTrv66jRgKM84Y80KTprrSt4bKmiOPxgmS5ZVBTeCl6dUvjYnN13R+C8j0jGY1WnUADGMkok3U0m2Zgo=\n"
    )
    assert opened(data.encode(), vkey) == ("sum.golang.org",)
    with pytest.raises(Untrusted, match="not one of its key over this text"):
        opened(data.replace("15081221", "15081222").encode(), vkey)


def test_what_is_signed_here_is_what_go_signs() -> None:
    signed = note.sign(TEXT, "PeterNeumann", Ed25519PrivateKey.from_private_bytes(PETERS_SEED))
    assert signed == f"{TEXT}\n{BY_PETER}".encode()


def test_unknown_keys_are_passed_over_even_if_they_share_a_name_or_an_id() -> None:
    enochs_name = BY_PETER.replace("PeterNeumann", "EnochRoot")
    peters_name = BY_ENOCH.replace("EnochRoot", "PeterNeumann")
    data = f"{TEXT}\n{enochs_name}{peters_name}{BY_PETER}".encode()
    assert opened(data, PETER, ENOCH) == ("PeterNeumann",)


def test_a_note_that_no_given_key_signed_is_not_believed() -> None:
    for keys in ((), (ENOCH,), (W1.vkey,)):
        with pytest.raises(Untrusted, match="none of the given keys"):
            opened(f"{TEXT}\n{BY_PETER}".encode(), *keys)


def test_one_bad_signature_of_a_given_key_spoils_the_note() -> None:
    bad = BY_ENOCH.replace("rwz+eBzmZa0", "rwz+eBzmZa1")
    for lines in (BY_PETER + bad, bad + BY_PETER, BY_PETER + BY_ENOCH + bad):
        data = f"{TEXT}\n{lines}".encode()
        assert opened(data, PETER) == ("PeterNeumann",)
        with pytest.raises(Untrusted, match="'EnochRoot' is not one of its key"):
            opened(data, PETER, ENOCH)


@pytest.mark.parametrize("change", [lambda blob: blob[:-1], lambda blob: blob + b"\0", lambda blob: blob[:5]])
def test_a_signature_of_another_length_is_not_one(change: object) -> None:
    assert callable(change)
    for verifier, line in ((Verifier.from_vkey(PETER), BY_PETER), (W1, cosignature(TEXT, W1, 7))):
        blob = change(base64.b64decode(line.split(" ")[2]))
        data = f"{TEXT}\n\N{EM DASH} {verifier.name} {base64.b64encode(blob).decode()}\n".encode()
        with pytest.raises(Untrusted, match="not one of its key"):
            note.verify(note.parse(data), [verifier])


def test_a_witness_says_when_it_saw_the_text() -> None:
    data = f"{TEXT}\n{BY_PETER}{cosignature(TEXT, W1, 1679315147)}".encode()
    peter = Verifier.from_vkey(PETER)
    assert note.verify(note.parse(data), [W1, peter]) == (Signed(peter, None), Signed(W1, 1679315147))
    assert note.cosigned("a\n", 0) == "cosignature/v1\ntime 0\na\n"


def test_a_cosignature_made_by_another_program_is_believed() -> None:
    data = """\
quarterdeck/example/deck-0
3899
Ia5XBhqCLJzb9OTCbSWhGaWgn3g+32NxGyyxLckNLiM=

\N{EM DASH} quarterdeck/example/deck-0 \
MsuZaAfAHdTNjuZTqOOGeZqMJhG6nbvWJDWjvNlUGEPfmvwuu7XjtvlD77hEDt+Jj378nKPc+gTjw3fblLgFco6GiAQ=
\N{EM DASH} w0.example \
/BEiugAAAABlU/EAiXwWiVAkY0m+glj8BiPJ4t+A9pCFce6IWJBQp/TnkSTiwcdZc9jd9JXkd/bk7VDVLbtRTbT+YJ8AzBiYfZwUCg==
"""
    witness = Verifier.from_vkey("w0.example+fc1122ba+BAwc3tJz3ynu7KPKQPh2EGApXRrOtpREDRAfeTDossBu")
    assert note.verify(note.parse(data.encode()), [witness]) == (Signed(witness, 1_700_000_000),)


def test_a_witness_does_not_sign_as_a_log_nor_a_log_as_a_witness() -> None:
    log = Verifier(W1.name, LOG, PUBLIC)
    assert log.key_id != W1.key_id
    signed = note.sign(TEXT, W1.name, KEY)
    with pytest.raises(Untrusted, match="none of the given keys"):
        note.verify(note.parse(signed), [W1])
    with pytest.raises(Untrusted, match="not one of its key"):
        W1.signed_at(TEXT, bytes(8) + note.parse(signed).signatures[0].blob)


@pytest.mark.parametrize("time", [0, 1, 2**63 - 1])
def test_the_time_of_a_cosignature_is_signed(time: int) -> None:
    (line,) = note.parse(f"{TEXT}\n{cosignature(TEXT, W1, time)}".encode()).signatures
    assert W1.signed_at(TEXT, line.blob) == time
    for other in (time + 1, 1679315147):
        with pytest.raises(Untrusted, match="not one of its key"):
            W1.signed_at(TEXT, other.to_bytes(8) + line.blob[8:])


def test_a_time_past_63_bits_is_refused_though_signed() -> None:
    data = f"{TEXT}\n{cosignature(TEXT, W1, 2**63)}".encode()
    with pytest.raises(Untrusted, match="time that cannot be"):
        note.verify(note.parse(data), [W1])


UNDER = "not a signature"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no signatures"),
        (b"\n", "no signatures"),
        (TEXT.encode(), "no signatures"),
        (f"{TEXT}\n".encode(), "no signatures"),
        (f"{TEXT}{BY_PETER}".encode(), "no signatures"),
        (f"{TEXT}\n{BY_PETER}".rstrip("\n").encode(), "no signatures"),
        (f"{TEXT}\n{BY_PETER}\n".encode(), "no signatures"),
        (f"\x01{TEXT}\n{BY_PETER}".encode(), "control character"),
        (f"{TEXT}\n{BY_PETER}".replace("\n", "\r\n").encode(), "control character"),
        (f"\t{TEXT}\n{BY_PETER}".encode(), "control character"),
        (b"\xff" + f"{TEXT}\n{BY_PETER}".encode(), "UTF-8"),
        (b"\xed\xa0\x80" + f"{TEXT}\n{BY_PETER}".encode(), "UTF-8"),
        (f"{TEXT}\n{BY_PETER}Unexpected line.\n".encode(), UNDER),
        (f"{TEXT}\n{BY_PETER.replace('PeterNeumann', 'Peter Neumann')}".encode(), UNDER),
        (f"{TEXT}\n{BY_PETER.replace('PeterNeumann', 'Peter+Neumann')}".encode(), UNDER),
        (f"{TEXT}\n{BY_PETER.replace('PeterNeumann', 'Peter\u00a0Neumann')}".encode(), UNDER),
        (f"{TEXT}\n{BY_PETER.replace('PeterNeumann', '')}".encode(), UNDER),
        (f"{TEXT}\n{BY_PETER.replace('\N{EM DASH}', '-')}".encode(), UNDER),
        (f"{TEXT}\n{BY_PETER.removeprefix('\N{EM DASH} ')}".encode(), UNDER),
        (f"{TEXT}\n{BY_PETER.replace(' x08', '  x08')}".encode(), UNDER),
        (f"{TEXT}\n{BY_PETER.replace('nAM=', 'nAM')}".encode(), UNDER),
        (f"{TEXT}\n{BY_PETER.replace('nAM=', 'nAN=')}".encode(), UNDER),  # bits after the last byte
        (f"{TEXT}\n{BY_PETER.replace('x08', '-_8')}".encode(), UNDER),
        (f"{TEXT}\n\N{EM DASH} PeterNeumann x08gow==\n".encode(), UNDER),  # an id, and nothing signed
        (f"{TEXT}\n\N{EM DASH} PeterNeumann\n".encode(), UNDER),
        (f"{TEXT}\n{BY_PETER * 101}".encode(), "more than 100 signatures"),
        (b"a" * note.MOST_BYTES + f"\n{TEXT}\n{BY_PETER}".encode(), "more than 262144 bytes"),
    ],
)
def test_what_is_not_a_note_to_the_letter_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(Untrusted, match=why):
        opened(data, PETER)


def test_a_note_may_be_as_long_as_it_is_said() -> None:
    rest = f"\n{TEXT}\n{BY_PETER}".encode()
    assert note.parse(b"a" * (note.MOST_BYTES - len(rest)) + rest).text.endswith(TEXT)


def test_a_hundred_signatures_are_read_and_said_once() -> None:
    assert opened(f"{TEXT}\n{BY_PETER * 100}".encode(), PETER) == ("PeterNeumann",)


def test_any_changed_bit_of_a_note_of_one_signature_is_noticed() -> None:
    data = bytearray(f"{TEXT}\n{BY_PETER}".encode())
    for at in range(len(data)):
        for bit in range(8):
            data[at] ^= 1 << bit
            with pytest.raises(Untrusted):
                opened(bytes(data), PETER)
            data[at] ^= 1 << bit


def test_any_cut_of_a_key_is_refused() -> None:
    for start in range(len(PETER) + 1):
        for end in range(start, len(PETER) + 1):
            if (start, end) != (0, len(PETER)):
                with pytest.raises(Untrusted):
                    Verifier.from_vkey(PETER[start:end])
    for at, old in enumerate(PETER):
        with pytest.raises(Untrusted):
            Verifier.from_vkey(PETER[:at] + chr(ord(old) + 1) + PETER[at + 1 :])


@pytest.mark.parametrize(
    ("vkey", "why"),
    [
        ("PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==", "no public key"),
        ("PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADK", "has 35 bytes instead of 32"),
        ("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "type 0x65"),
        (PETER.replace("c74f20a3", "C74F20A3"), "id of the key"),
        (PETER.replace("PeterNeumann", "Peter Neumann"), "name of a key"),
        (PETER + "\n", "no public key"),
        (PETER.replace("ARpc", "ARpd"), "id of the key"),
        ("", "no public key"),
        (PETER.replace("Peter", "\udc80"), "name of a key"),
    ],
)
def test_a_key_that_is_not_one_says_why(vkey: str, why: str) -> None:
    with pytest.raises(Untrusted, match=why):
        Verifier.from_vkey(vkey)


FIELD = 2**255 - 19
Point = tuple[int, int]


def added(one: Point, other: Point) -> Point:
    """The sum of two points of edwards25519 (RFC 7748, section 4.1)."""
    (x1, y1), (x2, y2) = one, other
    d = -121665 * pow(121666, -1, FIELD)
    cross = d * x1 * x2 * y1 * y2
    x = (x1 * y2 + x2 * y1) * pow(1 + cross, -1, FIELD)
    y = (y1 * y2 + x1 * x2) * pow(1 - cross, -1, FIELD)
    return x % FIELD, y % FIELD


def small_points() -> list[Point]:
    """The eight points whose order divides eight: multiples of any point, times the order of the main group."""
    order = 2**252 + 27742317777372353535851937790883648493
    d = -121665 * pow(121666, -1, FIELD)
    for y in range(2, 100):
        square = (y * y - 1) * pow(d * y * y + 1, -1, FIELD) % FIELD
        x = pow(square, (FIELD + 3) // 8, FIELD)
        x = x if x * x % FIELD == square else x * pow(2, (FIELD - 1) // 4, FIELD) % FIELD
        if x * x % FIELD != square:
            continue
        generator, double, rest = (0, 1), (x, y), order
        while rest:
            generator = added(generator, double) if rest & 1 else generator
            double, rest = added(double, double), rest >> 1
        points = [(0, 1)]
        while (point := added(points[-1], generator)) != (0, 1):
            points.append(point)
        if len(points) == 8:
            return points
    raise AssertionError("every eighth point or so has a part of order eight")


def test_a_key_under_which_anybody_can_sign_is_refused() -> None:
    points = small_points()
    assert len(set(points)) == 8
    encodings = {y | ((x & 1) << 255) for x, y in points} | {y | 1 << 255 for _, y in points}
    encodings |= {FIELD, FIELD + 1, 2**255 - 1}
    for encoding in encodings:
        with pytest.raises(Untrusted, match="anybody can sign"):
            Verifier("weak", LOG, encoding.to_bytes(32, "little"))
    # What the guard is against: the library takes the identity for a key, and this for its signature of anything.
    nobody = (1).to_bytes(32, "little")
    Ed25519PublicKey.from_public_bytes(nobody).verify(nobody + bytes(32), b"anything")


def test_a_key_is_written_as_go_writes_it() -> None:
    for vkey in (PETER, ENOCH, W1.vkey):
        assert Verifier.from_vkey(vkey).vkey == vkey
    assert Verifier("PeterNeumann", LOG, Verifier.from_vkey(PETER).public).key_id.hex() == "c74f20a3"


def test_two_keys_of_one_name_and_id_are_never_taken_for_one_another() -> None:
    class Colliding(Verifier):
        key_id = Verifier.from_vkey(PETER).key_id  # type: ignore[assignment]  # takes 2**32 tries to find a real one

    other = Colliding("PeterNeumann", LOG, PUBLIC)
    with pytest.raises(Untrusted, match="two different keys"):
        note.verify(note.parse(NOTE), [Verifier.from_vkey(PETER), other])


@pytest.mark.parametrize("text", ["", "no line feed", "a\rb\n", "a\0\n", "a\tb\n", "\ud800\n", "a" * 300_000 + "\n"])
def test_what_could_not_be_read_back_is_not_signed(text: str) -> None:
    with pytest.raises(ValueError, match=r"not too many lines|surrogates"):
        note.sign(text, "name", KEY)


def test_a_text_is_signed_up_to_a_length_that_is_always_read() -> None:
    longest = "\U0010ffff" * (note.MOST_BYTES // 8 - 1) + "\n"
    assert note.parse(note.sign(longest, "name", KEY)).text == longest
    with pytest.raises(ValueError, match="not too many lines"):
        note.sign("a" + longest, "name", KEY)


@pytest.mark.parametrize("name", ["", "two words", "a+b", "a\u2003b", "a\x01", "\ud800"])
def test_a_name_that_could_not_be_read_back_does_not_sign(name: str) -> None:
    with pytest.raises(Untrusted, match="name of a key"):
        note.sign(TEXT, name, KEY)


CLEAN = st.characters(exclude_categories=["Cs"], exclude_characters=list(map(chr, range(32))))


@given(st.lists(st.text(CLEAN), min_size=1))
def test_every_text_of_lines_is_signed_and_read_back(lines: list[str]) -> None:
    text = "".join(f"{line}\n" for line in lines)
    parsed = note.parse(note.sign(text, "deck", KEY))
    assert parsed.text == text
    assert note.verify(parsed, [Verifier("deck", LOG, PUBLIC)])[0].time is None


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_whatever_is_given_is_a_note_or_untrusted(data: bytes) -> None:
    for piece in (data, NOTE[: len(data)] + data, f"{TEXT}\n{BY_PETER}".encode() + data):
        with contextlib.suppress(Untrusted):
            assert note.parse(piece).text.endswith("\n")
