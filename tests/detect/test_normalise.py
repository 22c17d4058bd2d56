from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.detect.normalise import _Back, _fold, normalised
from quarterdeck.detect.view import View

from .encodings import CANARY, find

DISGUISES = {
    "zero width": "\u200b".join(CANARY),
    "bidi": "\u202e".join(CANARY),
    "soft hyphen": "\u00ad".join(CANARY),
    "variation": "\ufe0f".join(CANARY),
    "marks": "\u0301".join(CANARY),
    "many marks": "\u0301\u0330\u0353".join(CANARY),
    "controls": "\x00".join(CANARY),
    "surrogates": "\ud800".join(CANARY),
    "fillers": "\u3164".join(CANARY),
    "fullwidth": "".join(chr(ord(letter) + 0xFEE0) for letter in CANARY),
    "bold": "".join(chr(0x1D400 + ord(letter) - 65) if letter.isalpha() else letter for letter in CANARY),
    "circled": "".join(chr(0x24B6 + ord(letter) - 65) if letter.isalpha() else letter for letter in CANARY),
    "squared": "".join(chr(0x1F170 + ord(letter) - 65) if letter.isalpha() else letter for letter in CANARY),
    "cyrillic": CANARY.replace("A", "А").replace("C", "С").replace("X", "Х"),
    "greek": CANARY.replace("A", "Α").replace("N", "Ν").replace("Z", "Ζ"),
    "cherokee": CANARY.replace("A", "Ꭺ").replace("W", "Ꮃ"),
    "digits": CANARY.replace("7391", "٧٣٩١"),
    "dashes": CANARY.replace("-", "\u2011"),
    "tags": "".join(chr(0xE0000 + ord(letter)) for letter in CANARY),
    "tags between": "\U000e0041".join(CANARY),
}


@pytest.mark.parametrize("name", DISGUISES)
def test_the_disguised_characters_are_its_place(name: str) -> None:
    disguised = DISGUISES[name]
    text = f"\u200bé ﬁne: {disguised}. ﬁne\u200b"
    (found,) = find(text)
    assert text[found.start : found.end] == disguised
    assert found.decoded_from == ("normalised",)


def test_either_form_of_an_accent_means_the_letter() -> None:
    from quarterdeck.detect import Detectors
    from quarterdeck.detect.pattern import Pattern
    from quarterdeck.model.content import Part

    text = unicodedata.normalize("NFD", "le projet été approche")
    (found,) = Detectors((Pattern("custom.e", "projet été"),)).find([Part("", text)])
    assert unicodedata.normalize("NFC", text[found.start : found.end]) == "projet été"


@pytest.mark.parametrize("text", ["plain", "", "你好，世界", "日本語のテキスト", "emoji 😀"])
def test_what_has_one_form_is_not_read_again(text: str) -> None:
    assert [view.text for view in normalised(View(text))] in ([], [text.replace("，", ",")])


def test_what_is_folded_folds_no_further() -> None:
    """Else the order of replacing would matter."""
    for code in (*range(0x20000), *range(0xE0000, 0xE0200)):
        folded = _fold(chr(code))
        assert "".join(map(_fold, folded)) == folded, hex(code)


@given(st.text(alphabet=st.characters(codec="utf-8") | st.sampled_from("\u200b\u0301ﬁ㎏𝐀А\U000e0041")))
def test_every_character_leads_back_to_where_it_was(text: str) -> None:
    for view in normalised(View(text)):
        last = 0
        for at in range(len(view.text)):
            place = view.back(at, at + 1) if view.back else None
            assert place is not None
            start, end, steps = place
            assert last <= start <= len(text)
            assert start <= end
            assert steps or text[start:end] == view.text[at]
            last = start


@given(st.text(st.sampled_from("ab\u200bﬁ㎏é\u0301"), max_size=12), st.data())
def test_any_stretch_leads_back_to_what_it_was_made_of(text: str, data: st.DataObject) -> None:
    folds = {letter: _fold(letter) for letter in set(text)}
    sources = [at for at, letter in enumerate(text) for _ in folds[letter]]
    back = _Back(text, "".join(folds[letter] for letter in text), folds)
    for _ in range(3):
        start = data.draw(st.integers(0, len(sources)))
        end = data.draw(st.integers(start, len(sources)))
        low = sources[start] if start < len(sources) else len(text)
        high = sources[end - 1] + 1 if start < end else low
        assert back.place(start, end)[:2] == (low, high)
