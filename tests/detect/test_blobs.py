from __future__ import annotations

import base64

import pytest

from quarterdeck.detect import blobs
from quarterdeck.detect.budget import Budget

from .encodings import CANARY, ENCODERS, find

NAMES = [name for name in ENCODERS if name.startswith(("base", "hex"))]


@pytest.mark.parametrize("name", NAMES)
def test_the_run_that_hides_it_is_its_place(name: str) -> None:
    run = ENCODERS[name](CANARY)
    text = f"it is {run} (thanks)"
    (found,) = find(text)
    assert found.decoded_from == (name.split(maxsplit=1)[0],)
    assert (found.start, found.end) == (6, 6 + len(run.rstrip("="))) or text[6 : found.end] == run


@pytest.mark.parametrize(("encode", "group"), [(base64.b64encode, 4), (base64.b32encode, 8)])
def test_in_a_long_run_the_place_is_narrow(encode, group) -> None:
    said = "all sorts of other things, " * 9
    text = encode(f"{said}{CANARY} {said}".encode()).decode()
    (found,) = find(text)
    assert found.end - found.start <= 2 * len(CANARY) + 2 * group
    # What stands there decodes on its own.
    decode = base64.b64decode if group == 4 else base64.b32decode
    assert CANARY.encode() in decode(text[found.start : found.end])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("junk", ["A", "aB", "xyz", "ABCD", "a1b2c"])
def test_it_may_begin_in_the_middle_of_a_run(name: str, junk: str) -> None:
    if name.endswith(("lower", "upper", "0x", "spaces", "colons")) or name in ("base32", "hex"):
        junk = "abcdefa"[: len(junk)] if "hex" in name or name.endswith("lower") else junk.upper().replace("1", "2")
    assert find(junk + ENCODERS[name](CANARY))


def test_text_of_two_bytes_a_character_is_read() -> None:
    assert find(base64.b64encode(CANARY.encode("utf-16-le")).decode())


def test_other_scripts_are_read() -> None:
    said = "это не для чужих глаз, " + CANARY
    assert find(base64.b64encode(said.encode()).decode())
    assert find(said.encode().hex())


def test_separated_groups_are_one_run() -> None:
    run = base64.b64encode((CANARY * 2).encode()).decode()
    assert find(" ".join(run[at : at + 4] for at in range(0, len(run), 4)))
    assert find("\n".join(run[at : at + 8] for at in range(0, len(run), 8)))


@pytest.mark.parametrize(
    "text",
    [
        "/usr/local/lib/python3.13/site-packages/quarterdeck/wire/reader.py",
        "internationalization and incomprehensibilities of electroencephalographers",
        "d41d8cd98f00b204e9800998ecf8427e 123e4567-e89b-12d3-a456-426614174000",
        "this with that have been from them",
    ],
)
def test_words_paths_and_hashes_say_nothing(text: str) -> None:
    data = text.encode()
    for layer in (blobs.base64, blobs.base32, blobs.hexadecimal):
        said = [run.text for runs in layer(text, data, Budget()) for run in runs]
        assert sum(map(len, said)) < 40, (layer, said)


def test_a_spent_budget_ends_it() -> None:
    budget = Budget(characters=10)
    text = ENCODERS["base64"](CANARY)
    assert list(blobs.base64(text, text.encode(), budget)) == []
    assert budget.exhausted


def test_every_letter_at_which_a_run_is_tried_is_paid_for() -> None:
    text = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    budget = Budget(runs=8)
    assert list(blobs.base32(text, text.encode(), budget)) == []
    assert (budget.runs, budget.exhausted) == (0, False)
    budget = Budget(runs=7)
    assert list(blobs.base32(text, text.encode(), budget)) == []
    assert budget.exhausted
