import random

import pytest

from quarterdeck.extract import READERS
from quarterdeck.extract.kinds import SIGNATURES, kinds

from .build import doc, docx, odf, pdf, png, rtf, tar_of, xlsx, zip_of

CASES = [
    (pdf("x"), "pdf"),
    (b"junk\n" + pdf("x"), "text"),
    (zip_of({"a": "b"}), "zip"),
    (docx("x"), "docx"),
    (xlsx([["x"]]), "xlsx"),
    (odf("spreadsheet", "<a/>"), "ods"),
    (doc("x"), "doc"),
    (tar_of((b"0", b"a", b"b")), "tar"),
    (rtf("x"), "rtf"),
    (png(), "png"),
    (b"plain words", "text"),
    (b'{"a": 1}', "json"),
    (b"a,b\n1,2\n3,4\nx,y\n", "csv"),
    (b"<!DOCTYPE html><p>x", "html"),
    (b"<?xml version='1.0'?><a>x</a>", "xml"),
    ("<?xml version='1.0'?><a>x</a>".encode("utf-16"), "xml"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "svg"),
    (b"From: a@b.example\r\nSubject: x\r\n\r\nx", "eml"),
    (b"BMW and MZ are makers of vehicles", "text"),
    (b"MZ are makers of vehicles", "text"),
    (b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00", "exe"),
    (b"", "unknown"),
    (b"\x00\x01\x02\x03", "unknown"),
]


@pytest.mark.parametrize(("data", "kind"), CASES)
def test_the_content_says_the_kind(data, kind):
    assert kinds(data)[0] == kind


def test_a_file_that_may_be_several_things_is_all_of_them():
    assert kinds(png() + zip_of({"a": "b"})) == ("png", "zip")
    assert kinds(b"GIF89a" + pdf("x"))[:2] == ("gif", "pdf")
    assert "zip" in kinds(pdf("x") + zip_of({"a": "b"}))
    assert "docx" in kinds(b"#!/bin/sh\n" + docx("x"))


def test_a_tar_of_before_ustar_is_known_by_its_checksum():
    old = bytearray(tar_of((b"0", b"a", b"b")))
    old[257:265] = bytes(8)
    old[148:156] = b" " * 8
    old[148:156] = b"%06o\0 " % sum(old[:512])
    assert kinds(bytes(old)) == ("tar",)
    old[0] ^= 1
    assert kinds(bytes(old)) == ("unknown",)


def test_every_kind_has_its_reader():
    random.seed(7)
    junk = [magic.rjust(offset + len(magic), b"\x00") + random.randbytes(3000) for _, offset, magic in SIGNATURES]
    found = {kind for data in junk for kind in kinds(data)} | {kind for _, kind in CASES}
    assert found <= set(READERS)
    assert {kind for kind, _, _ in SIGNATURES} - {"ole"} <= found | {"zip"}
