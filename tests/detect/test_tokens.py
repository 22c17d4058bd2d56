from __future__ import annotations

import pytest

from .encodings import CANARY, ENCODERS, find, readings

NAMES = [name for name in ENCODERS if name.startswith(("percent", "html", "quoted", "escape", "utf-7"))]


@pytest.mark.parametrize("name", NAMES)
def test_the_escapes_are_its_place(name: str) -> None:
    run = ENCODERS[name](CANARY)
    (found,) = find(f"é see: {run} (thanks)")
    assert (found.start, found.end) == (7, 7 + len(run))
    assert set(found.decoded_from) == {name.split(maxsplit=1)[0]}


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("utf-7", "html bare")])
def test_one_escape_is_enough(name: str) -> None:
    first = ENCODERS[name](CANARY[0])
    (found,) = find(f"key={first}{CANARY[1:]};")
    assert (found.start, found.end) == (4, 4 + len(first) + len(CANARY) - 1)


def test_the_place_within_a_long_run_is_exact() -> None:
    text = ENCODERS["percent"](f"{'other things ' * 20}{CANARY} and more")
    (found,) = find(text)
    assert text[found.start : found.end] == ENCODERS["percent"](CANARY)


def test_a_mixture_is_read() -> None:
    (found,) = find("%43&#65;\\u004e\\x41RY=2D7391-XQZW")
    assert found.decoded_from == ("percent", "html", "escape", "quoted-printable")


@pytest.mark.parametrize("joint", ['" + "', "' + '", '"+"', '" +\n    "', '"\n  "', '" \\\n"'])
def test_string_literals_that_become_one_are_read_as_one(joint: str) -> None:
    text = f'key = "{CANARY[:7]}{joint}{CANARY[7:]}"'
    (found,) = find(text)
    assert text[found.start : found.end] == CANARY[:7] + joint + CANARY[7:]
    assert found.decoded_from == ("joined",)


def test_items_of_a_list_are_no_joint() -> None:
    assert find(f'["{CANARY[:7]}", "{CANARY[7:]}"]') == ()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("before", ["%", "%E2", "&", "&#", "\\", "=", "=E2", "+"])
def test_a_broken_escape_before_it_hides_nothing(name: str, before: str) -> None:
    assert find(before + ENCODERS[name](CANARY) + " ")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("caf%C3%A9", "café"),
        ("caf\\xe9", "café"),
        ("\\ud83d\\ude00", "😀"),
        ("%ud83d%ude00", "😀"),
        ("&eacute;&amp;", "é&"),
        ("&lt&#60;", "<<"),
        ("caf=C3=A9", "café"),
        ("soft=\r\nly", "softly"),
        ('\\"a\\nb\\"', '"a\nb"'),
        ("a%20b+c", "a b c"),
    ],
)
def test_what_is_not_ascii_is_read_too(text: str, said: str) -> None:
    assert said in readings(text)


@pytest.mark.parametrize("text", ["100% sure", "fish & chips", "C:\\dir", "a = b", "1 + 1", "\\u{ffffff}"])
def test_lone_marks_are_not_escapes(text: str) -> None:
    assert [reading for reading in readings(text) if reading.isascii()] == []
