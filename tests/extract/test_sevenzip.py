import io

import py7zr
import pytest

from quarterdeck.extract import extract
from quarterdeck.extract.budget import Budget

from .build import docx
from .reading import reasons, said


def seven(members, **options):
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", **options) as archive:
        for name, data in members.items():
            archive.writestr(data, name)
    return out.getvalue()


def test_members():
    data = seven({"a.txt": b"first words", "b.docx": docx("second words")})
    assert "first words" in said(data, "a.txt")
    assert "second words" in said(data, "b.docx!word/document.xml")
    assert extract(data).opaque == ()


@pytest.mark.parametrize("options", [{}, {"header_encryption": True}])
def test_a_password_is_a_reason(options):
    data = seven({"a.txt": b"first words"}, password="made-up", **options)
    assert reasons(data) == {("", "encrypted")}
    assert ("a.txt" in said(data)) is not bool(options)


def test_what_would_come_out_too_large_is_not_unpacked():
    assert reasons(seven({"a": bytes(30 << 20)})) == {("", "bomb")}
    assert reasons(seven({"a": b"words" * 100}), Budget(member=100)) == {("", "file-too-large")}


def test_a_window_that_takes_the_memory_is_refused():
    filters = [{"id": py7zr.FILTER_LZMA2, "preset": 0, "dict_size": 256 << 20}]
    assert reasons(seven({"a": b"words"}, filters=filters)) == {("", "memory-budget")}


def test_damage_is_a_reason():
    data = seven({"a.txt": b"first words" * 50})
    assert reasons(data[:-3]) == {("", "corrupt-file")}
    assert reasons(data[:40] + b"\xff\xff" + data[42:]) == {("", "corrupt-file")}
