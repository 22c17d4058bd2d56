import io
import struct

from PIL import Image

from .reading import reasons, said


def jpeg(**options):
    out = io.BytesIO()
    Image.new("RGB", (64, 64), (200, 30, 90)).save(out, "JPEG", **options)
    return out.getvalue()


def with_segment(marker, body):
    data = jpeg()
    return data[:2] + struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body + data[2:]


def test_comments_and_exif():
    exif = Image.Exif()
    exif[0x10E] = "a description"
    data = jpeg(comment=b"a comment", exif=exif)
    assert said(data, "comment") == "a comment"
    assert said(data, "exif") == "a description"
    assert reasons(data) == {("", "image")}


def test_iptc():
    body = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x10\x1c\x02\x78\x00\x09a caption"
    assert said(with_segment(0xED, body), "iptc") == "a caption"


def test_xmp_and_its_rest():
    packet = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta><a>in the packet</a></x:xmpmeta>"
    assert "in the packet" in said(with_segment(0xE1, packet), "xmp")
    rest = b"http://ns.adobe.com/xmp/extension/\0" + b"0" * 40 + b"in the rest"
    assert said(with_segment(0xE1, rest), "xmp") == "in the rest"


def test_segments_of_no_known_use_are_named():
    assert ("app11", "hidden-data") in reasons(with_segment(0xEB, b"anything"))


def test_what_follows_the_end_is_read():
    for progressive in (False, True):
        assert said(jpeg(progressive=progressive) + b"trailing words", "trailing") == "trailing words"


def test_a_picture_cut_short_is_corrupt():
    assert ("", "corrupt-file") in reasons(jpeg()[:-2])
