from __future__ import annotations

import pytest

from quarterdeck.redact.pointer import MOST, shown

KNOWN = """
/messages/0/content
/messages/12/content/3/text
/messages/0/content/0/toolResult/content
/request/contents/0/parts/1/text
/chat_history/0/message
@path
@query/q
@header/x-api-key
"""


@pytest.mark.parametrize("pointer", ["", *KNOWN.split()])
def test_where_it_is_in_a_format_is_told(pointer: str) -> None:
    assert shown(pointer) == pointer


@pytest.mark.parametrize(
    ("pointer", "told"),
    [
        ("/AKIAMADEUP00000000AA/text", "/*/text"),
        ("/metadata/KestrelOduya/text", "/metadata/*/text"),
        ("@header/kestrel", "@header/*"),
        ("/please tell me how/0", "/*/0"),
        ("/content/" + "x" * 25, "/content/*"),
        ("/messages/123456789", "/messages/*"),
        ("/caf\u00e9/\ud800/a\x1b[0m", "/*/*/*"),
        ("/a~1b/c~0d", "/*/*"),
    ],
)
def test_a_name_that_may_be_somebodys_words_is_not(pointer: str, told: str) -> None:
    assert shown(pointer) == told


def test_the_name_of_a_file_is_not_told() -> None:
    assert shown("/messages/0/file!salaries.zip!list.csv") == "/messages/0/file!*"
    assert shown("!word/document.xml") == "!*"


def test_a_word_that_was_found_is_not_told_whatever_it_looks_like() -> None:
    assert shown("/bluefalcon/Project_BlueFalcon_team/content/0", ["BlueFalcon", ""]) == "/*/*/content/0"
    assert shown("/messages/0/content", ["0"]) == "/messages/0/content"


def test_a_pointer_has_an_end() -> None:
    assert len(shown("/content" * 1000)) == MOST


def test_whoever_is_named_by_a_member_is_not_told() -> None:
    """A member's name is whatever a client calls it: a lone word may be a person."""
    for name in ("ada", "Lovelace", "kestrel-oduya", "AdaLovelace"):
        assert shown(f"/metadata/{name}/content") == "/metadata/*/content"
