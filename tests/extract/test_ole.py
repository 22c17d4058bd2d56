import struct

from quarterdeck.extract import extract

from .build import docx, ole
from .reading import reasons, said


def test_every_stream_is_a_file():
    data = ole({"Contents": b"some words", "Storage": {"inner.docx": docx("deep words")}})
    assert "some words" in said(data, "Contents")
    assert "deep words" in said(data, "Storage/inner.docx!word/document.xml")


def test_the_file_in_a_package():
    inner = docx("deep words")
    native = (
        b"\0\0\0\0\x02\0a.docx\0C:\\a.docx\0\0\0\3\0"
        + struct.pack("<I", 3)
        + b"C:\0"
        + struct.pack("<I", len(inner))
        + inner
    )
    data = ole({"\x01Ole10Native": native})
    assert "deep words" in "".join(text for _, text in extract(data).texts)


def test_an_encrypted_document_says_so():
    data = ole({"EncryptionInfo": b"x" * 100, "EncryptedPackage": b"y" * 5000})
    assert reasons(data) == {("", "encrypted")}


def test_damage_is_a_reason():
    data = ole({"Contents": b"some words" * 600})
    assert reasons(data[:600]) != set()
    assert reasons(data[:400]) == {("", "corrupt-file")}
    assert reasons(data[:1100]) != set()


def test_what_follows_a_compound_file_as_an_archive_is_read():
    from .build import zip_of

    assert "appended words" in said(ole({"Contents": b"some words"}) + zip_of({"a.txt": "appended words"}), "a.txt")
