import pytest

from quarterdeck.extract import extract

from .build import encrypted_pdf, pdf, pdf_of, stream, zip_of
from .reading import reasons, said

IMAGE = b"q 9 0 0 9 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x00 EI Q "


def test_pages():
    data = pdf("first (page)", "second page")
    assert said(data, "page1") == "first (page)"
    assert said(data, "page2") == "second page"
    assert extract(data).opaque == ()


def test_a_password_is_a_reason_and_an_empty_one_is_none():
    assert reasons(encrypted_pdf("secret words", b"made-up")) == {("", "encrypted")}
    assert "secret words" in said(encrypted_pdf("secret words", b""), "page1")


def test_pictures_and_drawings_are_not_read():
    assert reasons(pdf("words", content=IMAGE)) == {("page1", "embedded-image")}
    assert said(pdf("words", content=IMAGE), "page1") == "words"
    assert reasons(pdf("", content=IMAGE)) == {("page1", "image")}
    assert reasons(pdf("", content=b"0 0 m 9 9 l S")) == {("page1", "no-text")}
    assert reasons(pdf("words", content=b"0 0 m 9 9 l S")) == set()


def test_a_picture_inside_a_form_is_found():
    form = stream(IMAGE, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]")
    entries = b"/Resources<</Font<</F1 3 0 R>>/XObject<</X 6 0 R>>>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[4 0 R]/Count 1>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 5 0 R%s>>" % entries,
        stream(b"BT /F1 9 Tf 9 9 Td (words) Tj ET /X Do"),
        form,
    ]
    assert reasons(pdf_of(objects)) == {("page1", "embedded-image")}


def test_a_page_without_anything_is_no_text():
    assert reasons(pdf("")) == {("", "no-text")}


def test_what_stands_around_it_is_read():
    data = pdf("words")
    assert "leading words" in said(b"leading words\n" + data)
    assert "trailing words" in said(data + b"trailing words", "trailing")
    assert "words" in said(b"leading\n" + data, "page1")
    found = said(data + zip_of({"a.txt": "zipped words"}))
    assert "zipped words" in found
    assert "words" in found


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\nnothing of the kind",
        pdf_of([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"]),
        pdf_of([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"]),
    ],
)
def test_damage_and_circles_are_reasons(data):
    assert {reason for _, reason in reasons(data)} == {"corrupt-file"}


def test_pages_have_an_end():
    kids = b"<</Type/Pages/Kids[" + b"3 0 R " * 6000 + b"]/Count 6000>>"
    data = pdf_of([b"<</Type/Catalog/Pages 2 0 R>>", kids, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"])
    assert reasons(data) == {("", "too-many-parts")}
