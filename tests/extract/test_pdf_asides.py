from .build import docx, pdf, stream
from .reading import reasons, said


def test_properties():
    data = pdf("words", extra=[b"<</Title(a title)/Author<FEFF00410062>/Subject()>>"], trailer=b"/Info 6 0 R")
    assert {"a title", "Ab"} <= set(said(data, "info").split("\n"))


def test_notes_links_and_fields():
    extra = [
        b"<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(a note)/T(Ann)>>",
        b"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(https://x.example/secret)>>>>",
        b"<</Type/Annot/Subtype/Widget/FT/Tx/T(field)/V(a value)/Rect[0 0 9 9]>>",
    ]
    data = pdf("words", page_entries=b"/Annots[6 0 R 7 0 R 8 0 R]", extra=extra)
    found = set(said(data, "page1/annotations").split("\n"))
    assert {"a note", "Ann", "https://x.example/secret", "field", "a value"} <= found
    assert reasons(data) == set()


def test_attachments_are_files():
    extra = [
        b"<</Names[(x) 7 0 R]>>",
        b"<</Type/Filespec/F(inner.docx)/EF<</F 8 0 R>>>>",
        stream(docx("attached words"), b"/Type/EmbeddedFile"),
    ]
    data = pdf("words", catalogue=b"/Names<</EmbeddedFiles 6 0 R>>", extra=extra)
    assert "attached words" in said(data, "inner.docx!word/document.xml")


def test_scripts_and_bookmarks():
    extra = [
        b"<</Names[(x) 7 0 R]>>",
        b"<</S/JavaScript/JS(a script)>>",
        b"<</Type/Outlines/First 9 0 R/Last 9 0 R/Count 1>>",
        b"<</Title(a bookmark)/Parent 8 0 R>>",
    ]
    data = pdf("words", catalogue=b"/Names<</JavaScript 6 0 R>>/Outlines 8 0 R", extra=extra)
    assert said(data, "script1") == "a script"
    assert said(data, "bookmarks") == "a bookmark"
