"""chatglm.cn: what the samples do not show."""

from __future__ import annotations

from ..reading import said


def part(key: object, text: str) -> dict[str, object]:
    return {"logic_id": key, "content": [{"type": "text", "text": text}]}


def test_a_part_keeps_its_place_whatever_comes_with_it() -> None:
    assert said("chatglm-web", {"parts": [part("a", "One")]}, {"parts": [part("b", "Two"), part("a", "One more")]}) == [
        ("/parts/0/content/0/text", "assistant", "One more"),
        ("/parts/1/content/0/text", "assistant", "Two"),
    ]


def test_odd_parts_and_errors_are_read() -> None:
    assert said("chatglm-web", {"parts": ["odd"], "last_error": {"err_msg": "Too long"}}) == [
        ("/parts/0/content", "assistant", "odd"),
        ("/last_error/err_msg", "assistant", "Too long"),
    ]
