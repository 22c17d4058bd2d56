import pytest

from quarterdeck.extract import extract

from .build import GUID
from .reading import reasons, said

PAGE = (
    b"<!DOCTYPE html><p title='a title' data-x=bare>sec<i>ret</i> &amp; &#119;ords<!-- aside --><script>k='v'</script>"
)


def test_a_page_as_it_stands_as_it_is_seen_and_what_is_beside_it():
    found = said(PAGE).split("\n")
    assert {"secret & words", "k='v'", "a title", "aside", "bare"} <= set(found)
    assert PAGE.decode() in found


@pytest.mark.parametrize("kind", ["xml", "svg"])
def test_xml_and_svg(kind):
    data = f"<?xml version='1.0'?><{kind} a='in a value'><text>in &lt;text&gt;</text></{kind}>".encode()
    assert extract(data).kind == kind
    assert {"in <text>", "in a value"} <= set(said(data).split("\n"))


def test_a_word_over_two_elements_of_xml_is_read_as_one_too():
    lines = said(b"<svg><text><tspan>sec</tspan><tspan>ret</tspan></text><text>words</text></svg>").split("\n")
    assert {"sec", "ret", "secret", "words"} <= set(lines)
    assert "secretwords" not in lines


def test_entities_are_neither_expanded_nor_fetched():
    data = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b; words</a>'
    assert reasons(data) == {("", "dtd")}
    assert "root:" not in said(data)
    assert "words" in said(data)


def test_markup_without_words_is_not_clean():
    assert reasons(b"<doc><a/><b></b></doc>") == {("", "no-text")}


def test_a_label_in_metadata():
    data = f"<html><meta name='MSIP_Label_{GUID}_Name' content='x'><p>words</p></html>".encode()
    assert [label.id for _, label in extract(data).labels] == [GUID]
