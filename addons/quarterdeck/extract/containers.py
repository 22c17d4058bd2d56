"""What a container of many formats is the container of, by the names of what is in it."""

from __future__ import annotations

from quarterdeck.extract.budget import Unreadable
from quarterdeck.extract.zip_entries import directory

_OOXML = (
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "xlsx"),
    ("xl/workbook.bin", "xlsb"),
    ("ppt/presentation.xml", "pptx"),
    ("visio/document.xml", "vsdx"),
)
_MIMETYPES = (
    (b"application/vnd.oasis.opendocument.text", "odt"),
    (b"application/vnd.oasis.opendocument.spreadsheet", "ods"),
    (b"application/vnd.oasis.opendocument.presentation", "odp"),
    (b"application/vnd.oasis.opendocument", "odf"),
    (b"application/epub", "epub"),
)
# Names of streams in an OLE compound file, as its directory holds them.
_STREAMS = (
    ("EncryptedPackage", "encrypted-office"),
    ("__properties_version1.0", "msg"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("PowerPoint Document", "ppt"),
    ("Book", "xls"),
)
_OLE_NAMES = tuple((name.encode("utf-16-le") + b"\0\0", kind) for name, kind in _STREAMS)


def of_zip(data: bytes) -> str:
    """docx, xlsx, xlsb, pptx, vsdx, ooxml, odt, ods, odp, odf, epub, jar; "zip" when it is nothing but that."""
    try:
        entries = {entry.name: entry for entry in directory(data, 1 << 16).entries}
    except Unreadable:
        return "zip"
    if "[Content_Types].xml" in entries:
        return next((kind for main, kind in _OOXML if main in entries), "ooxml")
    if "mimetype" in entries:
        entry = entries["mimetype"]
        said = data[entry.start : min(entry.end, entry.start + 100)] if entry.method == 0 else b""
        return next((kind for start, kind in _MIMETYPES if said.startswith(start)), "odf")
    return "jar" if "META-INF/MANIFEST.MF" in entries else "zip"


def of_ole(data: bytes) -> str:
    """encrypted-office, msg, doc, xls, ppt; "ole" for any other compound file ([MS-CFB])."""
    return next((kind for name, kind in _OLE_NAMES if name in data), "ole")
