"""E77, E79: the canary in files, in archives of archives, behind passwords, and in parts of uploads."""

from __future__ import annotations

import base64
import bz2
import gzip
import hashlib
import io
import lzma
import struct
import tarfile
import zipfile

import py7zr

from ...extract.build import doc, docx, encrypted_pdf, msg, odf, pdf, png, pptx, rtf, tar_of, xlsx, zip_of
from ..said import Told, body, chat, packed, refused
from ..vector import Make, Vector, to
from .bombs import gz_bomb

_SENTENCE = b"it is %b, keep it"
_MIB = 1 << 20


def _text(canary: bytes) -> str:
    return (_SENTENCE % canary).decode()


def _form(file: bytes, name: bytes = b"a.bin", kind: bytes = b"application/octet-stream") -> bytes:
    head = b'Content-Disposition: form-data; name="file"; filename="%b"\r\nContent-Type: %b' % (name, kind)
    purpose = b'--b\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nuser_data\r\n'
    return purpose + b"--b\r\n" + head + b"\r\n\r\n" + file + b"\r\n--b--\r\n"


def _locked(canary: bytes) -> bytes:
    """A member whose flags say that it is encrypted (APPNOTE.TXT 4.4.4): its bytes are whatever they are."""
    data = bytearray(zip_of({"a.txt": canary + bytes(16)}, zipfile.ZIP_STORED))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    return bytes(data).replace(canary, base64.a85encode(canary)[: len(canary)])


def _linked(canary: bytes) -> bytes:
    """A symbolic link to a file of that name."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        link = tarfile.TarInfo("a")
        link.type, link.linkname = tarfile.SYMTYPE, canary.decode()
        archive.addfile(link)
    return out.getvalue()


def _age(canary: bytes) -> bytes:
    """A file for somebody's key (age-encryption.org/v1): what is in it nobody can tell."""
    noise = b"".join(hashlib.sha256(canary + bytes([block])).digest() for block in range(8))
    head = b"age-encryption.org/v1\n-> X25519 " + base64.b64encode(noise[:32]).rstrip(b"=") + b"\n"
    return head + b"--- " + base64.b64encode(noise[32:64]).rstrip(b"=") + b"\n" + noise


def _seven(canary: bytes, password: str | None = None) -> bytes:
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", password=password) as archive:
        archive.writestr(_text(canary), "a.txt")
    return out.getvalue()


def _nested_zip(canary: bytes, levels: int) -> bytes:
    data: bytes | str = _text(canary)
    for level in range(levels):
        data = zip_of({f"{level}.txt" if level == 0 else f"{level}.zip": data})
    return data if isinstance(data, bytes) else data.encode()


def _forty_two(width: int, levels: int) -> bytes:
    """Zip files in zip files, each many times: little that becomes much on the way down."""
    data = zip_of({"0.txt": bytes(4 * _MIB)})
    for _ in range(levels):
        data = zip_of({f"{number}.zip": data for number in range(width)})
    return data


def _commented(canary: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "hello")
        archive.comment = _SENTENCE % canary
    return out.getvalue()


def _lying(canary: bytes) -> bytes:
    """The directory says that the member is empty; the member itself is not."""
    data = bytearray(zip_of({"a.txt": _text(canary)}, zipfile.ZIP_STORED))
    at = data.index(b"PK\x01\x02")
    struct.pack_into("<II", data, at + 20, 0, 0)
    return bytes(data)


def _hidden_member(canary: bytes) -> bytes:
    """A member that the directory does not list, before the one that it does."""
    extra = zip_of({"h.txt": _text(canary)}, zipfile.ZIP_STORED)
    return extra[: extra.index(b"PK\x01\x02")] + zip_of({"a.txt": "hello"})


def _mail(canary: bytes) -> bytes:
    packed_text = base64.encodebytes(_SENTENCE % canary)
    return (
        b"From: a@x.example\r\nTo: b@x.example\r\nSubject: hello\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\nContent-Type: text/plain\r\n\r\nhello\r\n--q\r\n"
        b"Content-Type: text/plain; name=a.txt\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + packed_text
        + b"--q--\r\n"
    )


_FILES: dict[str, Make] = {
    "text": lambda canary: _SENTENCE % canary,
    "csv": lambda canary: b"a,b\r\n1," + canary + b"\r\n",
    "utf-16": lambda canary: _text(canary).encode("utf-16"),
    "zip": lambda canary: zip_of({"a.txt": _text(canary)}),
    "zip-stored": lambda canary: zip_of({"a.txt": _text(canary)}, zipfile.ZIP_STORED),
    "zip-bzip2": lambda canary: zip_of({"a.txt": _text(canary)}, zipfile.ZIP_BZIP2),
    "zip-lzma": lambda canary: zip_of({"a.txt": _text(canary)}, zipfile.ZIP_LZMA),
    "zip-name": lambda canary: zip_of({f"{canary.decode()}.txt": "hello"}),
    "zip-comment": _commented,
    "zip-second": lambda canary: zip_of({"a.txt": "hello", "b/c.txt": _text(canary)}),
    "zip-zip": lambda canary: _nested_zip(canary, 2),
    "zip-zip-docx": lambda canary: zip_of({"a.zip": zip_of({"a.docx": docx(_text(canary))})}),
    "zip-of-tar-gz": lambda canary: zip_of({"a.tgz": gzip.compress(tar_of((b"0", b"a.txt", _SENTENCE % canary)))}),
    "tar": lambda canary: tar_of((b"0", b"a.txt", _SENTENCE % canary)),
    "tar-gz": lambda canary: gzip.compress(tar_of((b"0", b"a.txt", _SENTENCE % canary))),
    "tar-bz2": lambda canary: bz2.compress(tar_of((b"0", b"a.txt", _SENTENCE % canary))),
    "tar-xz": lambda canary: lzma.compress(tar_of((b"0", b"a.txt", _SENTENCE % canary))),
    "tar-name": lambda canary: tar_of((b"0", canary + b".txt", b"hello")),
    "tar-link": _linked,
    "gzip": lambda canary: gzip.compress(_SENTENCE % canary),
    "gzip-gzip": lambda canary: gzip.compress(gzip.compress(_SENTENCE % canary)),
    "bz2": lambda canary: bz2.compress(_SENTENCE % canary),
    "xz": lambda canary: lzma.compress(_SENTENCE % canary),
    "7z": _seven,
    "docx": lambda canary: docx(_text(canary)),
    "docx-runs": lambda canary: docx(body=_runs(canary)),
    "docx-comment": lambda canary: docx(
        "hello", parts={"word/comments.xml": f"<w:comments>{_text(canary)}</w:comments>"}
    ),
    "docx-header": lambda canary: docx(
        "hello", parts={"word/header1.xml": f"<w:hdr><w:t>{_text(canary)}</w:t></w:hdr>"}
    ),
    "docx-property": lambda canary: docx(
        "hello", parts={"docProps/core.xml": f"<c><title>{_text(canary)}</title></c>"}
    ),
    "docx-embedded": lambda canary: docx("hello", parts={"word/embeddings/a.xlsx": xlsx([["a", _text(canary)]])}),
    "xlsx": lambda canary: xlsx([["hello", _text(canary)]]),
    "pptx": lambda canary: pptx("hello", _text(canary)),
    "odt": lambda canary: odf("application/vnd.oasis.opendocument.text", f"<text:p>{_text(canary)}</text:p>"),
    "doc": lambda canary: doc(_text(canary)),
    "msg": lambda canary: msg("hello", _text(canary)),
    "msg-attached": lambda canary: msg("hello", "hello", {"a.docx": docx(_text(canary))}),
    "rtf": lambda canary: rtf(_text(canary)),
    "pdf": lambda canary: pdf(_text(canary)),
    "pdf-second-page": lambda canary: pdf("hello", _text(canary)),
    "eml": _mail,
    "eml-in-zip": lambda canary: zip_of({"a.eml": _mail(canary)}),
    "html": lambda canary: b"<html><body><p>" + _SENTENCE % canary + b"</p></body></html>",
    "json": lambda canary: packed([{"a": _text(canary)}]),
    "jsonl": lambda canary: chat("hello") + b"\n" + chat(_text(canary)) + b"\n",
}

_OPAQUE: dict[str, Make] = {
    "zip-locked": _locked,
    "zip-one-locked": lambda canary: zip_of({"a.txt": "hello", "b.zip": _locked(canary)}),
    "zip-lies": _lying,
    "zip-unlisted": _hidden_member,
    "zip-20-deep": lambda canary: _nested_zip(canary, 20),
    "zip-before-it": lambda canary: b"MZ" + bytes(200) + zip_of({"a.txt": _text(canary)}),
    "zip-cut": lambda canary: zip_of({"a.txt": _text(canary)})[:-30],
    "zip-42": lambda _: _forty_two(16, 3),
    "zip-1-gib": lambda _: zip_of({"a.gz": gz_bomb(1024)}),
    "gzip-1-gib": lambda _: gz_bomb(1024),
    "7z-locked": lambda canary: _seven(canary, "secret"),
    "pdf-locked": lambda canary: encrypted_pdf(_text(canary), b"secret"),
    "png-text": lambda canary: png((b"tEXt", b"Comment\0" + _SENTENCE % canary)),
    "png-behind": lambda canary: png() + _SENTENCE % canary,
    "pgp": lambda canary: (
        b"-----BEGIN PGP MESSAGE-----\n\n"
        + base64.b64encode(b"\x85\x01" + canary[::-1])
        + b"\n-----END PGP MESSAGE-----\n"
    ),
    "age": _age,
    "rar": lambda canary: b"Rar!\x1a\x07\x01\x00" + canary,
    "exe": lambda canary: b"MZ\x90\x00\x03" + bytes(60) + b"PE\0\0" + bytes(100) + canary,
    "sqlite": lambda canary: b"SQLite format 3\x00" + bytes(80) + canary,
    "noise": lambda canary: bytes(range(256)) * 4 + canary,
}


def _runs(canary: bytes) -> str:
    """The canary over two runs of one paragraph, as Word writes it after a correction."""
    runs = "".join(f"<w:r><w:t>{piece.decode()}</w:t></w:r>" for piece in (canary[:9], canary[9:]))
    return f"<w:p>{runs}</w:p>"


_MIXED = b"multipart/form-data; boundary=b"


def _ways(name: str, make: Make, told: Told, clean: bool) -> tuple[Vector, ...]:
    """As a form, and in the JSON of a prompt."""
    return (
        *body(
            f"E77-form-{name}", lambda canary: _form(make(canary)), _MIXED, path=b"/v1/files", told=told, clean=clean
        ),
        *body(
            f"E77-inline-{name}",
            lambda canary: _inline(make(canary)),
            told=told,
            clean=clean,
        ),
    )


def _inline(file: bytes) -> bytes:
    said = "data:application/octet-stream;base64," + base64.b64encode(file).decode()
    block = {"type": "file", "file": {"filename": "a.bin", "file_data": said}}
    return packed({"model": "allowed-1", "messages": [{"role": "user", "content": [block]}]})


_RAW = ("zip", "tar-gz", "7z", "docx", "pdf", "text", "zip-zip-docx")
_NAMES = {"png": (b"a.png", b"image/png"), "text": (b"a.txt", b"text/plain"), "none": (b"", b"")}

E77 = (
    *(one for name, make in _FILES.items() for one in _ways(name, make, "found", True)),
    *(one for name, make in _OPAQUE.items() for one in _ways(name, make, "either", False)),
    *(
        one
        for name in _RAW
        for one in body(f"E77-raw-{name}", _FILES[name], b"application/octet-stream", path=b"/v1/files/upload")
    ),
    *(
        one
        for called, (file, kind) in _NAMES.items()
        for name in ("zip", "docx", "7z")
        for one in body(
            f"E77-called-{called}-{name}",
            lambda canary, name=name, file=file, kind=kind: _form(_FILES[name](canary), file, kind),
            _MIXED,
            path=b"/v1/files",
        )
    ),
)


def _pair(name: str, path: bytes, lines: tuple[bytes, bytes], method: bytes = b"POST", kind: bytes = b"") -> Vector:
    """Two requests, each with a half."""
    halves = tuple(
        b"%b %b HTTP/1.1\r\nHost: {G}\r\nX-Id: {M}\r\nContent-Type: %b\r\n%bContent-Length: {#%b}\r\n\r\n{%b}"
        % (method, path, kind or b"application/octet-stream", line, word, word)
        for line, word in zip(lines, (b"D", b"E"), strict=True)
    )
    made: dict[bytes, Make] = {b"D": lambda canary: b"it is " + canary[:15], b"E": lambda canary: canary[15:] + b" so"}
    if kind:
        made = {b"D": lambda canary: _part(b"it is " + canary[:15]), b"E": lambda canary: _part(canary[15:] + b" so")}
    (vector,) = refused(Vector(f"E79-{name}", "D", to(b"{G}"), halves, made=made, records=2), "unread")
    return vector


def _part(data: bytes) -> bytes:
    head = b'Content-Disposition: form-data; name="data"; filename="part"\r\nContent-Type: application/octet-stream'
    return b"--b\r\n" + head + b"\r\n\r\n" + data + b"\r\n--b--\r\n"


_RANGES = (b"Content-Range: bytes 0-20/40\r\n", b"Content-Range: bytes 21-40/40\r\n")
_TUS = (b"Upload-Offset: 0\r\n", b"Upload-Offset: 21\r\n")
_GOOGLE = (
    b"X-Goog-Upload-Command: upload\r\nX-Goog-Upload-Offset: 0\r\n",
    b"X-Goog-Upload-Command: upload, finalize\r\nX-Goog-Upload-Offset: 21\r\n",
)

E79 = (
    _pair("openai-parts", b"/v1/uploads/upload_abc/parts", (b"", b""), kind=_MIXED),
    _pair("openai-parts-slash", b"/v1/uploads/upload_abc/parts/", (b"", b""), kind=_MIXED),
    _pair("openai-parts-slashes", b"/v1//uploads/upload_abc//parts", (b"", b""), kind=_MIXED),
    _pair("openai-parts-case", b"/v1/Uploads/upload_abc/Parts", (b"", b""), kind=_MIXED),
    _pair("openai-parts-encoded", b"/v1/uploads/upload_abc/%70arts", (b"", b""), kind=_MIXED),
    _pair("openai-parts-raw", b"/v1/uploads/upload_abc/parts", (b"", b"")),
    _pair("content-range", b"/v1/files/x", _RANGES, b"PUT"),
    _pair("content-range-star", b"/v1/files/x", tuple(line.replace(b"/40", b"/*") for line in _RANGES), b"PUT"),  # type: ignore[arg-type]  # two of them
    _pair("content-range-upper", b"/v1/files/x", tuple(line.upper() for line in _RANGES), b"PUT"),  # type: ignore[arg-type]  # two of them
    _pair("google-resumable", b"/upload/v1beta/files?upload_id=x", _GOOGLE),
    _pair("s3-parts", b"/bucket/x?partNumber=1&uploadId=abc", (b"", b""), b"PUT"),
    _pair("s3-parts-case", b"/bucket/x?PartNumber=1&UploadID=abc", (b"", b""), b"PUT"),
    _pair("azure-block", b"/container/x?comp=block&blockid=MQ==", (b"", b""), b"PUT"),
    _pair("azure-append", b"/container/x?comp=appendblock", (b"", b""), b"PUT"),
    _pair("tus", b"/files/x", _TUS, b"PATCH"),
    _pair("resumable-draft", b"/files/x", (b"Upload-Complete: ?0\r\n", b"Upload-Offset: 21\r\n"), b"PATCH"),
    *body(
        "E79-whole-in-one", lambda canary: _part(_SENTENCE % canary), _MIXED, path=b"/v1/uploads/u/parts", clean=False
    ),
)

CONTENT = (*E77, *E79)
