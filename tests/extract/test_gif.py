import io

from PIL import Image

from .reading import reasons, said


def gif(**options):
    out = io.BytesIO()
    frames = [Image.new("P", (9, 9), shade) for shade in (1, 2)]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], **options)
    return out.getvalue()


def test_comments():
    data = gif(comment=b"a comment " * 60)
    assert said(data, "comment").count("a comment") == 60
    assert reasons(data) == {("", "image")}


def test_other_extensions():
    data = gif()
    at = data.index(b"\x2c")
    assert said(data[:at] + b"\x21\xff\x0bSECRETS 1.0\x05words\x00" + data[at:], "application") == "SECRETS 1.0words"


def test_what_follows_the_end_is_read_and_a_missing_end_is_corrupt():
    assert said(gif() + b"trailing words", "trailing") == "trailing words"
    assert ("", "corrupt-file") in reasons(gif()[:-1])
    assert ("", "corrupt-file") in reasons(b"GIF89a")
