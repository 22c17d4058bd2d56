"""chatgpt.com, as a client applies its patches."""

from __future__ import annotations

from typing import Any

from .asking import WORDS, answered, chatgpt, documents, sse


def applied(patches: list[dict[str, Any]]) -> dict[str, Any]:
    """The document that the patches make, as RFC 6902 with strings that are added to."""
    document: dict[str, Any] = {}
    for patch in patches:
        if patch["p"] == "" and patch["o"] == "add":
            document = patch["v"]
            continue
        for one in patch["v"] if patch["o"] == "patch" else [patch]:
            *steps, last = one["p"].strip("/").split("/")
            place: Any = document
            for step in steps:
                place = place[int(step)] if isinstance(place, list) else place[step]
            key = int(last) if isinstance(place, list) else last
            if one["o"] == "append":
                place[key] = {**place[key], **one["v"]} if isinstance(one["v"], dict) else place[key] + one["v"]
            else:
                place[key] = one["v"]
    return document


def test_patches_make_one_finished_message() -> None:
    made = answered("chatgpt-web", chatgpt(conversation_id="c-1", parent_message_id="m-0"))
    assert [name for name, _ in sse(made.body)] == ["delta_encoding", "delta", "delta", "delta", "", ""]
    assert sse(made.body)[0] == ("delta_encoding", '"v1"')
    said = documents(made.body)
    found = applied([one for one in said if isinstance(one, dict) and "v" in one])
    message = found["message"]
    assert (found["conversation_id"], found["error"]) == ("c-1", None)
    assert message["author"]["role"] == "assistant"
    assert message["content"] == {"content_type": "text", "parts": [WORDS]}
    assert (message["status"], message["end_turn"], message["recipient"]) == ("finished_successfully", True, "all")
    assert message["metadata"]["is_complete"] is True
    assert message["metadata"]["finish_details"] == {"type": "stop"}
    # It answers the message that was sent, not the one before it.
    assert message["metadata"]["parent_id"] == "m-1"
    assert said[-1] == {"type": "message_stream_complete", "conversation_id": "c-1"}
    assert made.body.endswith(b"data: [DONE]\n\n")


def test_a_client_that_asks_for_no_patches_gets_a_whole_message() -> None:
    made = answered("chatgpt-web", chatgpt("/backend-api/conversation", action="variant", parent_message_id="m-0"))
    (found,) = documents(made.body)
    assert found["message"]["content"]["parts"] == [WORDS]
    assert found["message"]["metadata"]["message_type"] == "variant"
    assert "finish_details" in found["message"]["metadata"]
    assert found["error"] is None
    # A conversation that does not exist yet has to be called something.
    assert len(found["conversation_id"]) == 36


def test_the_older_path_may_ask_for_patches() -> None:
    made = answered("chatgpt-web", chatgpt("/backend-api/conversation", supported_encodings=["v1"]))
    assert made.body.startswith(b"event: delta_encoding")


def test_without_a_message_the_parent_is_the_one_that_is_named() -> None:
    made = answered("chatgpt-web", chatgpt(messages=None, action="continue", parent_message_id="m-0"))
    metadata = documents(made.body)[1]["v"]["message"]["metadata"]
    assert (metadata["parent_id"], metadata["message_type"]) == ("m-0", "continue")
