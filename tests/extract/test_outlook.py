from quarterdeck.extract import extract

from .build import GUID, docx, msg
from .reading import reasons, said
from .test_lzfu import SIMPLE


def test_subject_body_and_attachments():
    data = msg("a subject", "a body", {"inner.docx": docx("attached words")})
    assert said(data, "").split("\n") == ["a subject", "a body"]
    assert "attached words" in said(data, "inner.docx!word/document.xml")
    assert reasons(data) == set()


def test_large_attachments_too():
    words = "".join(f"line {number}\n" for number in range(2000))
    assert words.strip() in said(msg("a", "b", {"a.txt": words.encode()}), "a.txt")


def test_bodies_of_other_formats():
    more = {
        "__substg1.0_10130102": b"<p>sec<b>ret</b></p>",
        "__substg1.0_10090102": SIMPLE,
        "__substg1.0_0E04001E": b"To: x",
    }
    data = msg("a subject", "", more=more)
    assert "secret" in said(data, "body.html")
    assert "hello world" in said(data, "body.rtf")
    assert "To: x" in said(data, "")


def test_a_message_in_a_message():
    inner = {"__substg1.0_0037001F": "an inner subject".encode("utf-16-le")}
    data = msg("a", "b", more={"__attach_version1.0_#00000000": {"__substg1.0_3701000D": inner}})
    assert "an inner subject" in said(data)


def test_a_label_among_the_named_properties():
    header = f"MSIP_Label_{GUID}_Enabled=true; MSIP_Label_{GUID}_Name=Internal;".encode("utf-16-le")
    found = extract(msg("a", "b", more={"__substg1.0_8001001F": header})).labels
    assert [(label.id, label.name) for _, label in found] == [(GUID, "Internal")]


def test_a_message_without_words_is_not_clean():
    assert reasons(msg("", "")) == {("", "no-text")}
