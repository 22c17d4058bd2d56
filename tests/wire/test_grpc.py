"""Calls of unknown schema to AI services: read, and never taken for a model that is known."""

from __future__ import annotations

import gzip
import json

import pytest

from quarterdeck import wire
from quarterdeck.model.content import Message
from quarterdeck.wire import frames, grpc

from .build import UNLISTED, exchange, matched, message, read, texts
from .proto import held

HOST = "https://server.example/exa.api_pb.ApiServerService/"
BODY = frames.join(0, held(1, held(2, "what does this do")))
KIND = {"content_type": "application/grpc"}


@pytest.mark.parametrize(
    ("method", "activity"),
    [
        ("GetChatMessage", "chat"),
        ("GetCompletions", "completion"),
        ("EmbedTexts", "embed"),
        ("UploadFile", "upload"),
        ("StreamGenerate", "chat"),
        ("GetUserStatus", "browse"),
        ("Login", "login"),
    ],
)
def test_the_name_of_the_method_tells_what_is_done(method: str, activity: str) -> None:
    found = message(HOST + method, BODY, **KIND)
    assert (found.format, found.activity) == ("grpc", activity)
    assert found.models_known is (activity not in ("chat", "completion", "embed"))
    assert texts(found) == ["what does this do"]


def test_a_name_of_a_model_by_itself_is_one_but_never_the_only_one() -> None:
    data = frames.join(1, gzip.compress(held(1, "is claude better than gpt") + held(9, "deepseek-r1")))
    found = message(f"{HOST}Chat", data, **KIND)
    assert (found.models, found.models_known) == (("deepseek-r1",), False)


def test_json_in_a_field_names_its_models_itself() -> None:
    inner = json.dumps({"model": "m-1", "messages": [{"role": "user", "content": "hello"}]})
    found = message(f"{HOST}Chat", frames.join(0, held(1, inner)), **KIND)
    assert (found.format, found.models, found.models_known) == ("grpc", ("m-1",), True)
    assert "hello" in texts(found)


def test_what_is_no_text_is_a_file() -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(range(200))
    found = message(f"{HOST}Chat", frames.join(0, held(1, "see") + held(2, picture)), **KIND)
    assert [(file.pointer, file.data) for file in found.files] == [("/2/0", picture)]


def test_several_messages_are_read_as_one() -> None:
    found = message(f"{HOST}Chat", BODY + frames.join(0, held(1, "and this")), **KIND)
    assert [(part.pointer, part.text) for part in found.parts] == [
        ("/0/1/0/2/0", "what does this do"),
        ("/1/1/0", "and this"),
    ]


def test_calls_of_other_hosts_are_not_claimed() -> None:
    assert read(f"{HOST}Chat", BODY, None, **KIND) is None
    found = wire.read_any(exchange(f"{HOST}Chat", BODY, {"content-type": "application/grpc"}), UNLISTED)
    assert isinstance(found, Message)
    assert found.format == "protobuf"
    plain = message(f"{HOST}Chat", {"a": "b"})
    assert plain.format == "json"


def test_words_of_an_acronym_are_one() -> None:
    request = grpc.Request(exchange("https://a.example/x.v1.S/RunSSEChat"), matched(), "/x.v1.s/runssechat")
    assert grpc.doing(request) == "chat"
