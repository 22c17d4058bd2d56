from quarterdeck.extract import extract

from .reading import reasons, said


def test_a_text_in_each_charset_it_may_be_in():
    assert said("grüße und mehr".encode("utf-16")) == "grüße und mehr"
    assert "机密文件不得外传" in said("机密文件不得外传".encode("gb18030"))


def test_json_also_with_its_escapes_undone():
    assert said(rb'{"a": "\u0073ecret\n\"x\" \ud83d\ude00 \/"}').endswith('{"a": "secret\n"x" \U0001f600 /"}')
    assert extract(b'{"a": 1}').texts == (("", '{"a": 1}'),)


def test_what_is_neither_text_nor_known_is_refused():
    assert reasons(bytes(range(256)) * 4) == {("", "unknown-file")}
    assert reasons(b"\x7fELF" + bytes(100)) == {("", "unknown-file")}
    assert extract(b"\x7fELF" + bytes(100)).kind == "elf"


def test_armour_is_text_and_yet_encrypted():
    assert reasons(b"-----BEGIN PGP MESSAGE-----\n\nhQEMA1\n-----END PGP MESSAGE-----\n") == {("", "encrypted")}


def test_calendars_and_cards_also_unfolded():
    assert "see ORCA-1234" in said(b"BEGIN:VCALENDAR\r\nSUMMARY:see OR\r\n CA-1234\r\nEND:VCALENDAR\r\n")
    assert "ORCA-1234" in said(b"begin:vcard\nNOTE:OR\n\tCA-12\n 34\nend:vcard\n")
    assert extract(b"BEGIN:VCARD\nNOTE:x\nEND:VCARD\n").texts == (("", "BEGIN:VCARD\nNOTE:x\nEND:VCARD\n"),)
    assert extract(b"a text\n in two lines").texts == (("", "a text\n in two lines"),)
