"""OpenAI chat: what the samples do not show."""

from __future__ import annotations

from quarterdeck.wire import answers

from .reading import events, models, said, sse, texts

CONTENT = "/choices/0/message/content"


def test_choices_are_known_by_their_index_not_by_their_place() -> None:
    assert said("openai-chat", {"choices": [{"index": 1, "delta": {"content": "b"}}, {"delta": {"content": "c"}}]}) == [
        ("/choices/1/message/content", "assistant", "bc")
    ]


def test_members_that_nobody_knows_are_read_too() -> None:
    assert said(
        "openai-chat", {"citations": ["https://a b"], "choices": [{"new": "x", "delta": {"a/b": "y", "c": ["z"]}}]}
    ) == [
        ("/choices/0/message/a~1b", "assistant", "y"),
        ("/choices/0/message/c/0", "assistant", "z"),
        ("/choices/0/new", "assistant", "x"),
        ("/citations/0", "assistant", "https://a b"),
    ]


def test_reasoning_told_twice_is_read_once() -> None:
    delta = {"reasoning": "Hm", "reasoning_details": [{"type": "reasoning.text", "text": "Hm"}]}
    assert said("openai-chat", {"choices": [{"delta": delta}]}) == [("/choices/0/message/reasoning", "assistant", "Hm")]
    del delta["reasoning"]
    assert said("openai-chat", {"choices": [{"delta": delta}]})[0][2] == "Hm"


def test_logprobs_repeat_the_text() -> None:
    choice = {"delta": {"content": "Hi"}, "logprobs": {"content": [{"token": "Hi"}]}}
    assert said("openai-chat", {"choices": [choice]}) == [(CONTENT, "assistant", "Hi")]


def test_a_call_of_the_old_kind_is_a_tools() -> None:
    message = {"function_call": {"name": "f", "arguments": '{"a":1}'}}
    assert said("openai-chat", {"choices": [{"message": message}]}) == [
        ("/choices/0/message/function_call/name", "tool", "f"),
        ("/choices/0/message/function_call/arguments", "tool", '{"a":1}'),
    ]


def test_what_is_no_message_is_read_as_it_is() -> None:
    assert said("openai-chat", {"choices": ["words", {"delta": "more"}]}) == [
        ("/choices/0", "assistant", "words"),
        ("/choices/1/message", "assistant", "more"),
    ]


def test_a_model_that_changes_on_the_way_is_told() -> None:
    stream = sse({"model": "a", "choices": []}, {"model": "b", "choices": []})
    assert models(events(answers.reader("openai-chat", "text/event-stream"), [stream])) == ["a", "b"]


def test_data_lines_that_clients_read_one_by_one_are_read() -> None:
    line = b'data: {"choices":[{"delta":{"content":"x"}}]}\n'
    found = events(answers.reader("openai-chat", "text/event-stream"), [line + line + b"\n"])
    assert texts(found) == [(CONTENT, "assistant", "xx")]
