import pytest

from quarterdeck.extract import markup
from quarterdeck.extract.budget import Unreadable


def words(text, *, joined=True):
    found = markup.words(text, joined=joined)
    assert found == markup.split(text, joined=joined)[0]
    return found


def asides(text):
    return markup.split(text, joined=True)[1].split("\n")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<p>sec<b>ret</b></p><p>next</p>", "secret\nnext"),
        ("a<br/>b<br>c", "a\nb\nc"),
        ("<w:p>a<w:tab/>b</w:p>", "a\nb"),
        ("<w:pPr>a</w:pPr>b", "ab"),
        ("&lt;&#115;&#x65;cret&amp;", "<secret&"),
        ("<p>a < b and c > d</p>", "a < b and c > d"),
        ("<p>1 <2 >3</p>", "1 <2 >3"),
        ("an end without <close", "an end without <close"),
        ("x<![CDATA[<secret> & more]]>y", "x<secret> & morey"),
        ("x<![CDATA[never closed", "xnever closed"),
        ("<script>var a = 'k';</script>after", "var a = 'k';\nafter"),
        ("<a title='x>y'>z</a>", "y'>z"),
    ],
)
def test_words(text, found):
    assert words(text) == found


def test_elements_are_lines_when_nothing_is_known_of_them():
    assert words("<a>one</a><b>two</b>", joined=False) == "one\ntwo"


def test_what_is_long_is_read_in_pieces_that_fit_together():
    text = "".join(f"<r>{number} </r>" for number in range(60_000))
    assert words(text) == " ".join(map(str, range(60_000)))


def test_asides():
    text = "<?xml version='1.0'?><?php secret ?><!DOCTYPE x><!-- a > comment -->"
    text += "<a href='/link' b=\"val&#117;e\" c='/link'>t</a>"
    assert asides(text) == ["/link", "1.0", "value", "a > comment", "php secret ?", "DOCTYPE x"]
    assert markup.split("<a b='short' c='long enough'/>", joined=True, shortest=9)[1] == "long enough"
    assert asides("<a b='never closed") == [""]
    assert markup.bare_values("<a href=https://x.example>") == "https://x.example"


def test_a_comment_that_never_closes_is_kept():
    assert "the rest" in asides("<p>x</p><!-- the rest")


def test_encodings():
    assert markup.decode("<?xml version='1.0' encoding='cp1251'?><a>секрет</a>".encode("cp1251")).endswith(
        "<a>секрет</a>"
    )
    assert markup.decode("<a>é</a>".encode("utf-16")) == "<a>é</a>"
    assert markup.decode("<meta charset=iso-8859-1>é".encode("latin-1")).endswith("é")


def test_declared_entities_are_noticed():
    assert markup.declares_entities("<!DOCTYPE a [<!entity b 'c'>]>")
    assert not markup.declares_entities("<!DOCTYPE html><p>x</p>")


def test_more_tags_than_any_document_has_are_refused():
    with pytest.raises(Unreadable, match="too-many-parts"):
        words("<a/>" * 1_000_001)
    with pytest.raises(Unreadable, match="too-many-parts"):
        markup.split("<a/>" * 1_000_001, joined=True)
    with pytest.raises(Unreadable, match="too-many-parts"):
        words("".join(f"<a{number}/>" for number in range(250_002)))
    with pytest.raises(Unreadable, match="too-many-parts"):
        markup.split("".join(f"<a{number}/>" for number in range(250_002)), joined=True)
