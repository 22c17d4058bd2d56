"""Pictures: what their metadata say is text; what they show is not read."""

from __future__ import annotations

from quarterdeck.extract import gif, jpeg, labels, markup, png, riff
from quarterdeck.extract.exif import strings
from quarterdeck.extract.walk import File

_PARTS = {"png": png.notes, "jpeg": jpeg.notes, "gif": gif.notes, "webp": riff.notes}
# In these a picture goes with words, which are read.
_DOCUMENTS = frozenset("docx xlsx xlsb pptx vsdx ooxml odt ods odp odf epub rtf html".split())
_XMP, _XMP_END = b"<x:xmpmeta", b"</x:xmpmeta>"
_MAX_XMP = 1 << 20
_MAX_PACKETS = 8


def read(file: File) -> None:
    """Text chunks, comments, EXIF, XMP, and what follows the end of the picture in the same file."""
    # What a document without text shows is told by its "no-text".
    file.refuse("embedded-image" if file.within in _DOCUMENTS else "image")
    data = file.data
    kind = next((kind for kind in file.kinds if kind in _PARTS), "")
    end = len(data)
    if kind:
        end = _PARTS[kind](file)
    elif data.startswith((b"II*\x00", b"MM\x00*")):
        file.text(strings(data), "exif")
    else:
        at = data.find(b"Exif\x00\x00")
        file.text(strings(data[at + 6 :]) if at >= 0 else "", "exif")
    _xmp(file)
    if data[end:].strip(b"\x00\r\n"):
        file.enter("trailing", data[end:])


def _xmp(file: File) -> None:
    """XMP packets are plain in every format that has them (ISO 16684-1, 7.1)."""
    at = 0
    for _ in range(_MAX_PACKETS):
        start = file.data.find(_XMP, at)
        if start < 0:
            return
        end = file.data.find(_XMP_END, start, start + _MAX_XMP)
        at = end if end > 0 else start + len(_XMP)
        text = markup.decode(file.data[start : end if end > 0 else start + _MAX_XMP])
        file.text("\n".join(markup.split(text, joined=False)), "xmp")
        file.label(labels.of_properties(text), "xmp")
    file.refuse("too-many-parts", "xmp")
