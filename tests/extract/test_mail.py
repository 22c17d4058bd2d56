import email.message
import email.policy

import pytest

from quarterdeck.extract import extract

from .build import GUID, docx
from .reading import reasons, said


def message():
    one = email.message.EmailMessage(policy=email.policy.SMTP)
    one["From"], one["To"], one["Subject"] = (
        "Ann <a@b.example>",
        "c@d.example",
        "caf\u00e9 and a very long subject " * 4,
    )
    one.set_content("first words \u20ac")
    one.add_alternative("<p>sec<b>ret</b></p>", subtype="html")
    return one


def test_headers_bodies_and_attachments():
    one = message()
    one.add_attachment(
        docx("attached words"), maintype="application", subtype="octet-stream", filename="r\u00e9sum\u00e9.docx"
    )
    found = said(one.as_bytes())
    for words in (
        "Ann <a@b.example>",
        "caf\u00e9 and a very long subject",
        "first words \u20ac",
        "secret",
        "attached words",
    ):
        assert words in found
    assert "r\u00e9sum\u00e9.docx" in found
    assert reasons(one.as_bytes()) == set()


def test_a_message_in_a_message():
    outer = email.message.EmailMessage(policy=email.policy.SMTP)
    outer["From"], outer["To"] = "a@b.example", "c@d.example"
    outer.set_content("outer words")
    outer.add_attachment(message())
    assert "first words" in said(outer.as_bytes())


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("base64", "c29tZSB3b3Jkcw=="),
        ("quoted-printable", "some=20w=\r\nords"),
        ("8bit", "some words"),
        ("", "some words"),
    ],
)
def test_encodings(encoding, body):
    head = f"From: a@b.example\r\nSubject: x\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    assert "some words" in said((head + body).encode())


def test_an_unknown_encoding_is_a_reason():
    head = b"From: a@b.example\r\nSubject: x\r\nContent-Transfer-Encoding: x-secret\r\n\r\nwords"
    assert reasons(head) == {("", "unknown-encoding")}


def test_charsets():
    head = b"From: a@b.example\r\n"
    head += b"Subject: =?koi8-r?B?8sXexc7JxQ==?= =?utf-8?q?_x?=\r\nContent-Type: text/plain; charset=cp1251\r\n\r\n"
    found = said(head + "секрет".encode("cp1251"))
    assert "Речение x" in found or "\u0420" in found
    assert "секрет" in found


def test_what_stands_around_the_parts_is_read():
    data = (
        b"From: a@b.example\r\nTo: c@d.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\nbefore it\r\n"
        b"--x\r\n\r\ninside\r\n--x--\r\nafter it\r\n"
    )
    assert all(words in said(data) for words in ("before it", "inside", "after it"))


def test_a_label_in_the_header():
    head = "From: a@b.example\r\nTo: c\r\n"
    head += f"msip_labels: MSIP_Label_{GUID}_Enabled=true;\r\n MSIP_Label_{GUID}_Name=Internal;\r\n\r\nx y"
    assert [(label.id, label.name) for _, label in extract(head.encode()).labels] == [(GUID, "Internal")]


def test_depth_and_number_have_an_end_and_are_still_searched():
    head = b"From: a@b.example\r\nTo: c@d.example\r\n"
    deep = (
        head
        + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(200))
        + b"words"
    )
    assert reasons(deep) == {("", "too-deep")}
    assert "words" in said(deep)
    many = head + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 11_000
    assert reasons(many) == {("", "too-many-parts")}
    long = head + b"Subject: " + b"=?utf-8?q?a?= " * 30_000 + b"\n\nwords"
    assert reasons(long) == {("", "too-many-parts")}
