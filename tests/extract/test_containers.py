import pytest

from quarterdeck.extract import containers

from .build import doc, docx, msg, odf, ole, ppt, pptx, xls, xlsx, zip_of


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (docx("x"), "docx"),
        (xlsx([]), "xlsx"),
        (pptx("x"), "pptx"),
        (zip_of({"[Content_Types].xml": "<a/>"}), "ooxml"),
        (odf("text", "<a/>"), "odt"),
        (odf("presentation-template", "<a/>"), "odp"),
        (odf("formula", "<a/>"), "odf"),
        (zip_of({"META-INF/MANIFEST.MF": "x"}), "jar"),
        (zip_of({"word/document.xml": "x"}), "zip"),
        (b"PK\x03\x04 broken", "zip"),
    ],
)
def test_zip(data, kind):
    assert containers.of_zip(data) == kind


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (doc("x"), "doc"),
        (xls([["x"]]), "xls"),
        (ppt("x"), "ppt"),
        (msg("a", "b"), "msg"),
        (ole({"EncryptedPackage": b"x"}), "encrypted-office"),
        (ole({"Something": b"x"}), "ole"),
    ],
)
def test_ole(data, kind):
    assert containers.of_ole(data) == kind
