from quarterdeck.extract import extract

from .build import doc, ole, ppt, xls
from .reading import reasons, said

WORDS = "The first half is narrow, the second half \u20ac is wide, and both are read."


def test_word():
    assert said(doc(WORDS), "") == WORDS
    assert reasons(doc(WORDS)) == set()
    assert reasons(doc(WORDS, 0x100)) == {("", "encrypted")}


def test_powerpoint():
    assert said(ppt("a wide text", "a narrow text"), "") == "a wide text\na narrow text"
    assert reasons(ppt("a wide text", "narrow")) == set()


def test_excel_says_that_not_all_of_it_was_read():
    data = xls([["Name", "Number"], ["Ann"]])
    assert said(data, "Hidden") == "Hidden\nName\tNumber\nAnn"
    assert reasons(data) == {("", "legacy-office")}


def test_streams_that_are_not_read_are_named():
    import io

    import olefile

    from .build import doc as make

    with olefile.OleFileIO(io.BytesIO(make(WORDS))) as found:
        streams = {"/".join(path): found.openstream(path).read() for path in found.listdir()}
    data = ole({**streams, "Data": b"pictures", "Macros": {"VBA": b"code"}})
    assert reasons(data) == {("Data", "legacy-office"), ("Macros/VBA", "legacy-office")}
    assert extract(data).kind == "doc"


def test_damage_is_a_reason():
    assert reasons(ole({"WordDocument": b"x" * 5000})) == {("", "corrupt-file")}
    assert ("", "corrupt-file") in reasons(ole({"Workbook": b"x" * 5000}))
    assert reasons(ole({"PowerPoint Document": b""})) == {("", "no-text")}


def test_an_encrypted_presentation_says_so():
    assert reasons(ole({"PowerPoint Document": b"x" * 5000, "EncryptedSummary": b"y"})) == {("", "encrypted")}
