"""Answers of each format, whole and streamed, at every chunking: the same bytes, texts and models however they come."""

from __future__ import annotations

import base64
import functools
import gzip
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from quarterdeck import wire
from quarterdeck.wire import answers
from quarterdeck.wire.answers.event import Event

from .reading import cut, events, models, texts

SAMPLES = Path(__file__).parent / "samples"
FILES = sorted(SAMPLES.glob("*/*.yaml"))
NOT_STREAMED = {"openai-embeddings", "openai-files", "deepl", "gemini-files"}


@functools.cache
def sample(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return found


def body(found: dict[str, Any]) -> bytes:
    return found["body"].encode() if "body" in found else base64.b64decode(found["body_base64"])


def encoded(found: dict[str, Any]) -> bytes:
    return gzip.compress(body(found), mtime=0) if "codings" in found else body(found)


def read(found: dict[str, Any], places: list[int]) -> tuple[list[Event], str | None]:
    if "frames" in found:
        frames = wire.answer_frames(found["format"])
        return [frames.read(one) for one in found["frames"]], frames.opaque
    reader = wire.answer(found["format"], found["content_type"], found.get("codings", ()))
    return events(reader, cut(encoded(found), places)), reader.opaque


def check(found: dict[str, Any], places: list[int]) -> None:
    came, opaque = read(found, places)
    whole = [one.encode() for one in found["frames"]] if "frames" in found else [body(found)]
    assert b"".join(event.raw for event in came) == b"".join(whole)
    assert {
        "texts": [list(text) for text in texts(came)],
        "models": models(came),
        "done": any(event.done for event in came),
        "opaque": opaque,
    } == found["expect"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_sample_is_read_as_it_says(file: Path) -> None:
    check(sample(file), [])


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_byte_by_byte_it_says_the_same(file: Path) -> None:
    found = sample(file)
    check(found, [] if "frames" in found else list(range(len(encoded(found)))))


@settings(max_examples=400, deadline=None)
@given(st.sampled_from([file for file in FILES if "frames" not in sample(file)]), st.data())
def test_cut_anywhere_it_says_the_same(file: Path, data: st.DataObject) -> None:
    found = sample(file)
    places = data.draw(st.lists(st.integers(0, len(encoded(found)) - 1), max_size=12))
    check(found, places)


def test_samples_lie_in_the_folder_of_their_format() -> None:
    assert {sample(file)["format"] or "unknown" for file in FILES} == {file.parent.name for file in FILES}
    for file in FILES:
        assert (sample(file)["format"] or "unknown") == file.parent.name


def test_every_grammar_is_that_of_a_format_and_has_a_streamed_sample() -> None:
    streamed = {sample(file)["format"] for file in FILES if sample(file)["stream"]}
    assert answers.GRAMMARS.keys() - streamed == NOT_STREAMED
    assert answers.GRAMMARS.keys() <= {sample(file)["format"] for file in FILES}
    assert answers.GRAMMARS.keys() <= {format_.name for format_ in wire.FORMATS}
