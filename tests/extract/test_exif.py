import struct

from quarterdeck.extract.exif import strings


def tiff(fields, order="<", following=0):
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8)
    body, held = b"", b""
    at = 8 + 2 + 12 * len(fields) + 4
    for tag, kind, data in fields:
        size = len(data) // {4: 4}.get(kind, 1)
        place = data.ljust(4, b"\0") if len(data) <= 4 else struct.pack(order + "I", at + len(held))
        held += b"" if len(data) <= 4 else data
        body += struct.pack(order + "HHI", tag, kind, size) + place
    return head + struct.pack(order + "H", len(fields)) + body + struct.pack(order + "I", following) + held


def test_characters_in_both_byte_orders():
    for order in "<>":
        assert strings(tiff([(0x10E, 2, b"a description\0"), (0x10F, 2, b"ab\0")], order)) == "a description\nab"


def test_comments_of_other_types():
    fields = [
        (0x9C9B, 1, "a title".encode("utf-16-le") + b"\0\0"),
        (0x9286, 7, b"ASCII\0\0\0a comment"),
        (0x9286, 7, b"UNICODE\0" + "wide".encode("utf-16")),
        (0x100, 7, b"not characters"),
    ]
    assert strings(tiff(fields)) == "a title\na comment\nwide"


def test_directories_within_and_after_are_read_once():
    data = bytearray(tiff([(0x8769, 4, struct.pack("<I", 8)), (0x10E, 2, b"words\0")], following=8))
    assert strings(bytes(data)) == "words"


def test_what_is_no_tiff_says_nothing():
    assert strings(b"") == strings(b"II*\0") == strings(b"nothing of the kind") == ""
    assert strings(b"II*\0\xff\xff\xff\x7f") == ""


def test_fields_have_an_end():
    assert strings(tiff([(0x10E, 2, b"a\0")] * 3000)).count("a") == 2000
