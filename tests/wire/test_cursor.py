"""Cursor: the model where its schemas have it, texts wherever they are, in either way of sending."""

from __future__ import annotations

import pytest

from quarterdeck.model.content import Message, Opaque
from quarterdeck.wire import frames

from .build import message, read, texts
from .proto import held, number

API = "https://api2.cursor.sh/aiserver.v1."
AGENT = "https://agent.api5.cursor.sh/agent.v1.AgentService/Run"
KIND = {"content_type": "application/connect+proto"}
UNARY = {"content_type": "application/proto"}
SAID = held(1, held(1, "the made-up secret") + number(2, 1))


def turn(name: str) -> bytes:
    return held(1, held(2, held(1, "rename it")) + held(3, held(1, name) + held(4, "Shown 1")))


def sent(url: str, data: bytes) -> Message:
    return message(url, frames.join(0, data), **KIND)


@pytest.mark.parametrize(
    ("url", "data"),
    [
        (f"{API}AiService/StreamChat", held(2, held(1, "x y")) + held(7, held(1, "gpt-5"))),
        (f"{API}ChatService/StreamUnifiedChat", SAID + held(5, held(1, "gpt-5"))),
        (f"{API}ChatService/StreamUnifiedChatWithTools", held(1, SAID + held(5, held(1, "gpt-5")))),
        (f"{API}ChatService/StreamUnifiedChatWithToolsSSE", held(1, SAID + held(5, held(1, "gpt-5")))),
        (AGENT, turn("gpt-5")),
    ],
)
def test_the_model_stands_where_the_schemas_have_it(url: str, data: bytes) -> None:
    found = sent(url, data)
    assert (found.format, found.activity, found.models, found.models_known) == ("cursor", "chat", ("gpt-5",), True)


def test_a_model_that_cursor_chooses_is_not_known() -> None:
    found = sent(AGENT, turn("default"))
    assert (found.models, found.models_known) == (("default",), False)


def test_a_name_in_another_place_is_better_than_none() -> None:
    found = sent(f"{API}ChatService/StreamUnifiedChat", SAID + held(44, held(2, "deepseek-v3")))
    assert (found.models, found.models_known) == (("deepseek-v3",), False)


def test_an_appended_message_is_taken_out_of_its_hexadecimal() -> None:
    url = f"{API}BidiService/BidiAppend"
    for field in (held(1, turn("gpt-5").hex()), held(4, turn("gpt-5"))):
        found = message(url, field + held(2, held(1, "id-1")) + number(3, 0), **UNARY)
        assert "rename it" in texts(found)
        assert "gpt-5" in found.models
    assert read(url, held(1, "ff" * 40), **UNARY) == Message(
        "cursor", "chat", (), True, message(url, held(1, "ff" * 40), **UNARY).parts, True, opaque="protobuf"
    )


def test_what_begins_no_turn_chooses_no_model() -> None:
    result = held(2, held(1, "the output of a tool"))
    for found in (sent(AGENT, result), message(f"{API}BidiService/BidiAppend", held(1, result.hex()), **UNARY)):
        assert (found.models, found.models_known) == ((), True)
        assert "the output of a tool" in texts(found)


def test_a_chat_that_yields_no_text_is_no_longer_what_it_was() -> None:
    url = f"{API}ChatService/StreamUnifiedChat"
    assert read(url, frames.join(0, number(22, 1)), **KIND) == Opaque("unexpected-shape", "cursor")
    assert read(url, frames.join(0, number(22, 1)), None, **KIND) is None
    assert read(url, b"\0\0\0\0\7", **KIND) == Opaque("bad-frames", "cursor")


def test_what_is_encrypted_is_a_file_of_an_unknown_kind() -> None:
    sealed = bytes(range(128, 256)) * 2
    found = sent(f"{API}ChatService/StreamUnifiedChatWithToolsIdempotent", held(1, held(2, sealed)))
    assert [file.data for file in found.files] == [sealed]


def test_other_calls_are_told_by_their_names() -> None:
    index = message(f"{API}RepositoryService/FastUpdateFileV2", held(1, "src/a.py"), **UNARY)
    assert (index.format, index.activity, index.models_known) == ("cursor", "upload", True)
    tab = sent(f"{API}AiService/StreamCpp", held(1, "def f("))
    assert (tab.activity, tab.models_known) == ("completion", True)
    assert read("https://api2.cursor.sh/updates/check", b"{}", content_type="application/json") != index


def test_a_turn_that_does_not_begin_where_it_should_may_name_any_model() -> None:
    found = sent(f"{API}ChatService/StreamUnifiedChatWithTools", held(9, SAID + held(5, held(1, "gpt-5"))))
    assert not found.models_known
