import pytest

from quarterdeck.extract import extract

from .reading import reasons, said


def id3(*frames, version=4):
    body = b"".join(name + (len(data).to_bytes(4, "big")) + b"\0\0" + data for name, data in frames) + bytes(10)
    size = bytes((len(body) >> shift) & 127 for shift in (21, 14, 7, 0))
    return b"ID3" + bytes([version, 0, 0]) + size + body + b"\xff\xfb" + bytes(100)


@pytest.mark.parametrize(
    ("head", "kind", "reason"),
    [
        (b"RIFF\0\0\0\0WAVE", "wav", "audio"),
        (b"RIFF\0\0\0\0AVI LIST", "avi", "video"),
        (b"\0\0\0\x18ftypisom", "mp4", "video"),
        (b"\0\0\0\x18ftypM4A ", "m4a", "audio"),
        (b"\x1aE\xdf\xa3", "matroska", "video"),
        (b"fLaC", "flac", "audio"),
        (b"OggS", "ogg", "audio"),
    ],
)
def test_sound_and_video_are_refused(head, kind, reason):
    found = extract(head + bytes(200))
    assert (found.kind, found.opaque) == (kind, (("", reason),))


def test_the_text_of_a_tag():
    data = id3((b"TIT2", b"\3a title"), (b"COMM", b"\1eng" + "wide".encode("utf-16")), (b"TPE1", b"\0caf\xe9"))
    assert said(data, "id3/TIT2") == "a title"
    assert "caf\u00e9" in said(data, "id3/TPE1")
    assert reasons(data) == {("", "audio")}


def test_files_and_pictures_in_a_tag_are_refused():
    data = id3((b"GEOB", b"\0anything"), (b"APIC", b"\0image/png"), version=3)
    assert reasons(data) == {("", "audio"), ("id3/GEOB", "hidden-data"), ("id3/APIC", "image")}
