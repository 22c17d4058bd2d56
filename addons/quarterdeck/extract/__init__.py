"""Text out of uploaded files, with budgets; what cannot be read says why.

`extract` works in this process; what strangers send is read in a process apart (`pool.Extractors`, `apart.Apart`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from quarterdeck.extract import (
    compressed,
    hypertext,
    images,
    legacy,
    mail,
    media,
    ole,
    outlook,
    pdf,
    plain,
    rtf,
    sevenzip,
    tarred,
    zipped,
)
from quarterdeck.extract.budget import Budget
from quarterdeck.extract.walk import File, Walk
from quarterdeck.model.content import Extracted

READERS: Mapping[str, Callable[[File], None]] = {
    "text": plain.read,
    "csv": plain.read,
    "json": plain.read_json,
    "html": hypertext.read,
    "xml": hypertext.read,
    "svg": hypertext.read,
    "rtf": rtf.read,
    "pdf": pdf.read,
    **dict.fromkeys("zip jar epub docx xlsx xlsb pptx vsdx ooxml odt ods odp odf".split(), zipped.read),
    **dict.fromkeys("gzip bzip2 xz lzma zstd".split(), compressed.read),
    "tar": tarred.read,
    "7z": sevenzip.read,
    "eml": mail.read,
    "msg": outlook.read,
    "doc": legacy.read_doc,
    "xls": legacy.read_xls,
    "ppt": legacy.read_ppt,
    "ole": ole.read_other,
    "encrypted-office": ole.refuse_encrypted,
    **dict.fromkeys("png jpeg gif webp tiff heic bmp icon emf wmf psd jpeg2000".split(), images.read),
    **dict.fromkeys("mp3 m4a wav aac flac ogg".split(), media.read_audio),
    **dict.fromkeys("mp4 avi matroska mpeg".split(), media.read_video),
    **dict.fromkeys("elf exe macho class wasm sqlite parquet rar cab unknown".split(), plain.refuse_unknown),
    "pgp": ole.refuse_encrypted,
}


def extract(data: bytes | memoryview, name: str = "", budget: Budget | None = None) -> Extracted:
    """All text in one file and in the files in it, and a reason for everything that could not be read.

    `name` is what the client calls the file; it decides nothing. Never raises for what is in the file, though a
    hostile one may cost this process its memory: that is what the process apart is for. Reasons: "no-text",
    "encrypted", "corrupt-file", "too-deep", "bomb", "file-too-large", "too-many-members", "too-many-parts",
    "time-budget", "memory-budget", "dtd", "image", "embedded-image", "audio", "video", "unknown-file", "hidden-data"
    (bytes that one program passes over and another reads), "ambiguous-file", "unknown-compression", "unknown-encoding",
    "legacy-office".
    """
    return Walk(budget or Budget(), READERS).run(bytes(data), name)
