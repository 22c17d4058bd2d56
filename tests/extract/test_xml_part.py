import pytest

from quarterdeck.extract import READERS, xml_part
from quarterdeck.extract.budget import Budget
from quarterdeck.extract.walk import File, Walk
from quarterdeck.model.content import Label

from .build import GUID, LABEL_XML


@pytest.fixture
def file():
    return File(Walk(Budget(), READERS, deadline=float("inf")), b"", "", "", 0)


def test_runs_of_a_body_are_one_word_and_what_its_tags_hold_stands_beside_it(file):
    assert xml_part.read(file, "a.xml", '<p>sec<r id="rId10-9"/>ret<r val="12345678"/></p>', is_body=True)
    assert file.walk.texts == [("a.xml", "secret")]
    assert xml_part.read(file, "b.xml", '<p descr="123456789">x</p>', is_body=True)
    assert file.walk.texts[1:] == [("b.xml", "x"), ("b.xml", "123456789")]
    assert file.written == 2


def test_properties_are_read_and_are_no_text_of_the_document(file):
    assert not xml_part.read(file, "a.xml", "<a><title>a title</title></a>", is_body=False)
    assert not xml_part.read(file, "b.xml", '<p descr="an empty body"/>', is_body=True)
    assert file.walk.texts == [("a.xml", "a title"), ("b.xml", "an empty body")]
    assert file.written == 0


def test_labels_of_a_part_and_those_beside_it(file):
    xml_part.read(file, "a.xml", LABEL_XML, is_body=False, beside=(Label("other"),))
    assert list(file.walk.labels) == [("a.xml", Label("other")), ("a.xml", Label(GUID, "Top & Secret"))]


def test_too_many_tags_are_refused_and_not_taken_for_nothing(file):
    assert xml_part.read(file, "a.xml", "<a>" * 1_000_001 + LABEL_XML, is_body=False, beside=(Label("other"),))
    assert list(file.walk.opaque) == [("a.xml", "too-many-parts")]
    assert (file.walk.texts, file.walk.labels) == ([], {})
