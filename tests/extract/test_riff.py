import io
import struct

from PIL import Image

from .reading import reasons, said


def webp(**options):
    out = io.BytesIO()
    Image.new("RGB", (9, 9)).save(out, "WEBP", **options)
    return out.getvalue()


def test_exif_and_xmp():
    exif = Image.Exif()
    exif[0x10E] = "a description"
    data = webp(exif=exif, xmp=b"<x:xmpmeta><a>in the packet</a></x:xmpmeta>")
    assert said(data, "exif") == "a description"
    assert "in the packet" in said(data, "xmp")
    assert reasons(data) == {("", "image")}


def test_chunks_of_no_known_type_are_named_and_what_follows_is_read():
    data = webp()
    extra = data[:4] + struct.pack("<I", len(data) - 8 + 14) + data[8:] + b"SECR\x06\0\0\0words!"
    assert ("SECR", "hidden-data") in reasons(extra)
    assert said(data + b"trailing words", "trailing") == "trailing words"
