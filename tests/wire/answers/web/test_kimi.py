"""kimi.com: what the samples do not show."""

from __future__ import annotations

from ..reading import said


def test_blocks_have_their_own_places_and_all_they_say_is_read() -> None:
    think = {"op": "set", "block": {"id": "0", "think": {"content": "Hm"}}}
    tool = {"op": "set", "block": {"id": "1", "tool": {"name": "search", "args": "ships"}}}
    more = {"op": "append", "block": {"id": "0", "think": {"content": "m", "note": "x"}}}
    assert said("kimi-web", think, tool, more) == [
        ("/blocks/0/think/content", "assistant", "Hmm"),
        ("/blocks/1/tool/name", "assistant", "search"),
        ("/blocks/1/tool/args", "assistant", "ships"),
        ("/blocks/0/think/note", "assistant", "x"),
    ]


def test_a_block_set_again_is_read_only_where_it_is_new() -> None:
    first, second = ({"op": "set", "block": {"id": "1", "text": {"content": text}}} for text in ("Hel", "Hello"))
    assert said("kimi-web", first, second) == [("/blocks/1/text/content", "assistant", "Hello")]
