import io
import struct
import zipfile

import pytest

from quarterdeck.extract import extract

from .build import docx, png, zip_of
from .reading import reasons, said


def test_every_member_by_its_own_content_and_its_name():
    data = zip_of({"a.txt": "first", "dir/b.bin": docx("second")})
    assert said(data, "a.txt") == "a.txt\nfirst"
    assert "second" in said(data, "dir/b.bin!word/document.xml")
    assert extract(data).opaque == ()


def test_zip_in_zip_to_a_document():
    data = zip_of({"a.zip": zip_of({"b.docx": docx("deep words")})})
    assert "deep words" in said(data, "a.zip!b.docx!word/document.xml")


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods(method):
    data = zip_of({"a.txt": "these words " * 20}, method)
    assert "these words" in said(data, "a.txt")
    assert extract(data).opaque == ()


def test_an_unknown_method_is_refused_and_the_rest_read():
    data = zip_of({"a.txt": "first", "b.txt": "second"}).replace(b"\x08\x00\x00\x00", b"\x08\x00\x00\x00")
    raw = bytearray(data)
    for mark, at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        struct.pack_into("<H", raw, raw.index(mark) + at, 97)
    assert reasons(bytes(raw)) == {("a.txt", "unknown-compression")}
    assert "second" in said(bytes(raw))


def test_an_encrypted_member_is_refused_and_its_name_read():
    raw = bytearray(zip_of({"a.txt": "first", "b.txt": "second"}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        struct.pack_into("<H", raw, raw.index(mark) + at, 1)
    assert reasons(bytes(raw)) == {("a.txt", "encrypted")}
    assert said(bytes(raw), "a.txt") == "a.txt"
    assert "second" in said(bytes(raw))


def test_a_member_whose_local_header_differs_is_read_and_named():
    raw = bytearray(zip_of({"a.txt": "first words"}))
    raw[30:31] = b"z"
    assert reasons(bytes(raw)) == {("a.txt", "ambiguous-file")}
    assert "first words" in said(bytes(raw))


def test_a_damaged_member_is_corrupt():
    raw = bytearray(zip_of({"a.txt": "first words", "b.txt": "second"}, zipfile.ZIP_STORED))
    raw[raw.index(b"first")] ^= 1
    assert reasons(bytes(raw)) == {("a.txt", "corrupt-file")}


def test_names_are_texts_only():
    data = zip_of({"../../etc/passwd": "x y", "C:\\secret.txt": "z"})
    assert "../../etc/passwd" in said(data)


def test_both_of_two_members_of_one_name_are_read():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "innocent")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.txt", "secret")
    assert {"innocent", "secret"} <= set(said(out.getvalue(), "a.txt").split("\n"))


def test_what_follows_a_picture_is_read_as_well():
    data = png() + zip_of({"a.txt": "appended words"})
    assert "appended words" in said(data, "a.txt")


def test_what_stands_before_and_after_is_not_passed_over():
    data = zip_of({"a.txt": "words"})
    assert "before it" in said(b"text before it\n" + data)
    assert ("", "hidden-data") in reasons(data + b"after it")


def test_comments_are_texts():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("a.txt")
        info.comment = b"of the member"
        archive.writestr(info, "x y")
        archive.comment = b"of the archive"
    assert {"of the member", "of the archive"} <= set(said(out.getvalue()).split("\n"))


def test_an_empty_archive_is_not_clean():
    assert reasons(zip_of({})) == {("", "no-text")}
