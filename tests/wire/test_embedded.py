"""Files in text: what a strict decoder sees, what a lax one sees, and when the text itself still says something."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.wire import embedded
from quarterdeck.wire.embedded import Decoded

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4 + b"x"
WRITTEN = base64.b64encode(PNG).decode()


def spoilt(text: str, junk: str) -> str:
    return junk.join(text[i : i + 4] for i in range(0, len(text), 4))


@given(st.binary(min_size=1, max_size=3000))
def test_whatever_is_written_in_base64_where_a_file_stands_is_read(data: bytes) -> None:
    assert embedded.file(base64.b64encode(data).decode(), certain=True).readings == (data,)


@pytest.mark.parametrize(
    "text",
    [
        WRITTEN.rstrip("=") + "\n",
        WRITTEN.rstrip("="),
        base64.urlsafe_b64encode(PNG).decode(),
        base64.encodebytes(PNG).decode(),
        spoilt(WRITTEN, "!"),
        spoilt(WRITTEN, "\u200b"),
        spoilt(WRITTEN, " "),
    ],
)
def test_what_only_lax_decoders_take_is_read_and_stays_a_text(text: str) -> None:
    assert embedded.file(text, certain=True) == Decoded((PNG,), whole=False)


def test_runs_that_are_padded_each_are_read_apart_and_as_one() -> None:
    text = base64.b64encode(PNG[:10]).decode() + base64.b64encode(PNG[10:]).decode()
    found = embedded.file(text, certain=True)
    assert PNG in found.readings
    assert not found.whole
    assert len(embedded.file("JVBERi0" + "=" + "xLjcK", certain=True).readings) == 2


def test_a_text_is_dropped_only_where_it_is_nothing_but_a_file() -> None:
    assert embedded.file(WRITTEN, certain=False) == Decoded((PNG,), whole=True)
    token = "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEYaa"
    assert embedded.file(token, certain=True).readings
    assert not embedded.file(token, certain=True).whole
    assert embedded.file(token, certain=False) == Decoded()
    assert embedded.file("A" * 2000, certain=False).whole


@pytest.mark.parametrize("text", ["the plan for the merger", "https://a.example/b.png", "", "a red house, please", "x"])
def test_words_and_references_are_no_files(text: str) -> None:
    assert not [data for data in embedded.file(text, certain=True).readings if data]


def test_words_written_laxly_where_a_file_must_stand_are_read() -> None:
    text = spoilt(base64.b64encode(b"the merger is on monday").decode(), "\u00b7")
    assert b"the merger is on monday" in embedded.file(text, certain=True).readings


def test_a_glance_tells_a_file_by_its_first_bytes() -> None:
    assert embedded.glance(WRITTEN)
    assert embedded.glance("\n" + WRITTEN)
    assert embedded.glance(spoilt(WRITTEN, "!"))
    assert not embedded.glance("a" * 100)
    assert not embedded.glance("." * 100)


@pytest.mark.parametrize(
    "text",
    [
        f"data:image/png;base64,{WRITTEN}",
        f"DATA:image/png;name=x;BASE64,{WRITTEN}",
        f"data:image/png ; base64,{WRITTEN}",
        "data:image/png;base64," + WRITTEN.replace("+", "%2B").replace("/", "%2f").replace("=", "%3D"),
    ],
)
def test_a_data_uri_is_a_file(text: str) -> None:
    assert embedded.has_uri(text)
    found = embedded.uri(text)
    assert found is not None
    assert found.content_type.startswith("image/png")
    assert found.decoded == Decoded((PNG,), whole=True)


def test_a_data_uri_without_base64_is_a_file_and_stays_in_sight() -> None:
    found = embedded.uri("data:text/html,%3Cb%3Esecret")
    assert found == embedded.Uri("text/html", Decoded((b"<b>secret",)))
    assert embedded.uri("data: is the new oil") is None
    assert embedded.uri("a text") is None


def test_data_uris_within_a_text() -> None:
    text = f"look: ![a](data:image/png;base64,{WRITTEN}) and <img src='Data:text/plain;Base64,c2VjcmV0'>; 64, data:,x"
    found = list(embedded.uris(text))
    assert [(uri.content_type, uri.decoded.readings) for uri in found] == [
        ("image/png", (PNG,)),
        ("text/plain", (b"secret",)),
    ]


@pytest.mark.parametrize("data", [PNG, PNG + b"yz", PNG + bytes(30)])
@pytest.mark.parametrize("before", ["", "\r\n", " "])
def test_a_data_uri_in_several_lines(data: bytes, before: str) -> None:
    text = f"see data:image/png;base64,{before}{base64.encodebytes(data).decode().strip()}\nthere it is"
    assert embedded.has_uri(text)
    assert next(embedded.uris(text)).decoded.readings == (data,)


def test_numbers_in_a_table_are_no_marks() -> None:
    table = "64,64;" * 20_000
    assert not embedded.has_uri(table)
    assert list(embedded.uris(table)) == []


def test_marks_without_end_are_too_many() -> None:
    with pytest.raises(embedded.TooManyFiles):
        list(embedded.uris("base64," * 10_001))
    with pytest.raises(embedded.TooManyFiles):
        embedded.file("AA=." * 10_001, certain=True)
    with pytest.raises(embedded.TooManyFiles):
        embedded.uri("data:;base64," + "AA=." * 10_001)


@given(st.text(max_size=200), st.booleans())
def test_no_text_raises(text: str, certain: bool) -> None:
    embedded.file(text, certain)
    embedded.glance(text)
    embedded.uri(text)
    list(embedded.uris(text + "data:;base64," + text))
