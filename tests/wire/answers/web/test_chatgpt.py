"""chatgpt.com: thoughts, code, tools and sockets."""

from __future__ import annotations

import json

from quarterdeck.wire import answers

from ..reading import said, texts


def message(content: dict[str, object], role: str = "assistant") -> dict[str, object]:
    return {"author": {"role": role}, "content": content, "metadata": {}}


def test_thoughts_and_code_are_texts_and_a_tools_are_the_tools() -> None:
    thoughts = {"content_type": "thoughts", "thoughts": [{"summary": "Plan", "content": "Weigh it"}]}
    code = {"content_type": "code", "language": "python", "text": "1+1"}
    assert said("chatgpt-web", {"message": message(thoughts)}, {"message": message(code, "tool")}) == [
        ("/message/content/thoughts/0/summary", "assistant", "Plan"),
        ("/message/content/thoughts/0/content", "assistant", "Weigh it"),
        ("/message/content/text", "tool", "1+1"),
    ]


def test_a_patch_of_content_that_is_no_text_is_read() -> None:
    patch = {"p": "/message/content/thoughts/0", "o": "append", "v": {"summary": "More"}}
    assert said("chatgpt-web", patch) == [("/message/content/thoughts/0/summary", "assistant", "More")]
    whole = {"p": "/message", "o": "replace", "v": message({"parts": ["New"]})}
    assert said("chatgpt-web", whole) == [("/message/content/parts/0", "assistant", "New")]


def test_sources_are_read_as_the_tools() -> None:
    patch = {"p": "/message/metadata/search_result_groups", "o": "append", "v": [{"title": "A page", "id": "x"}]}
    assert said("chatgpt-web", patch) == [("/message/metadata/search_result_groups/0/title", "tool", "A page")]


def test_items_of_a_socket_that_are_no_events_are_read() -> None:
    reader = answers.frame_reader("chatgpt-web")
    found = reader.read(json.dumps([{"type": "message", "payload": {"title": "A new plan"}}, "loose words", 7]))
    assert sorted(text for _, _, text in texts([found])) == ["A new plan", "loose words"]
    encoded = {"payload": {"payload": {"encoded_item": "data: not json at all\n\n"}}, "type": "message"}
    assert texts([reader.read(json.dumps(encoded))]) == [("/encoded_item", "assistant", "not json at all")]
    deep: dict[str, object] = {"encoded_item": "data: {}\n\n"}
    for _ in range(100):
        deep = {"payload": deep}
    # Deeper than any message is, it is a text like others.
    assert [text for _, _, text in texts([reader.read(json.dumps({"type": "message", **deep}))])] == ["data: {}\n\n"]
