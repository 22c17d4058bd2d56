"""A document of an office comes back with what its user wrote, and is the document that it was."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import pytest

from quarterdeck.proxy import packed
from quarterdeck.proxy.restoring import Restoring

ORIGINALS = {"PROJECT_1": 'the "big" <one> & more'}
MARKED = "<w:t>of &lt;PROJECT_1&gt;</w:t>"
WHOLE = "<w:t>of the &quot;big&quot; &lt;one&gt; &amp; more</w:t>"
DOCUMENT = {
    "mimetype": b"application/x",
    "[Content_Types].xml": b"<Types/>",
    "word/document.xml": MARKED.encode(),
    "data/rows.csv": b"name\r\n<PROJECT_1>\r\n",
    "word/media/image.png": b"\x89PNG <PROJECT_1> \xff",
}


def zipped(members: Mapping[str, bytes] = DOCUMENT) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.comment = b"of an office"
        for name, content in members.items():
            kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            made.writestr(zipfile.ZipInfo(name, (2026, 1, 2, 3, 4, 6)), content, kind)
    return out.getvalue()


def test_its_texts_are_restored_and_the_rest_of_it_stays() -> None:
    made = packed.restored(zipped(), ORIGINALS)
    with zipfile.ZipFile(io.BytesIO(made)) as after, zipfile.ZipFile(io.BytesIO(zipped())) as before:
        assert after.testzip() is None
        assert after.comment == before.comment
        kept = [(one.filename, one.date_time, one.compress_type) for one in after.infolist()]
        assert kept == [(one.filename, one.date_time, one.compress_type) for one in before.infolist()]
        assert after.read("word/document.xml").decode() == WHOLE
        assert after.read("data/rows.csv").decode() == f"name\r\n{ORIGINALS['PROJECT_1']}\r\n"
        for name in ("mimetype", "[Content_Types].xml", "word/media/image.png"):
            assert after.read(name) == DOCUMENT[name]


def test_one_without_placeholders_keeps_its_very_bytes() -> None:
    data = zipped({"a.xml": b"<a>of nothing</a>", "b.txt": b"\xff\xfe"})
    assert packed.restored(data, ORIGINALS) == data


@pytest.mark.parametrize(
    "data", [zipped()[:-30], zipped()[:100], packed.MAGIC + b"no such file", b""], ids=["cut", "begun", "none", "empty"]
)
def test_what_is_no_whole_file_is_left_as_it_came(data: bytes) -> None:
    assert packed.restored(data, ORIGINALS) == data


def test_so_is_one_that_unpacks_to_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    data = zipped({"a.xml": b"<PROJECT_1>" + b" " * 100_000})
    monkeypatch.setattr(packed, "_MOST_UNPACKED", 50_000)
    assert packed.restored(data, ORIGINALS) == data
    monkeypatch.setattr(packed, "_MOST_UNPACKED", 200_000)
    assert packed.restored(data, ORIGINALS) != data


def answered(data: bytes, size: int, codings: tuple[str, ...] = ()) -> bytes:
    restoring = Restoring(ORIGINALS, None, "application/octet-stream", codings, lambda chunk: [chunk] if chunk else [])
    chunks = [data[at : at + size] for at in range(0, len(data), size)]
    return b"".join(piece for chunk in (*chunks, b"") for piece in restoring.pass_on(chunk))


@pytest.mark.parametrize("size", [1, 3, 100, 100_000])
def test_however_it_comes_it_is_restored_at_its_end(size: int) -> None:
    assert answered(zipped(), size) == packed.restored(zipped(), ORIGINALS)
    for text in (b"P", b"PK\x03", b"of <PROJECT_1>", b"PK\x03 of <PROJECT_1>"):
        assert answered(text, size) == text.replace(b"<PROJECT_1>", ORIGINALS["PROJECT_1"].encode())


def test_one_too_large_to_be_kept_goes_on_as_it_came(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "MOST", 200)
    assert answered(zipped(), 50) == zipped()
    restoring = Restoring(ORIGINALS, None, "application/zip", (), lambda chunk: [chunk] if chunk else [])
    assert restoring.pass_on(zipped()[:150]) == []
    assert b"".join(restoring.pass_on(zipped()[150:])) == zipped()
