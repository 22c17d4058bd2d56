from __future__ import annotations

import unicodedata

from quarterdeck.detect.confusables import LOOK_ALIKES


def test_each_looks_like_one_visible_character_of_ascii() -> None:
    for code, ascii_ in LOOK_ALIKES.items():
        assert len(ascii_) == 1, hex(code)
        assert "!" <= ascii_ <= "~"
        assert code > 127


def test_nothing_is_listed_that_compatibility_already_maps() -> None:
    """But for what it maps to some other character of the table."""
    for code, ascii_ in LOOK_ALIKES.items():
        form = unicodedata.normalize("NFKC", chr(code))
        assert not form.isascii() or form == ascii_, hex(code)


def test_the_scripts_that_are_used_for_it_are_there() -> None:
    names = " ".join(unicodedata.name(chr(code), "") for code in LOOK_ALIKES)
    for script in ("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "LISU", "COPTIC"):
        assert script in names
    assert LOOK_ALIKES[ord("А")] == "A"
    assert LOOK_ALIKES[0x1F1E6] == "A"
