"""The whole: what each hostile file ends in. Those that only a limit of the kernel stops are in test_child.py."""

import gzip
import io
import struct
import zlib

import py7zr
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quarterdeck.extract import READERS, extract

from .build import doc, docx, msg, odf, pdf, png, ppt, pptx, rtf, tar_of, xls, xlsx, zip_of

LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "lol">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(10))
    + b"]><l>&k;</l>"
)


def nested(count=16, depth=5):
    data = zip_of({"0.txt": bytes(2 << 20)})
    for _ in range(depth):
        data = zip_of({f"{number}.zip": data for number in range(count)})
    return data


def within(data, times):
    for _ in range(times):
        data = zip_of({"a.zip": data})
    return data


HOSTILE = {
    "a document that unpacks to 300 MB": (docx("x", parts={"word/header1.xml": bytes(300 << 20)}), "file-too-large"),
    "42.zip": (nested(), "bomb"),
    "billion laughs": (LAUGHS, "dtd"),
    "billion laughs in a document": (docx(parts={"word/document.xml": LAUGHS}), "dtd"),
    "forty archives in each other": (within(b"x", 40), "too-deep"),
    "a comment of a picture that unpacks to 200 MB": (
        png((b"zTXt", b"a\0\0" + zlib.compress(bytes(200 << 20)))),
        "file-too-large",
    ),
    "a picture of 2^60 pixels": (png(size=(1 << 30, 1 << 30)), "image"),
    "gzip of 300 MB": (gzip.compress(bytes(300 << 20), 1), "file-too-large"),
    "millions of tags": (b"<r>" + b"<a/>" * 2_000_000, "too-many-parts"),
    "millions of comments that never close": (b"<r>" + b"<!--" * 2_000_000, "too-many-parts"),
    "millions of cells": (
        xlsx(
            [["a"]], {"xl/worksheets/sheet2.xml": "<sheetData>" + "".join(f"<c r='A{n}'/>" for n in range(2_100_000))}
        ),
        "file-too-large",
    ),
    "one long string in every cell": (
        xlsx(
            [["abcdefgh" * 12_500]],
            {
                "xl/worksheets/sheet2.xml": "<worksheet><sheetData>"
                + "".join(f'<c r="A{n}" t="s"><v>0</v></c>' for n in range(10_000))
                + "</sheetData></worksheet>"
            },
        ),
        "bomb",
    ),
    "thousands of members": (tar_of(*[(b"0", b"a", b"")] * 3000), "too-many-members"),
    "thousands of entries": (zip_of({str(number): b"" for number in range(3000)}), "too-many-members"),
    "directories of EXIF in a circle": (
        b"II*\0" + struct.pack("<IH", 8, 2) + struct.pack("<HHII", 0x8769, 4, 1, 8) * 2 + struct.pack("<I", 8),
        "image",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_every_hostile_file_ends_in_a_reason(name):
    data, reason = HOSTILE[name]
    assert reason in {found for _, found in extract(data).opaque}


def seven():
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w") as archive:
        archive.writestr(b"some words", "a.txt")
    return out.getvalue()


GOOD = {
    "docx": docx("some words"),
    "xlsx": xlsx([["some words"]]),
    "pptx": pptx("some words"),
    "odt": odf("text", "<text:p>some words</text:p>"),
    "rtf": rtf("some words"),
    "tar": tar_of((b"0", b"a.txt", b"some words")),
    "gzip": gzip.compress(b"some words"),
    "7z": seven(),
    "msg": msg("some words", "x"),
    "doc": doc("some words are here"),
    "ppt": ppt("some words", "x"),
    "xls": xls([["some words"]]),
    "png": png((b"tEXt", b"a\0some words")),
    "html": b"<p>some words</p>",
    "eml": b"From: a\r\nTo: b\r\n\r\nsome words",
    "text": b"some words",
    "pdf": pdf("some words"),
}


@pytest.mark.parametrize("kind", GOOD)
def test_every_kind_says_its_words(kind):
    found = extract(GOOD[kind])
    assert found.kind == kind
    assert any("some words" in text for _, text in found.texts)


@pytest.mark.parametrize("kind", sorted(set(GOOD) - {"pdf"}))
def test_a_file_cut_anywhere_is_text_or_a_reason(kind):
    data = GOOD[kind]
    for size in range(1, len(data), max(len(data) // 60, 1)):
        found = extract(data[:size])
        assert found.texts or found.opaque, size


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(set(GOOD) - {"pdf"})), st.data())
def test_a_file_with_damage_anywhere_is_text_or_a_reason(kind, draw):
    data = bytearray(GOOD[kind])
    for _ in range(draw.draw(st.integers(1, 6))):
        data[draw.draw(st.integers(0, len(data) - 1))] = draw.draw(st.integers(0, 255))
    found = extract(bytes(data))
    assert found.texts or found.opaque
    assert found.kind in READERS


def test_the_name_decides_nothing_and_a_view_is_as_good_as_bytes():
    assert extract(docx("some words"), "harmless.png") == extract(memoryview(docx("some words")), "x.txt")
