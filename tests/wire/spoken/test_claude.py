"""claude.ai, as Anthropic's own library reads its events, and as older clients read completions."""

from __future__ import annotations

import anthropic

from ..test_refusal import server
from .asking import CLAUDE, WORDS, answered, asked, documents, sse


def test_anthropics_own_library_reads_the_message() -> None:
    made = answered("claude-web", asked(CLAUDE, {"prompt": "explain it", "rendering_mode": "messages"}))
    with server(lambda path, headers, body: made) as url:
        client = anthropic.Anthropic(base_url=url, api_key="none", max_retries=0)
        seen = list(
            client.messages.create(
                model="m", max_tokens=9, messages=[{"role": "user", "content": "explain it"}], stream=True
            )
        )
    assert (
        "".join(one.delta.text for one in seen if one.type == "content_block_delta" and one.delta.type == "text_delta")
        == WORDS
    )
    assert [one.type for one in seen][-1] == "message_stop"
    assert [one.delta.stop_reason for one in seen if one.type == "message_delta"] == ["end_turn"]


def test_the_ids_are_those_that_the_app_chose() -> None:
    ids = {"human_message_uuid": "u-1", "assistant_message_uuid": "u-2"}
    made = answered("claude-web", asked(CLAUDE, {"prompt": "x", "turn_message_uuids": ids}))
    message = documents(made.body)[0]["message"]
    assert (message["parent_uuid"], message["uuid"]) == ("u-1", "u-2")
    assert message["model"] == ""


def test_events_are_named_and_their_lines_end_as_the_apps_do() -> None:
    made = answered("claude-web", asked(CLAUDE, {"prompt": "x"}))
    assert [name for name, _ in sse(made.body)] == [one["type"] for one in documents(made.body)]
    assert made.body.count(b"\n") == made.body.count(b"\r\n")
    assert "message_limit" in [name for name, _ in sse(made.body)]


def test_a_repeated_turn_is_answered_too() -> None:
    made = answered("claude-web", asked(CLAUDE.replace("/completion", "/retry_completion"), {"prompt": ""}))
    assert WORDS in made.body.decode()


def test_completions_end_with_a_reason() -> None:
    made = answered("claude-web", asked(CLAUDE, {"prompt": "x", "rendering_mode": "raw"}))
    said = documents(made.body)
    assert "".join(one["completion"] for one in said) == WORDS
    assert [one["stop_reason"] for one in said] == [None, "stop_sequence"]
    assert {name for name, _ in sse(made.body)} == {"completion"}
