"""The table of grammars, and what holds for every answer: no byte is lost, nothing raises, whatever comes."""

from __future__ import annotations

import base64
import functools
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from quarterdeck.wire import answers
from quarterdeck.wire.answers import document

from .reading import JSON, SSE, cut, events, said, texts

TYPES = (JSON, SSE, "", "text/plain", "text/html", "application/x-ndjson", "application/json-seq", "audio/mpeg",
         "application/vnd.amazon.eventstream", "application/connect+json", "application/grpc", "application/proto",
         "application/octet-stream", "text/plain; charset=shift_jis", "application/json; charset=utf-16")  # fmt: skip
FORMATS = (None, *answers.GRAMMARS)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=4)
    | st.sampled_from(["{}", "[", "\ud800"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@functools.cache
def bodies() -> list[tuple[str | None, str, bytes]]:
    """The answers of all samples, as material to spoil."""
    found = []
    for file in sorted((Path(__file__).parent / "samples").glob("*/*.yaml")):
        one = yaml.safe_load(file.read_text(encoding="utf-8"))
        if "frames" in one:
            found += [(one["format"], "frames", frame.encode()) for frame in one["frames"]]
        else:
            body = one["body"].encode() if "body" in one else base64.b64decode(one["body_base64"])
            found.append((one["format"], one["content_type"], body))
    return found


def lossless(format_name: str | None, kind: str, body: bytes, places: list[int]) -> None:
    found = events(answers.reader(format_name, kind), cut(body, places))
    assert b"".join(event.raw for event in found) == body
    for event in found:
        for part in event.parts:
            (part.pointer + part.text).encode()


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(FORMATS), st.sampled_from(TYPES), st.binary(max_size=200), st.lists(st.integers(0, 200)))
@example(None, JSON, b"[" * 5000, [])
@example(None, SSE, b"data: " + b'{"a":' * 5000 + b"1" + b"}" * 5000 + b"\n\n", [])
@example("mcp", JSON, b'{"jsonrpc":"2.0","result":' + b"[" * 900 + b'"x"' + b"]" * 900 + b"}", [])
@example("openai-chat", JSON, b'{"choices":[{"message":{"content":"\\ud800","\\ud800":"\\udfff"}}]}', [])
def test_no_bytes_raise_or_get_lost(format_name: str | None, kind: str, body: bytes, places: list[int]) -> None:
    lossless(format_name, kind, body, places)


@settings(max_examples=1000, deadline=None)
@given(st.data())
def test_spoilt_answers_neither_raise_nor_get_lost(data: st.DataObject) -> None:
    format_name, kind, body = data.draw(st.sampled_from(bodies()))
    places = sorted(data.draw(st.lists(st.integers(0, len(body)), min_size=1, max_size=4)))
    with_what = data.draw(st.sampled_from([b"", b"null", b"[]", b"{}", b'"x"', b"-1", b'"', b"\\", b"\n\n", b"\0"]))
    end = places[0] + data.draw(st.sampled_from([0, 1, 4, 20]))
    spoilt = body[: places[0]] + with_what + body[end:]
    lossless(format_name, kind, spoilt, places)
    answers.frame_reader(format_name).read(spoilt)


@settings(max_examples=600, deadline=None)
@given(st.sampled_from(FORMATS), st.data())
def test_no_document_in_the_place_of_another_raises(format_name: str | None, data: st.DataObject) -> None:
    """Every member of every sample is replaced by something else than its grammar expects."""
    import json

    own = [body for name, _, body in bodies() if name == format_name]
    documents = [json.loads(line) for body in own for line in lines(body)]
    whole = data.draw(st.sampled_from(documents or [{}]))
    spoilt = json.dumps(replaced(whole, data.draw(VALUES), data.draw(st.integers(0, 30))))
    lossless(format_name, SSE, b"data: " + spoilt.encode() + b"\n\n", [])


def lines(body: bytes) -> list[bytes]:
    import json

    found = []
    for line in body.splitlines():
        text = line.removeprefix(b"data:").strip()
        try:
            json.loads(text)
        except ValueError:
            continue
        found.append(text)
    return found


def replaced(value: object, new: object, place: int) -> object:
    """The document with its value number `place`, counted in the order of writing, made another."""
    count = iter(range(10_000))

    def walk(one: object) -> object:
        if next(count) == place:
            return new
        if isinstance(one, dict):
            return {name: walk(item) for name, item in one.items()}
        return [walk(item) for item in one] if isinstance(one, list) else one

    return walk(value)


def test_a_format_without_a_grammar_is_read_by_its_shape() -> None:
    chat = {"choices": [{"index": 0, "delta": {"content": "Hi"}}]}
    assert said(None, chat) == said("model-path", chat) == [("/choices/0/message/content", "assistant", "Hi")]


@pytest.mark.parametrize("name", sorted(answers.GRAMMARS))
def test_what_no_grammar_knows_is_read_string_by_string(name: str) -> None:
    assert ("/surprise", "assistant", "new words of theirs") in said(name, {"surprise": "new words of theirs"})


def test_codings_that_change_nothing_are_none() -> None:
    assert answers.reader(None, JSON, ("identity", " ", "chunked")).decodes


def test_readers_share_nothing() -> None:
    first, second = answers.reader("copilot-web", JSON), answers.reader("copilot-web", JSON)
    body = [b'{"event":"replaceText","text":"same"}']
    assert texts(events(first, body)) == texts(events(second, body)) == [("/text", "assistant", "same")]
    assert document.DocumentReader is not None
