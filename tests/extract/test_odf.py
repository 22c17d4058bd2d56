import pytest

from quarterdeck.extract import extract

from .build import GUID, odf, png
from .reading import reasons, said


@pytest.mark.parametrize("mimetype", ["text", "spreadsheet", "presentation"])
def test_content_headers_and_properties(mimetype):
    parts = {
        "styles.xml": "<style:header><text:p>a header</text:p></style:header>",
        "meta.xml": "<dc:title>a title</dc:title>",
        "Pictures/a.png": png(),
    }
    data = odf(
        mimetype, "<text:p>a<text:span>b</text:span> c</text:p><office:annotation>noted</office:annotation>", parts
    )
    assert said(data, "content.xml").split("\n")[1:] == ["ab c", "noted"]
    assert "a header" in said(data, "styles.xml")
    assert "a title" in said(data, "meta.xml")
    assert reasons(data) == {("Pictures/a.png", "embedded-image")}


def test_an_encrypted_document_says_so():
    manifest = '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'
    data = odf("text", "\x01\x02garbled", {"META-INF/manifest.xml": manifest})
    assert reasons(data) == {("", "encrypted"), ("content.xml", "encrypted")}
    assert "garbled" not in said(data)


def test_a_document_without_words_is_not_clean_and_entities_stay_undone():
    assert reasons(odf("text", "<office:body/>", {"meta.xml": "<a>title</a>"})) == {("", "no-text")}
    assert reasons(odf("text", '<!DOCTYPE a [<!ENTITY b "c">]><text:p>&b;</text:p>')) == {("content.xml", "dtd")}


def test_labels_in_properties():
    label = f'<meta:user-defined meta:name="MSIP_Label_{GUID}_Name">Internal</meta:user-defined>'
    assert [found.id for _, found in extract(odf("text", "<text:p>x</text:p>", {"meta.xml": label})).labels] == [GUID]
