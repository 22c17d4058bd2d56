import codecs

import pytest

from quarterdeck.extract import charset

WORDS = "The secret: grüße, straße, ünïcödé; nothing more than this line of words."


@pytest.mark.parametrize("name", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "cp1252"])
def test_text_is_read_without_a_mark(name):
    assert WORDS in charset.readings(WORDS.encode(name))


@pytest.mark.parametrize("name", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_mark_decides(name):
    assert charset.readings(WORDS.encode(name)) == (WORDS,)


def test_a_mark_of_utf_32_is_not_taken_for_one_of_utf_16():
    assert charset.readings(codecs.BOM_UTF32_LE + "ab".encode("utf-32-le")) == ("ab",)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("gb18030", "机密文件不得外传"),
        ("cp932", "社外秘の資料です"),
        ("big5hkscs", "機密文件不得外傳"),
        ("cp949", "대외비 문서입니다"),
        ("cp1251", "совершенно секретно"),
        ("koi8-r", "совершенно секретно"),
        ("cp037", "account 4711 is a secret of the bank"),
    ],
)
def test_old_charsets_are_among_the_readings(name, words):
    assert words in charset.readings(words.encode(name))


def test_a_declared_charset_comes_first_and_a_wrong_one_does_not_hide_the_text():
    assert charset.readings("é".encode("cp850"), "cp850")[0] == "é"
    assert WORDS in charset.readings(WORDS.encode(), "cp850")
    assert charset.readings(WORDS.encode(), "no-such-charset") == (WORDS,)


def test_codecs_that_make_no_text_are_not_known():
    assert [charset.known(name) for name in ("rot13", "zlib", "idna", "utf8", "nothing", "a\0b")] == [
        "",
        "",
        "",
        "utf-8",
        "",
        "",
    ]


def test_what_is_full_of_controls_is_no_text():
    assert charset.readings(bytes(range(32)) * 10) == ()
    assert charset.best(b"\x01\x02\xff") == "\x01\x02\ufffd"


def test_a_few_controls_do_not_hide_a_text():
    assert charset.readings(b"secret\x00" + b"words " * 50)


@pytest.mark.parametrize(
    ("data", "is_text"),
    [
        (b"", True),
        (WORDS.encode(), True),
        (WORDS.encode("cp1252"), True),
        (WORDS.encode("utf-16-le"), True),
        (WORDS.encode("utf-32-be"), True),
        (codecs.BOM_UTF8 + bytes(100), True),
        (bytes(range(32)) * 10, False),
        (bytes(100), False),
    ],
)
def test_whether_there_is_a_reading_is_known_before_it_is_made(data, is_text):
    assert (charset.is_text(data), bool(charset.readings(data))) == (is_text, is_text)
