import pytest

from quarterdeck.extract import extract
from quarterdeck.model.content import Label

from .build import GUID, LABEL_XML, docx, ole, png, pptx, xlsx, zip_of
from .reading import reasons, said

LAUGHS = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><w:document><w:body><w:t>&b;</w:t></w:body></w:document>'


def test_runs_of_a_paragraph_are_one_word_and_paragraphs_are_lines():
    body = (
        "<w:p><w:r><w:t>sec</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>ret</w:t></w:r></w:p><w:p><w:t>next</w:t></w:p>"
    )
    assert "secret\nnext" in said(docx(body=body), "word/document.xml")


@pytest.mark.parametrize(
    "part",
    [
        "word/header1.xml",
        "word/footer2.xml",
        "word/comments.xml",
        "word/footnotes.xml",
        "word/endnotes.xml",
        "word/glossary/document.xml",
        "word/settings.xml",
        "customXml/item1.xml",
        "docProps/core.xml",
        "docProps/app.xml",
        "anything/else.xml",
    ],
)
def test_every_part_of_a_document_is_read(part):
    assert "hidden words" in said(docx("body", parts={part: "<x:p><x:t>hidden words</x:t></x:p>"}), part)


@pytest.mark.parametrize(
    "part", ["ppt/notesSlides/notesSlide1.xml", "ppt/comments/comment1.xml", "ppt/slideMasters/m.xml"]
)
def test_every_part_of_a_presentation_is_read(part):
    data = pptx("slide", parts={part: "<a:p><a:t>hidden words</a:t></a:p>"})
    assert "hidden words" in said(data, part)
    assert "slide" in said(data, "ppt/slides/slide1.xml")


def test_links_and_alternative_texts_are_read():
    rels = '<Relationships><Relationship Id="r" Target="https://x.example/?secret=1"/></Relationships>'
    data = docx("body", parts={"word/_rels/document.xml.rels": rels}, body='<wp:docPr descr="an alternative text"/>')
    assert "https://x.example/?secret=1" in said(data)
    assert "an alternative text" in said(data)


def test_hidden_sheets_comments_and_formulas_are_read():
    sheet = '<worksheet><sheetData><row r="1"><c r="A1" t="str"><f>CONCAT("a","b")</f><v>hidden</v>'
    sheet += "</c></row></sheetData></worksheet>"
    comments = "<comments><authors><author>Ann</author></authors><comment><t>noted</t></comment></comments>"
    data = xlsx([["x"]], {"xl/worksheets/sheet2.xml": sheet, "xl/comments1.xml": comments})
    assert 'CONCAT("a","b")' in said(data, "xl/worksheets/sheet2.xml")
    assert "hidden" in said(data, "xl/worksheets/sheet2.xml")
    assert "Ann\nnoted" in said(data, "xl/comments1.xml")


def test_what_is_not_xml_is_a_file_of_its_own():
    parts = {
        "word/media/image1.png": png(),
        "word/embeddings/book.xlsx": xlsx([["inner"]]),
        "word/vbaProject.bin": ole({"VBA": b"\1\0\2\0"}),
    }
    data = docx("body", parts=parts)
    assert "inner" in said(data, "word/embeddings/book.xlsx!xl/worksheets/sheet1.xml")
    assert reasons(data) == {("word/media/image1.png", "embedded-image"), ("word/vbaProject.bin!VBA", "unknown-file")}


def test_entities_stay_undone():
    data = docx(parts={"word/document.xml": LAUGHS})
    assert reasons(data) == {("word/document.xml", "dtd")}
    assert "haha" not in said(data)


def test_a_document_without_words_is_not_clean():
    assert reasons(docx()) == {("", "no-text")}
    assert reasons(docx(parts={"docProps/core.xml": "<a><title>only a title</title></a>"})) == {("", "no-text")}


def test_utf_16_parts_are_read():
    part = '<?xml version="1.0" encoding="UTF-16"?><w:hdr><w:p><w:t>wide words</w:t></w:p></w:hdr>'.encode("utf-16")
    assert "wide words" in said(docx("body", parts={"word/header1.xml": part}))


@pytest.mark.parametrize("make", [docx, pptx])
def test_labels_in_custom_properties(make):
    found = extract(make("body", parts={"docProps/custom.xml": LABEL_XML}))
    assert found.labels == (("docProps/custom.xml", Label(GUID, "Top & Secret")),)


def test_labels_in_label_info():
    info = f'<clbl:labelList><clbl:label id="{{{GUID.upper()}}}" enabled="1"'
    info += ' method="Privileged" removed="0"/></clbl:labelList>'
    found = extract(xlsx([["x"]], {"docMetadata/LabelInfo.xml": info}))
    assert found.labels == (("docMetadata/LabelInfo.xml", Label(GUID)),)


def test_a_part_that_is_damaged_leaves_the_others():
    data = bytearray(docx("body words", parts={"word/header1.xml": "<a>head words</a>"}))
    at = data.index(b"word/header1.xml") + len("word/header1.xml")
    data[at] ^= 0xFF
    assert ("word/header1.xml", "corrupt-file") in reasons(bytes(data))
    assert "body words" in said(bytes(data))


def test_macro_and_template_variants_are_the_same():
    assert extract(docx("macro words", parts={"word/vbaData.xml": "<a/>"})).kind == "docx"
    assert extract(zip_of({"[Content_Types].xml": "<a/>", "xps/page.xml": "<p>words</p>"})).kind == "ooxml"
