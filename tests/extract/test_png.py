import zlib

from .build import png
from .reading import reasons, said
from .test_exif import tiff


def test_texts():
    assert said(png((b"tEXt", b"Comment\0some words")), "tEXt") == "Comment: some words"
    assert said(png((b"zTXt", b"Comment\0\0" + zlib.compress(b"some words"))), "zTXt") == "Comment: some words"
    plain = b"Title\0\0\0en\0Titel\0" + "gr\u00fc\u00dfe".encode()
    assert said(png((b"iTXt", plain)), "iTXt") == "Title\nen\nTitel\ngr\u00fc\u00dfe"
    packed = b"Title\0\1\0\0\0" + zlib.compress(b"some words")
    assert "some words" in said(png((b"iTXt", packed)), "iTXt")
    assert said(png((b"eXIf", tiff([(0x10E, 2, b"a description\0")]))), "eXIf") == "a description"


def test_a_chunk_that_does_not_unpack_or_unpacks_to_too_much_is_refused():
    assert ("zTXt", "corrupt-file") in reasons(png((b"zTXt", b"a\0\0garbled")))
    assert ("zTXt", "bomb") in reasons(png((b"zTXt", b"a\0\0" + zlib.compress(bytes(20 << 20), 9))))


def test_chunks_of_no_known_type_are_named():
    assert reasons(png((b"seCr", b"anything"))) == {("", "image"), ("seCr", "hidden-data")}


def test_a_picture_cut_short_is_corrupt():
    assert reasons(png()[:-12]) == {("", "image"), ("", "corrupt-file")}


def test_what_follows_the_end_is_read():
    assert said(png() + b"trailing words", "trailing") == "trailing words"


def test_the_claimed_size_costs_nothing():
    assert reasons(png(size=(1 << 30, 1 << 30))) == {("", "image")}
