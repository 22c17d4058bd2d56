"""Which text files say no more than their text."""

from __future__ import annotations

import pytest

from quarterdeck.wire.plaintext import is_plain


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("just words", "a.txt", "text/plain"),
        ("name,amount\nAda,7\n", "plan.csv", "text/csv"),
        ('{"a": 1}\n', "b.jsonl", "application/json"),
        ("# Title\n\nSome words: more.\n", "readme.md", ""),
        ("if a < b:\n    return\n", "x.py", ""),
        ("BMW is a maker of cars", "", ""),
    ],
)
def test_plain(text: str, name: str, kind: str) -> None:
    assert is_plain(text, name, kind)


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("<p>a&#65;</p>", "a.txt", "text/plain"),
        ("\n <?xml version='1.0'?><svg/>", "", ""),
        ("{\\rtf1 \\'41}", "a.txt", ""),
        ("From: ada@example.org\r\nSubject: =?utf-8?q?x?=\r\n\r\nhello", "a", ""),
        ("BEGIN:VCARD\nNOTE;ENCODING=QUOTED-PRINTABLE:=41", "a", ""),
        ("note;encoding=quoted-printable,=41", "a.csv", "text/csv"),
        ("%PDF-1.4 in ascii", "a.txt", ""),
        ("words", "a.HTML", ""),
        ("words", "a", "image/svg+xml"),
        ("see data:image/png;base64,AAAA", "a.txt", ""),
    ],
)
def test_markup_mail_and_documents_may_say_more(text: str, name: str, kind: str) -> None:
    assert not is_plain(text, name, kind)
