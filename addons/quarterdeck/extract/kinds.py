"""What a file is, by its bytes and never by its name; a file that may be several things is all of them."""

from __future__ import annotations

import re

from quarterdeck.extract import charset, containers

# (kind, offset, bytes), the first that fits. Every kind here has its reader in the table of the package.
SIGNATURES: tuple[tuple[str, int, bytes], ...] = (
    ("pdf", 0, b"%PDF-"),
    ("zip", 0, b"PK\x03\x04"),
    ("zip", 0, b"PK\x05\x06"),
    ("zip", 0, b"PK\x07\x08PK\x03\x04"),
    ("ole", 0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ("gzip", 0, b"\x1f\x8b"),
    ("bzip2", 0, b"BZh"),
    ("xz", 0, b"\xfd7zXZ\x00"),
    ("lzma", 0, b"\x5d\x00\x00"),
    ("zstd", 0, b"\x28\xb5\x2f\xfd"),
    ("7z", 0, b"7z\xbc\xaf\x27\x1c"),
    ("tar", 257, b"ustar"),
    ("rtf", 0, b"{\\rt"),
    ("png", 0, b"\x89PNG\r\n\x1a\n"),
    ("jpeg", 0, b"\xff\xd8\xff"),
    ("gif", 0, b"GIF87a"),
    ("gif", 0, b"GIF89a"),
    ("webp", 8, b"WEBP"),
    ("tiff", 0, b"II*\x00"),
    ("tiff", 0, b"MM\x00*"),
    ("heic", 4, b"ftyphei"),
    ("heic", 4, b"ftyphev"),
    ("heic", 4, b"ftypmif1"),
    ("heic", 4, b"ftypmsf1"),
    ("heic", 4, b"ftypavif"),
    ("heic", 4, b"ftypavis"),
    ("bmp", 0, b"BM"),
    ("icon", 0, b"\x00\x00\x01\x00"),
    ("emf", 40, b" EMF"),
    ("wmf", 0, b"\xd7\xcd\xc6\x9a"),
    ("psd", 0, b"8BPS"),
    ("jpeg2000", 4, b"jP  \r\n\x87\n"),
    ("m4a", 4, b"ftypM4A"),
    ("mp4", 4, b"ftyp"),
    ("mp4", 4, b"moov"),
    ("wav", 8, b"WAVE"),
    ("avi", 8, b"AVI "),
    ("mp3", 0, b"ID3"),
    ("mp3", 0, b"\xff\xfb"),
    ("mp3", 0, b"\xff\xf3"),
    ("aac", 0, b"\xff\xf1"),
    ("flac", 0, b"fLaC"),
    ("ogg", 0, b"OggS"),
    ("matroska", 0, b"\x1aE\xdf\xa3"),
    ("mpeg", 0, b"\x00\x00\x01\xba"),
    ("elf", 0, b"\x7fELF"),
    ("exe", 0, b"MZ"),
    ("macho", 0, b"\xcf\xfa\xed\xfe"),
    ("class", 0, b"\xca\xfe\xba\xbe"),
    ("wasm", 0, b"\x00asm"),
    ("sqlite", 0, b"SQLite format 3\x00"),
    ("parquet", 0, b"PAR1"),
    ("rar", 0, b"Rar!\x1a\x07"),
    ("cab", 0, b"MSCF"),
    ("pgp", 0, b"-----BEGIN PGP MESSAGE"),
)
# Two letters are no signature where the whole is plain text ("BMW...", "MZ...").
_SHORT = frozenset(("bmp", "exe", "bzip2"))
# Readers of these read what follows as a file of its own, and all that is inside.
_FOLLOWED = frozenset(("tar", "gzip", "bzip2", "xz", "lzma", "zstd"))
_PDF_HEAD = 1024
_ZIP_TAIL = 22 + 0xFFFF
_HEAD = 4096

_MARKUP = re.compile(r"\s*(?:<\?xml\b|<!--|<!doctype\b|</?[a-z_][\w.:-]*[\s/>])", re.IGNORECASE)
_HTML = re.compile(
    r"<(?:!doctype\s+html|html|head|body|title|script|style|div|p|a|table|h[1-6]|ul|ol|span|br|iframe|form|meta)[\s/>]",
    re.IGNORECASE,
)
_PAGE = re.compile(r"<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE)
_SVG = re.compile(r"<(?:\w+:)?svg[\s>]", re.IGNORECASE)
_MAIL_LINE = re.compile(r"(?:From [^\r\n]+\r?\n)?([!-9;-~]+):[ \t]")
_MAIL = re.compile(
    r"^(from|to|cc|subject|date|message-id|mime-version|received|return-path|content-type|content-transfer-encoding"
    r"|delivered-to|reply-to|dkim-signature|x-[a-z-]+|msip_labels):",
    re.IGNORECASE | re.MULTILINE,
)


def kinds(data: bytes) -> tuple[str, ...]:
    """All that `data` may be, the most obvious first; never empty. Text is text, json, html, xml, svg, eml or csv."""
    if not data:
        return ("unknown",)
    found = _signed(data)
    if found in _SHORT and charset.is_text(data[:_HEAD]):
        found = ""
    if not found and _is_tar(data):
        found = "tar"
    all_kinds = [found] if found else []
    # Acrobat and pdfium look for the head of a PDF in the first KB; an archive is found from its end.
    if "pdf" not in all_kinds and b"%PDF-" in data[: _PDF_HEAD + 5]:
        all_kinds.append("pdf")
    if "zip" not in all_kinds and _ends_as_zip(data, found):
        all_kinds.append("zip")
    if not found:
        textual = _textual(data)
        if textual != "unknown" or not all_kinds:
            all_kinds.insert(0, textual)
    inside = {"zip": containers.of_zip, "ole": containers.of_ole}
    return tuple(inside[kind](data) if kind in inside else kind for kind in all_kinds)


def _ends_as_zip(data: bytes, found: str) -> bool:
    """An archive may follow anything, and is found from its end (APPNOTE 4.3.16)."""
    end = data.rfind(b"PK\x05\x06", max(len(data) - _ZIP_TAIL, 0))
    if end < 0 or found in _FOLLOWED:
        return False
    # Files lie in a compound file as they are; one that is last there ends before the file does.
    return found != "ole" or end + 22 + int.from_bytes(data[end + 20 : end + 22], "little") == len(data)


def _signed(data: bytes) -> str:
    return next((kind for kind, offset, magic in SIGNATURES if data.startswith(magic, offset)), "")


def _textual(data: bytes) -> str:
    read = charset.readings(data[:_HEAD]) or charset.readings(data[: _HEAD - 1])
    if not read or not charset.is_text(data):
        return "unknown"
    head = read[0].lstrip("\ufeff \t\r\n")
    if head.startswith("{\\rt"):
        return "rtf"
    if _MARKUP.match(head):
        if _SVG.search(head):
            return "svg"
        return "html" if (_PAGE if head.startswith("<?xml") else _HTML).search(head) else "xml"
    if _MAIL_LINE.match(head) and len({name.lower() for name in _MAIL.findall(head)}) >= 2:
        return "eml"
    if head[:1] in ("{", "["):
        return "json"
    return "html" if _HTML.search(head) else "csv" if _is_table(head) else "text"


def _is_table(head: str) -> bool:
    """Three lines or more, each with as many commas, semicolons or tabs as the first, and at least one."""
    lines = head.splitlines()[:-1][:20]
    return len(lines) >= 3 and any(
        lines[0].count(mark) and all(line.count(mark) == lines[0].count(mark) for line in lines) for mark in ",;\t"
    )


def _is_tar(data: bytes) -> bool:
    """A tar of before 1988 has no magic, only a checksum of its first block (POSIX.1-1988 section 10.1.1)."""
    if len(data) < 512 or not data[0]:
        return False
    digits = data[148:156].strip(b" \x00")
    if not digits.isdigit():
        return False
    try:
        said = int(digits, 8)
    except ValueError:
        return False
    return said == sum(data[:148]) + 8 * 32 + sum(data[156:512])
