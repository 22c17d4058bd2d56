import pytest

from .build import docx, ole, png, rtf
from .reading import reasons, said


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (r"sec{\b re}t", "secret"),
        (r"a\par b\line c\tab d", "a\nb\nc\td"),
        (r"\'e9t\'e9 \u8364?uro \{x\}\\", "\u00e9t\u00e9 \u20acuro {x}\\"),
        (r"{\uc2\u233\'c3\'a9x}", "\u00e9x"),
        (r"\u-4051?x", "\uf02dx"),
        ("sec\r\nret", "secret"),
        (r"se{\*\unknown aside}cret", "secret\naside"),
        (r"sec{\footnote a note}ret", "secret\na note"),
    ],
)
def test_words(body, words):
    assert said(rtf(body)) == words


@pytest.mark.parametrize("group", ["header", "footer", "footnote", "annotation", "title", "fldinst", "unknownword"])
def test_every_group_is_read(group):
    assert "hidden words" in said(rtf(rf"body {{\*\{group} hidden words}}"))
    assert "hidden words" in said(rtf(rf"body {{\{group} hidden words}}"))


def test_what_stands_after_the_last_brace_is_read():
    assert "trailing words" in said(rtf("body") + b" trailing words")


def test_a_code_page():
    assert said(rb"{\rtf1\ansicpg1251 \'f1\'e5\'ea\'f0\'e5\'f2}") == "секрет"


def test_objects_and_pictures_are_files():
    inner = docx("inner words")
    data = rtf(rf"body {{\object\objemb{{\*\objdata 01050000{inner.hex()}}}}}")
    assert "inner words" in said(data, "object1!word/document.xml")
    assert reasons(rtf(rf"body {{\pict\pngblip {png().hex()}}}")) == {("object1", "embedded-image")}
    assert ("object1!a", "unknown-file") in reasons(rtf(rf"body {{\*\objdata {ole({'a': bytes(9)}).hex()}}}"))


def test_binary_data_are_a_file_and_their_braces_are_none_of_ours():
    data = rb"{\rtf1 before {\pict\bin9 secret}}}} after}"
    assert said(data, "object1") == "secret}}}"
    assert said(data, "") == "before  after"


def test_depth_and_length_have_an_end():
    assert reasons(b"{\\rtf1 words " + b"{" * 3000) == {("", "too-deep")}
    assert reasons(b"{\\rtf1 words " + b"\\b" * 1_000_001) == {("", "too-many-parts")}
