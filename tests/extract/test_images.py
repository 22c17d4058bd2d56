import io

import pytest
from PIL import Image

from quarterdeck.extract import extract

from .build import GUID, png
from .reading import reasons, said
from .test_exif import tiff

PACKET = (
    f"<x:xmpmeta xmlns:x='adobe:ns:meta/'><a MSIP_Label_{GUID}_Name='Internal'>in the packet</a></x:xmpmeta>".encode()
)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP", "ICO", "JPEG2000", "AVIF"])
def test_the_pixels_of_every_kind_are_refused(kind):
    out = io.BytesIO()
    Image.new("RGB", (16, 16)).save(out, kind)
    found = extract(out.getvalue())
    assert found.opaque == (("", "image"),)
    assert found.texts == ()


def test_tiff_and_heic():
    assert said(tiff([(0x10E, 2, b"a description\0")]), "exif") == "a description"
    heic = b"\0\0\0\x18ftypheic" + bytes(40) + b"Exif\0\0" + tiff([(0x10E, 2, b"a description\0")])
    assert said(heic, "exif") == "a description"


def test_packets_and_their_labels():
    data = png((b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + PACKET))
    assert "in the packet" in said(data, "xmp")
    assert [(label.id, label.name) for _, label in extract(data).labels] == [(GUID, "Internal")]


def test_packets_have_an_end():
    assert ("xmp", "too-many-parts") in reasons(b"8BPS" + PACKET * 20)
    assert "in the packet" in said(b"8BPS" + PACKET.partition(b"</x:")[0], "xmp")
