from quarterdeck.extract.apart import Apart

from .build import docx


def test_one_process_for_several_files():
    with Apart() as apart:
        for words in ("first words", "second words"):
            assert ("word/document.xml", words) in apart.extract(docx(words), "a.docx").texts
