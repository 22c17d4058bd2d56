from quarterdeck.extract import xml_part
from quarterdeck.model.content import Label

from .build import GUID, LABEL_XML
from .reading import file


def test_runs_of_a_body_are_one_word_and_what_its_tags_hold_stands_beside_it():
    part = file()
    assert xml_part.read(part, "a.xml", '<p>sec<r id="rId10-9"/>ret<r val="12345678"/></p>', is_body=True)
    assert part.walk.texts == [("a.xml", "secret")]
    assert xml_part.read(part, "b.xml", '<p descr="123456789">x</p>', is_body=True)
    assert part.walk.texts[1:] == [("b.xml", "x"), ("b.xml", "123456789")]
    assert part.written == 2


def test_properties_are_read_and_are_no_text_of_the_document():
    part = file()
    assert not xml_part.read(part, "a.xml", "<a><title>a title</title></a>", is_body=False)
    assert not xml_part.read(part, "b.xml", '<p descr="an empty body"/>', is_body=True)
    assert part.walk.texts == [("a.xml", "a title"), ("b.xml", "an empty body")]
    assert part.written == 0


def test_labels_of_a_part_and_those_beside_it():
    part = file()
    xml_part.read(part, "a.xml", LABEL_XML, is_body=False, beside=(Label("other"),))
    assert list(part.walk.labels) == [("a.xml", Label("other")), ("a.xml", Label(GUID, "Top & Secret"))]


def test_too_many_tags_are_refused_and_not_taken_for_nothing():
    part = file()
    assert xml_part.read(part, "a.xml", "<a>" * 1_000_001 + LABEL_XML, is_body=False, beside=(Label("other"),))
    assert list(part.walk.opaque) == [("a.xml", "too-many-parts")]
    assert (part.walk.texts, part.walk.labels) == ([], {})
