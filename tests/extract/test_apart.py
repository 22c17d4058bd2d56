from quarterdeck.extract.apart import Apart, extract_apart

from .build import docx


def test_one_process_for_several_files():
    with Apart() as apart:
        for words in ("first words", "second words"):
            assert ("word/document.xml", words) in apart.extract(docx(words), "a.docx").texts


def test_one_file_alone():
    assert ("word/document.xml", "some words") in extract_apart(docx("some words")).texts
