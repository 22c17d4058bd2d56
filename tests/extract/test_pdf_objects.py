import zlib

import pytest

from quarterdeck.extract import extract

from .build import GUID, pdf, stream
from .reading import reasons, said

KEY = f"pdfx:MSIP_Label_{GUID}_Name"
XMP = f"<x:xmpmeta><rdf:li>in the packet</rdf:li><{KEY}>Internal</{KEY}></x:xmpmeta>"


@pytest.mark.parametrize("is_packed", [False, True])
def test_xmp_and_its_label(is_packed):
    raw = zlib.compress(XMP.encode()) if is_packed else XMP.encode()
    entries = b"/Type/Metadata/Subtype/XML" + (b"/Filter/FlateDecode" if is_packed else b"")
    data = pdf("words", catalogue=b"/Metadata 6 0 R", extra=[stream(raw, entries)])
    assert "in the packet" in said(data, "xmp")
    assert [label.name for _, label in extract(data).labels] == ["Internal"]


def test_a_label_among_the_properties():
    info = f"<</MSIP_Label_{GUID}_Enabled(true)/MSIP_Label_{GUID}_Name(Internal)>>".encode()
    found = extract(pdf("words", extra=[info], trailer=b"/Info 6 0 R")).labels
    assert [(label.id, label.name) for _, label in found] == [(GUID, "Internal")]


def test_a_label_in_an_object_stream():
    info = f"6 0 <</MSIP_Label_{GUID}_Name(Internal)>>".encode()
    packed = stream(zlib.compress(info), b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode")
    assert [label.id for _, label in extract(pdf("words", extra=[packed])).labels] == [GUID]


def test_a_stream_that_does_not_unpack_is_passed_over():
    data = pdf("words", extra=[stream(b"\x78\x9cgarbled", b"/Type/ObjStm/Filter/FlateDecode")])
    assert reasons(data) == set()


def test_more_names_than_any_file_has_are_refused():
    assert ("metadata", "too-many-parts") in reasons(pdf("words", extra=[b"/ObjStm " * 30_000]))
