"""The table of formats: complete, the narrow before the wide; and a refusal for whatever was or was not recognized."""

from __future__ import annotations

import json
import pkgutil
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml

from quarterdeck import wire
from quarterdeck.model.content import Message, Opaque
from quarterdeck.wire import web
from quarterdeck.wire.format import Request, path_of

from .build import UNLISTED, exchange, matched, message, service, socket

SAMPLES = Path(__file__).parent / "samples"


def test_every_format_in_the_folder_stands_in_the_table() -> None:
    names = [
        f"{package.__name__}.{item.name}" for package in (wire, web) for item in pkgutil.iter_modules(package.__path__)
    ]
    found = [module.FORMAT for module in map(import_module, names) if hasattr(module, "FORMAT")]
    assert len(found) == len(wire.FORMATS)
    assert all(any(format_ is row for row in wire.FORMATS) for format_ in found)


def test_the_format_that_claims_everything_is_asked_last() -> None:
    assert wire.FORMATS[-1].name == "generic"


CHAT = {"model": "m", "messages": [{"role": "user", "content": "hi"}]}


@pytest.mark.parametrize(
    ("url", "format_"),
    [
        ("https://chat.qwen.ai/api/v2/chat/completions", "qwen-web"),
        ("https://other.example/api/v2/chat/completions", "openai-chat"),
        ("https://a.example/v1/messages", "anthropic-messages"),
        ("https://a.example/api/chat", "ollama"),
        ("https://a.example/v1/chat", "cohere"),
        ("https://a.example/anything", "generic"),
    ],
)
def test_of_several_that_read_a_body_the_narrowest_speaks(url: str, format_: str) -> None:
    found = message(url, CHAT, None)
    assert (found.format, found.models) == (format_, ("m",))


def test_a_frame_is_the_same_as_text_and_as_bytes() -> None:
    frame = json.dumps(CHAT)
    asked = socket("wss://a.example/socket")
    found = wire.read_frame(asked, UNLISTED, frame)
    assert isinstance(found, Message)
    assert wire.read_frame(asked, UNLISTED, frame.encode()) == found


def refused(format_: str | None, **more: Any) -> Any:
    return json.loads(wire.refusal(format_, more.pop("service", None), "No.", "inc-1", **more).body)


def test_the_format_recognized_decides_the_grammar_before_service_header_and_path() -> None:
    anthropic = (("anthropic-version", "2023-06-01"),)
    said = refused("ollama", service=service(name="anthropic-api"), headers=anthropic, path="/v1/messages")
    assert said == {"error": "No. (incident inc-1)"}


def test_where_none_was_recognized_header_path_and_service_do_in_this_order() -> None:
    anthropic = (("anthropic-version", "2023-06-01"),)
    assert refused(None, headers=anthropic, path="/api/chat")["type"] == "error"
    assert refused(None, service=service(name="openai-api"), path="/api/chat") == {"error": "No. (incident inc-1)"}
    assert refused(None, service=service(name="openai-api"))["error"]["code"] == "policy_denied"


def test_a_format_that_is_not_in_the_table_is_refused_all_the_same() -> None:
    assert "No." in refused("text")["message"]
    assert b"No." in wire.error_in_stream("text", "No.", "inc-1")
    assert b"inc-1" in wire.error_in_stream(None, "No.", "inc-1", "text/event-stream")


def test_a_stream_is_refused_like_any_other_request() -> None:
    for format_ in wire.FORMATS:
        assert wire.refusal(format_.name, None, "No.", "i", True) == wire.refusal(format_.name, None, "No.", "i", False)


def test_a_request_of_no_kind_is_nothing() -> None:
    assert wire.read(exchange("https://a.example/", method="GET"), matched()) is None


@pytest.mark.parametrize("value", [None, True, 7, "x", [], [[]], ["x"], {}, {"": []}, {"messages": 7, "variables": 7}])
def test_no_format_raises_on_a_value_of_another_kind(value: Any) -> None:
    """Each is asked on the paths of all its samples, and by whatever answers there."""
    urls = {yaml.safe_load(file.read_text())["request"]["url"] for file in SAMPLES.glob("*/*.yaml")}
    for url in urls:
        request = Request(asked := exchange(url, b"x"), matched(), path_of(asked))
        for format_ in wire.FORMATS:
            found = format_.parse(request, value) if format_.claims(request) else None
            assert found is None or isinstance(found, Message | Opaque)


def test_every_format_has_a_title_of_its_own() -> None:
    titles = [format_.title for format_ in wire.FORMATS]
    assert all(titles)
    assert len(titles) == len(set(titles))
