"""Each format's samples: what a request of a vendor's documentation must be read as. A file is one request."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from quarterdeck import wire
from quarterdeck.model.content import Message, Opaque, Upload

from .build import UNLISTED, exchange, matched

SAMPLES = Path(__file__).parent / "samples"
FILES = sorted(SAMPLES.glob("*/*.yaml"))
# What a format without a name of its own in the table is called.
BESIDE = {"text", "json", "opaque"}


def read(sample: dict[str, Any]) -> Message | Opaque | None:
    request = sample["request"]
    body = request.get("body")
    raw = body.encode() if body is not None else base64.b64decode(request.get("body_base64", ""))
    asked = exchange(
        request["url"], raw or None, request.get("headers", {}), request["method"], request.get("protocol", "http/1.1")
    )
    match = matched(**sample["service"]) if "service" in sample else UNLISTED
    if "frame" in request:
        return wire.read_frame(asked, match, request["frame"])
    return wire.read(asked, match)


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_sample_is_read_as_it_says(file: Path) -> None:
    sample = yaml.safe_load(file.read_text())
    expect = sample["expect"]
    found = read(sample)
    if expect is None:
        assert found is None
    elif "opaque" in expect:
        assert found == Opaque(expect["opaque"], expect["format"])
    else:
        assert isinstance(found, Message)
        assert {
            "format": found.format,
            "activity": found.activity,
            "models": list(found.models),
            "models_known": found.models_known,
            "stream": found.stream,
            **({"tool": found.tool} if found.tool is not None else {}),
            **({"unread": found.opaque} if found.opaque is not None else {}),
            "texts": [[part.pointer, part.role, part.text] for part in found.parts if part.role != "field"],
            **({"files": [sent(file) for file in found.files]} if found.files else {}),
        } == expect


def sent(file: Upload) -> list[str | int]:
    return [file.pointer, file.name, file.content_type, len(file.data)]


def test_every_format_has_a_sample_that_names_it() -> None:
    named = {yaml.safe_load(file.read_text())["expect"]["format"] for file in FILES}
    assert {format_.name for format_ in wire.FORMATS} - named == set()


def test_samples_lie_in_the_folder_of_their_format() -> None:
    names = {format_.name for format_ in wire.FORMATS} | BESIDE
    assert {file.parent.name for file in FILES} <= names


def test_names_of_formats_are_unique() -> None:
    names = [format_.name for format_ in wire.FORMATS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_what_a_pointer_points_to_is_the_text(file: Path) -> None:
    """Holds for one plain JSON document; pointers into JSON within a string go on below that string."""
    sample = yaml.safe_load(file.read_text())
    found = read(sample)
    said = sample["request"].get("frame", sample["request"].get("body"))
    if not isinstance(found, Message) or not (said or "").startswith("{") or "\x1e" in said:
        return
    for part in found.parts:
        if part.role == "key" or "!" in part.pointer:
            continue
        value = json.loads(said)
        for token in part.pointer.split("/")[1:]:
            inside = json.loads(value) if isinstance(value, str) else value
            name = token.replace("~1", "/").replace("~0", "~")
            value = inside[int(name)] if isinstance(inside, list) else inside[name]
        assert value == part.text
