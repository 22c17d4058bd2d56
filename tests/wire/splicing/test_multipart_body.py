from __future__ import annotations

import json

import pytest

from quarterdeck.wire.splicing.change import applied
from quarterdeck.wire.splicing.multipart_body import changes
from quarterdeck.wire.splicing.refused import CannotSplice
from quarterdeck.wire.splicing.wanted import Node, Spot, grown

from ..build import form

INNER = {"q": 'say "hello"'}
FIELDS = (
    ("prompt", None, "héllo".encode()),
    ("info", None, json.dumps(INNER).encode()),
    ("file", "notes.txt", b"my notes\r\n"),
    ("file", "more.txt", "\ufeffmore".encode("utf-16-le")),
    ("picture", "a.png", b"\x89PNG\r\n\x1a\n\x00"),
)
BODY = form(*FIELDS)


def spliced(pointer: str, value: str, change: tuple[int, int, str], body: bytes = BODY) -> bytes:
    root = Node()
    grown(root, pointer).value = Spot(value, [change])
    return applied(body, changes(body, "b", root))


def replaced(index: int, content: bytes) -> bytes:
    fields = list(FIELDS)
    fields[index] = (*FIELDS[index][:2], content)
    return form(*fields)


@pytest.mark.parametrize(
    ("pointer", "value", "change", "index", "content"),
    [
        ("/prompt", "héllo", (1, 2, "ü"), 0, "hüllo".encode()),
        ("/info/q", INNER["q"], (5, 10, '"x"'), 1, json.dumps({"q": 'say ""x""'}).encode()),
        ("/file/0", "my notes\r\n", (3, 8, "[notes]"), 2, b"my [notes]\r\n"),
        ("/file/1", "more", (0, 4, "less"), 3, "\ufeffless".encode("utf-16-le")),
    ],
)
def test_only_the_bytes_of_one_field_change(pointer, value, change, index, content):
    assert spliced(pointer, value, change) == replaced(index, content)


def test_the_charset_of_a_field_is_kept():
    head = b'--b\r\nContent-Disposition: form-data; name="q"\r\nContent-Type: text/plain; charset=latin-1\r\n\r\n'
    body = head + "größe".encode("latin-1") + b"\r\n--b--\r\n"
    assert spliced("/q", "größe", (2, 3, "ü"), body) == head + "grüße".encode("latin-1") + b"\r\n--b--\r\n"


@pytest.mark.parametrize("new", ["--b", "\r\n--b--\r\n"])
def test_a_text_with_the_boundary_in_it_is_refused(new):
    with pytest.raises(CannotSplice, match="boundary"):
        spliced("/prompt", "héllo", (0, 5, new))


def test_the_name_of_a_file_is_not_changed():
    with pytest.raises(CannotSplice, match="file-name"):
        spliced("/file/0/filename", "notes.txt", (0, 1, "x"))


def test_the_name_of_a_field_is_not_changed():
    root = Node()
    grown(root, "/prompt").key = Spot("prompt", [(0, 1, "x")])
    with pytest.raises(CannotSplice, match="not-text"):
        changes(BODY, "b", root)


def test_a_body_that_is_not_well_formed_is_refused():
    root = Node()
    with pytest.raises(CannotSplice, match="bad-multipart"):
        changes(b"--b\r\nno head\r\n--b--\r\n", "b", root)


def test_a_field_in_a_transfer_encoding_is_not_edited():
    head = b'--b\r\nContent-Disposition: form-data; name="q"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    body = head + b"aGVsbG8=\r\n" + form(("q", None, b"hello"))
    with pytest.raises(CannotSplice, match="ambiguous"):
        spliced("/q/0", "hello", (0, 1, "x"), body)
