import io
import tarfile

import pytest

from quarterdeck.extract import extract

from .build import docx, tar_header, tar_of
from .reading import reasons, said

LONG = "a/" * 80 + "name.txt"


@pytest.mark.parametrize("how", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
def test_members_of_every_dialect(how):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=how) as archive:
        for name, data in ((LONG[-90:], b"first words"), (LONG, b"second words"), ("b.docx", docx("third words"))):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    found = said(out.getvalue())
    assert all(words in found for words in ("first words", "second words", "third words", LONG))
    assert extract(out.getvalue()).opaque == ()


def test_records_and_links_are_texts():
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        info = tarfile.TarInfo("a")
        info.pax_headers = {"comment": "a secret record"}
        archive.addfile(info)
        link = tarfile.TarInfo("b")
        link.type, link.linkname = tarfile.SYMTYPE, "../../a secret link"
        archive.addfile(link)
    assert "a secret record" in said(out.getvalue(), "pax/comment")
    assert "../../a secret link" in said(out.getvalue(), "b")


def test_a_sparse_member_is_the_bytes_that_are_there():
    head = bytearray(tar_header(b"sparse", 5, b"S", b"ustar  \x00"))
    head[386:410] = b"%011o\0%011o\0" % (1 << 30, 5)
    head[483:495] = b"%011o\0" % ((1 << 30) + 5)
    head[482] = 1
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    data = bytes(head) + bytes(512) + b"words".ljust(512, b"\0") + bytes(1024)
    assert said(data, "sparse").startswith("sparse\nwords")


def test_damage_is_a_reason():
    good = tar_of((b"0", b"a", b"first words"), (b"0", b"b", b"second"))
    bad = bytearray(good)
    bad[1024] ^= 1
    assert reasons(bytes(bad)) == {("", "corrupt-file")}
    assert "first words" in said(bytes(bad))
    assert ("", "corrupt-file") in reasons(good[:520])
    assert ("", "corrupt-file") in reasons(tar_of((b"x", b"p", b"999 path=x\n")))
    assert ("", "corrupt-file") in reasons(tar_of((b"x", b"p", b"nonsense")))


def test_data_where_none_belong_and_after_the_end():
    assert reasons(tar_of((b"2", b"link", b"hidden"))) == {("link", "hidden-data")}
    assert "trailing words" in said(tar_of((b"0", b"a", b"b c")) + b"trailing words", "trailing")


def test_a_size_in_base_256():
    head = bytearray(tar_header(b"a", 0))
    head[124:136] = b"\x80" + (5).to_bytes(11, "big")
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    assert "words" in said(bytes(head) + b"words".ljust(512, b"\0") + bytes(1024), "a")
    head[124:136] = b"\xff" * 12
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    assert reasons(bytes(head)) == {("", "corrupt-file")}
