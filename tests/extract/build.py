"""Files of many kinds, put together by hand so that every byte of them is known."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

GUID = "9d8e1f3a-0b4c-4d5e-8f60-112233445566"
TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LABEL_XML = (
    '<Properties xmlns:vt="vt">'
    f'<property fmtid="x" pid="2" name="MSIP_Label_{GUID}_Enabled"><vt:lpwstr>true</vt:lpwstr></property>'
    f'<property fmtid="x" pid="3" name="MSIP_Label_{GUID}_Name"><vt:lpwstr>Top &amp; Secret</vt:lpwstr></property>'
    "</Properties>"
)


def zip_of(members: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP file of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def docx(*paragraphs: str, parts: Mapping[str, str | bytes] | None = None, body: str = "") -> bytes:
    """A Word document; `body` is raw WordprocessingML after the paragraphs."""
    inner = "".join(f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>" for text in paragraphs)
    document = f'<?xml version="1.0" encoding="UTF-8"?><w:document {W}><w:body>{inner}{body}</w:body></w:document>'
    return zip_of({"[Content_Types].xml": TYPES, "word/document.xml": document, **(parts or {})})


def xlsx(rows: Sequence[Sequence[str | float]], parts: Mapping[str, str | bytes] | None = None) -> bytes:
    """An Excel workbook of one sheet, its strings shared."""
    strings: dict[str, int] = {}
    lines = []
    for number, row in enumerate(rows, 1):
        cells = []
        for column, value in enumerate(row):
            place = f"{chr(65 + column)}{number}"
            if isinstance(value, str):
                index = strings.setdefault(value, len(strings))
                cells.append(f'<c r="{place}" t="s"><v>{index}</v></c>')
            else:
                cells.append(f'<c r="{place}"><v>{value}</v></c>')
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    shared = "".join(f"<si><t>{escape(text)}</t></si>" for text in strings)
    return zip_of(
        {
            "[Content_Types].xml": TYPES,
            "xl/workbook.xml": f'<workbook {S}><sheets><sheet name="Sheet one" sheetId="1"/></sheets></workbook>',
            "xl/sharedStrings.xml": f"<sst {S}>{shared}</sst>",
            "xl/worksheets/sheet1.xml": f"<worksheet {S}><sheetData>{''.join(lines)}</sheetData></worksheet>",
            **(parts or {}),
        }
    )


def pptx(*slides: str, parts: Mapping[str, str | bytes] | None = None) -> bytes:
    """A PowerPoint presentation."""
    members: dict[str, str | bytes] = {"[Content_Types].xml": TYPES, "ppt/presentation.xml": "<p:presentation/>"}
    for number, text in enumerate(slides, 1):
        words = f"<p:sld><p:txBody><a:p><a:r><a:t>{escape(text)}</a:t></a:r></a:p></p:txBody></p:sld>"
        members[f"ppt/slides/slide{number}.xml"] = words
    return zip_of({**members, **(parts or {})})


def odf(mimetype: str, content: str, parts: Mapping[str, str | bytes] | None = None) -> bytes:
    """An OpenDocument file; the media type stands first and unpacked, as it must."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{mimetype}", zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        for name, data in (parts or {}).items():
            archive.writestr(name, data)
    return out.getvalue()


def pdf_of(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A PDF of numbered objects, the first of them the catalogue."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    out += b"trailer\n<</Size %d/Root 1 0 R%s>>\n" % (len(objects) + 1, trailer)
    out += b"startxref\n%d\n%%%%EOF\n" % table
    return bytes(out)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """A stream object."""
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (entries, len(data), data)


def pdf(
    *pages: str,
    page_entries: bytes = b"",
    catalogue: bytes = b"",
    extra: Sequence[bytes] = (),
    trailer: bytes = b"",
    content: bytes = b"",
) -> bytes:
    """A PDF with a line of text a page. The objects in `extra` follow those of the pages: numbers 4 + 2 * pages on."""
    kids = b" ".join(b"%d 0 R" % (4 + 2 * index) for index in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R%s>>" % catalogue,
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(pages)),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for index, text in enumerate(pages):
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R%s>>"
            % (5 + 2 * index, page_entries)
        )
        words = text.encode("latin-1").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        objects.append(stream((b"BT /F1 12 Tf 72 700 Td (%s) Tj ET " % words if text else b"") + content))
    return pdf_of([*objects, *extra], trailer)


def encrypted_pdf(text: str, password: bytes) -> bytes:
    """A PDF under the 40-bit standard security handler (ISO 32000-1, 7.6.3)."""
    padding = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
    key_of = (password + padding)[:32]
    owner = _rc4(hashlib.md5(key_of).digest()[:5], key_of)
    identity, permissions = b"0123456789abcdef", -4
    key = hashlib.md5(key_of + owner + struct.pack("<i", permissions) + identity).digest()[:5]
    user = _rc4(key, padding)
    content = b"BT /F1 12 Tf 72 700 Td (%s) Tj ET" % text.encode()
    object_key = hashlib.md5(key + struct.pack("<I", 5)[:3] + b"\0\0").digest()[:10]
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[4 0 R]/Count 1>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>>>/Contents 5 0 R>>",
        stream(_rc4(object_key, content)),
        b"<</Filter/Standard/V 1/R 2/P %d/O<%s>/U<%s>>>" % (permissions, owner.hex().encode(), user.hex().encode()),
    ]
    return pdf_of(objects, b"/Encrypt 6 0 R/ID[<%s><%s>]" % ((identity.hex().encode(),) * 2))


def _rc4(key: bytes, data: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    i = j = 0
    out = bytearray()
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def png(*chunks: tuple[bytes, bytes], size: tuple[int, int] = (1, 1)) -> bytes:
    """A PNG of one grey pixel, or of a claimed size, with these chunks."""
    header = struct.pack(">IIBBBBB", *size, 8, 0, 0, 0, 0)
    found = [(b"IHDR", header), *chunks, (b"IDAT", zlib.compress(b"\0\0")), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in found
    )


def tar_header(name: bytes, size: int, kind: bytes = b"0", magic: bytes = b"ustar\x0000") -> bytes:
    """One block of a tar archive, its checksum right."""
    head = bytearray(512)
    head[: len(name)] = name
    head[100:108] = b"0000644\0"
    head[124:136] = b"%011o\0" % size
    head[148:156] = b" " * 8
    head[156:157] = kind
    head[257 : 257 + len(magic)] = magic
    head[148:156] = b"%06o\0 " % sum(head)
    return bytes(head)


def tar_of(*members: tuple[bytes, bytes, bytes]) -> bytes:
    """A tar archive of (type, name, data)."""
    out = b"".join(
        tar_header(name, len(data), kind) + data + b"\0" * (-len(data) % 512) for kind, name, data in members
    )
    return out + b"\0" * 1024


def rtf(body: str) -> bytes:
    """An RTF file."""
    return (r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}" + body + "}").encode("latin-1")


# Nested mappings are storages, bytes are streams.
Tree = dict[str, Any]
_FREE, _END = 0xFFFFFFFF, 0xFFFFFFFE


def ole(tree: Tree) -> bytes:
    """A compound file ([MS-CFB], version 3). Siblings hang in a chain, which every reader takes."""
    entries: list[list[Any]] = [["Root Entry", 5, _FREE, _FREE, b""]]

    def add(children: Tree, parent: int) -> None:
        last = _FREE
        for name, value in reversed(list(children.items())):
            index = len(entries)
            entries.append([name, 2 if isinstance(value, bytes) else 1, last, _FREE, value])
            if isinstance(value, dict):
                entries[index][4] = b""
                add(value, index)
            last = index
        entries[parent][3] = last

    add(tree, 0)
    sectors: list[bytes] = []
    fat: list[int] = []
    mini, mini_fat = bytearray(), []

    def put(data: bytes) -> int:
        if not data:
            return _END
        first, count = len(sectors), -(-len(data) // 512)
        padded = data.ljust(count * 512, b"\0")
        for index in range(count):
            sectors.append(padded[512 * index : 512 * index + 512])
            fat.append(first + index + 1 if index + 1 < count else _END)
        return first

    starts, sizes = [], []
    for _, kind, _, _, data in entries:
        sizes.append(len(data))
        if kind == 2 and 0 < len(data) < 4096:
            first, count = len(mini_fat), -(-len(data) // 64)
            mini.extend(data.ljust(count * 64, b"\0"))
            mini_fat += [first + index + 1 if index + 1 < count else _END for index in range(count)]
            starts.append(first)
        else:
            starts.append(put(data) if kind == 2 else 0)
    starts[0], sizes[0] = put(bytes(mini)), len(mini)
    directory = b"".join(
        _entry(name, kind, right, child, start, size)
        for (name, kind, right, child, _), start, size in zip(entries, starts, sizes, strict=True)
    )
    directory = directory.ljust(-(-len(directory) // 512) * 512, b"\0")
    directory_at = put(directory)
    mini_fat_at = put(b"".join(struct.pack("<I", entry) for entry in mini_fat))
    fat_count = 1
    while -(-(len(fat) + fat_count) // 128) > fat_count:
        fat_count += 1
    fat_at = len(sectors)
    table = fat + [0xFFFFFFFD] * fat_count
    table += [_FREE] * (fat_count * 128 - len(table))
    put(struct.pack(f"<{len(table)}I", *table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIII", 0, fat_count, directory_at, 0, 4096, mini_fat_at)
    header += struct.pack("<III", -(-len(mini_fat) // 128), _END, 0)
    header += struct.pack("<109I", *[fat_at + i if i < fat_count else _FREE for i in range(109)])
    return header + b"".join(sectors)


def _entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    return raw.ljust(64, b"\0") + struct.pack("<HBB3I16x4x8x8xIQ", len(raw), kind, 1, _FREE, right, child, start, size)


def msg(subject: str, body: str, attachments: Mapping[str, bytes] | None = None, more: Tree | None = None) -> bytes:
    """An Outlook message."""
    tree: Tree = {
        "__properties_version1.0": b"\0" * 32,
        "__substg1.0_0037001F": subject.encode("utf-16-le"),
        "__substg1.0_1000001F": body.encode("utf-16-le"),
        **(more or {}),
    }
    for number, (name, data) in enumerate((attachments or {}).items()):
        tree[f"__attach_version1.0_#{number:08X}"] = {
            "__properties_version1.0": b"\0" * 8,
            "__substg1.0_3707001F": name.encode("utf-16-le"),
            "__substg1.0_37010102": data,
        }
    return ole(tree)


def doc(text: str, flags: int = 0) -> bytes:
    """A Word 97 document: a file information block, one piece of 8-bit text and one of UTF-16."""
    half = len(text) // 2
    narrow, wide = text[:half].encode("cp1252"), text[half:].encode("utf-16-le")
    main = bytearray(2048)
    main[0:2] = b"\xec\xa5"
    struct.pack_into("<H", main, 10, flags | 0x200)
    narrow_at, wide_at = len(main), len(main) + len(narrow)
    wide_at += wide_at % 2
    main += narrow.ljust(wide_at - narrow_at, b"\0") + wide
    pieces = struct.pack("<3I", 0, half, len(text))
    pieces += struct.pack("<HIH", 0, narrow_at * 2 | 0x40000000, 0) + struct.pack("<HIH", 0, wide_at, 0)
    clx = b"\x01\x02\x00ab" + b"\x02" + struct.pack("<I", len(pieces)) + pieces
    struct.pack_into("<2I", main, 0x1A2, 0, len(clx))
    return ole({"WordDocument": bytes(main).ljust(4200, b"\0"), "1Table": clx})


def ppt(*texts: str) -> bytes:
    """A PowerPoint 97 presentation: text atoms in a container, the last of them 8-bit."""
    atoms = b""
    for number, text in enumerate(texts):
        kind, raw = (4000, text.encode("utf-16-le")) if number + 1 < len(texts) else (4008, text.encode("latin-1"))
        atoms += struct.pack("<HHI", 0, kind, len(raw)) + raw
    return ole({"PowerPoint Document": struct.pack("<HHI", 15, 1000, len(atoms)) + atoms, "Current User": b"x" * 20})


def xls(rows: Sequence[Sequence[str]]) -> bytes:
    """An Excel 97 workbook of one sheet (BIFF8) whose cells are labels."""

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    start = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 6))
    name = b"Hidden"
    bounds = struct.pack("<IBBBB", 0, 1, 0, len(name), 0) + name
    place = len(start) + len(record(0x85, bounds)) + 4
    bounds = struct.pack("<I", place) + bounds[4:]
    out = start + record(0x85, bounds) + record(0x0A, b"")
    out += record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 6))
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            raw = text.encode("latin-1")
            out += record(0x204, struct.pack("<HHHHB", row, column, 0, len(raw), 0) + raw)
    return ole({"Workbook": (out + record(0x0A, b"")).ljust(4200, b"\0")})
