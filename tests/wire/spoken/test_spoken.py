"""What is said to a person in a web chat is read back, whole and at every chunking, as exactly what was said."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from quarterdeck import wire
from quarterdeck.model.content import Message
from quarterdeck.model.exchange import Exchange
from quarterdeck.wire import answers, spoken
from quarterdeck.wire.answers.event import Event
from quarterdeck.wire.spoken import markdown

from ..answers.reading import cut, events, models, texts
from ..build import UNLISTED, exchange, matched
from .asking import CHATGLM, CLAUDE, DEEPSEEK, GROK, INCIDENT, TURNS, WORDS, answered, asked, chatgpt

# Everything that a grammar, a line reader or a renderer may trip over.
HARD = (
    "He said: \"no\" \\ and 'why'?\r\nSee http://quarterdeck.proxy/coach/a_b-c?x=1&y=2#z.\n\n"
    "* **not** a _list_ [a](b) `code` <b>&amp;</b> $x$ | ~~y~~ 5 % {}\n"
    "data: [DONE]\n\nevent: x\u2028\u0085\u2029 1\x1e2\x00 )]}' \ud800 naïve 你好 🚢 \U000e0001\ufeff"
)
# These end with an event that their readers know for the end.
ENDING = {"chatgpt", "chatgpt-whole", "claude", "claude-raw", "deepseek", "grok", "grok-more", "kimi", "kimi-events",
          "perplexity", "doubao", "chatglm"}  # fmt: skip
FRAMES: dict[str, Any] = {
    "copilot-web": '{"event":"send","conversationId":"c1","mode":"chat","content":[{"type":"text","text":"a haiku"}]}',
    "m365-copilot": '{"type":4,"target":"chat","invocationId":"7","arguments":[{"message":{"text":"hi all"}}]}\x1e',
}


def heard(name: str, turn: Exchange, words: str, places: list[int]) -> tuple[list[Event], str | None]:
    made = answered(name, turn, words)
    reader = wire.answer(name, made.content_type)
    came = events(reader, cut(made.body, places))
    assert b"".join(event.raw for event in came) == made.body
    return came, reader.opaque


def check(key: str, words: str, places: list[int]) -> None:
    came, opaque = heard(*TURNS[key], words, places)
    assert {(role, text) for _, role, text in texts(came)} == {("assistant", markdown.shown(words))}
    assert len(texts(came)) == (2 if key == "perplexity" else 1)
    assert models(came) == []
    assert opaque is None
    assert any(event.done for event in came) == (key in ENDING)


@pytest.mark.parametrize("key", TURNS)
def test_plain_words_are_read_back_as_they_are(key: str) -> None:
    assert markdown.shown(WORDS) == WORDS
    check(key, WORDS, [])


@pytest.mark.parametrize("key", TURNS)
def test_hard_words_are_read_back_byte_by_byte(key: str) -> None:
    check(key, HARD, list(range(len(answered(*TURNS[key], HARD).body))))


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(TURNS)), st.text(min_size=1, max_size=200), st.data())
@example("gemini", "[{", None)
def test_any_words_cut_anywhere_are_read_back(key: str, words: str, data: st.DataObject | None) -> None:
    if not markdown.shown(words):
        return
    size = len(answered(*TURNS[key], words).body)
    check(key, words, data.draw(st.lists(st.integers(0, size), max_size=12)) if data else [])


@pytest.mark.parametrize("key", TURNS)
def test_what_is_answered_is_a_turn_to_the_reader_of_requests(key: str) -> None:
    name, turn = TURNS[key]
    found = wire.read(turn, matched())
    assert isinstance(found, Message)
    assert (found.format, found.activity) == (name, "chat")


@pytest.mark.parametrize("key", TURNS)
def test_it_comes_with_status_200_and_no_line_ends_but_its_own(key: str) -> None:
    made = answered(*TURNS[key], HARD)
    assert (made.status, made.headers) == (200, ())
    if key != "kimi":
        assert made.body.isascii()
        assert len(made.body.decode().splitlines()) == len(made.body.splitlines())


@pytest.mark.parametrize("key", TURNS)
def test_ids_are_one_incidents_own_and_the_same_again(key: str) -> None:
    name, turn = TURNS[key]
    first, again = (wire.said(name, turn, WORDS, INCIDENT) for _ in range(2))
    other = wire.said(name, turn, WORDS, "inc-0124")
    assert first == again
    assert first is not None
    assert other is not None
    # Those of DeepSeek are the numbers that its server would give next.
    assert (first.body == other.body) == (key == "deepseek")


def test_a_body_that_cannot_be_read_is_answered_all_the_same() -> None:
    for key, (name, turn) in TURNS.items():
        if key not in ("chatgpt-whole", "claude-raw"):
            sent = exchange(turn.url, b"\xff\xfe\x00", {"content-encoding": "unknown"})
            made = wire.said(name, sent, WORDS, INCIDENT)
            assert made is not None
            came = events(wire.answer(name, made.content_type), [made.body])
            assert {text for _, _, text in texts(came)} == {WORDS}


def test_what_sends_no_turn_is_not_answered() -> None:
    upload = {"file_name": "a.pdf", "file_size": 1}
    for name, sent in (
        ("chatgpt-web", asked("https://chatgpt.com/backend-api/files", upload)),
        ("chatgpt-web", chatgpt("/backend-api/f/conversation/prepare")),
        ("chatgpt-web", chatgpt("/backend-api/f/conversation/resume")),
        ("claude-web", asked(CLAUDE.removesuffix("/c-1/completion"), {"name": ""})),
        ("claude-web", asked("https://claude.ai/api/o-1/upload", upload)),
        ("deepseek-web", asked("https://chat.deepseek.com/api/v0/file/upload_file", upload)),
        ("grok-web", asked("https://grok.com/rest/app-chat/upload-file", upload)),
        ("gemini-web", asked("https://gemini.google.com/_/BardChatUi/data/batchexecute", upload)),
        ("perplexity-web", asked("https://www.perplexity.ai/rest/uploads/create_upload_url", upload)),
        ("qwen-web", asked("https://chat.qwen.ai/api/v2/files/getstsToken", upload)),
        ("kimi-web", asked("https://www.kimi.com/apiv2/kimi.gateway.chat.v1.ChatService/ListChats", upload)),
        ("doubao-web", asked("https://www.doubao.com/samantha/file/upload", upload)),
        ("chatglm-web", asked(f"{CHATGLM}/stop", upload)),
    ):
        assert wire.said(name, sent, WORDS, INCIDENT) is None


def test_nobody_reads_what_no_person_typed() -> None:
    name, turn = TURNS["deepseek"]
    assert wire.said(name, exchange(DEEPSEEK, method="GET"), WORDS, INCIDENT) is None
    assert wire.said(name, turn, " \n ", INCIDENT) is None
    assert wire.said(None, turn, WORDS, INCIDENT) is None
    for format_ in wire.FORMATS:
        if format_.name not in spoken.SPEAKERS:
            assert wire.said(format_.name, turn, WORDS, INCIDENT) is None


def test_only_grammars_that_are_read_are_spoken() -> None:
    assert spoken.SPEAKERS.keys() | spoken.FRAMES.keys() <= answers.GRAMMARS.keys()
    assert {name for name, _ in TURNS.values()} == spoken.SPEAKERS.keys()
    assert FRAMES.keys() == spoken.FRAMES.keys()


def test_a_request_is_not_said_back_beyond_its_ids() -> None:
    sent = asked(GROK + "/new", {"message": "the secret prompt"})
    assert b"secret" not in answered("grok-web", sent).body
    long = chatgpt(conversation_id="x" * 1000, parent_message_id="two words")
    assert b"xxx" not in answered("chatgpt-web", long).body
    assert b"plan it" not in answered("chatgpt-web", long).body


@pytest.mark.parametrize("name", FRAMES)
@settings(max_examples=100, deadline=None)
@given(words=st.text(min_size=1, max_size=200))
@example(words=WORDS)
@example(words=HARD)
def test_any_words_over_a_socket_are_read_back(name: str, words: str) -> None:
    shown = markdown.shown(words)
    made = wire.said_in_frames(name, FRAMES[name], words, INCIDENT)
    assert (made is None) == (not shown)
    reader = wire.answer_frames(name)
    came = [reader.read(one) for one in made or ()]
    assert [(role, text) for _, role, text in texts(came)] == ([("assistant", shown)] if shown else [])
    assert reader.opaque is None
    assert [event.done for event in came] == [False] * (len(came) - 1) + [True] * bool(shown)


def test_other_messages_of_a_socket_are_not_answered() -> None:
    for frame in ('{"event":"ping"}', "[1]", "hello", b"\xff\xfe", '{"type":6}\x1e', '{"type":1,"target":"log"}\x1e'):
        for name in FRAMES:
            assert wire.said_in_frames(name, frame, WORDS, INCIDENT) is None
    assert wire.said_in_frames("poe-web", FRAMES["copilot-web"], WORDS, INCIDENT) is None
    assert wire.said_in_frames("copilot-web", FRAMES["copilot-web"].encode(), WORDS, INCIDENT) is not None


@pytest.mark.parametrize("name", FRAMES)
def test_the_frame_of_the_test_carries_a_prompt(name: str) -> None:
    url = {
        "copilot-web": "wss://copilot.microsoft.com/c/api/chat",
        "m365-copilot": "wss://substrate.office.com/m365Copilot/Chathub/x",
    }
    found = wire.read_frame(exchange(url[name], method="GET", protocol="websocket"), UNLISTED, FRAMES[name])
    assert isinstance(found, Message)
    assert found.format == name
