"""Amazon Q Developer: what is said in an editor or a terminal, and code to be completed."""

from __future__ import annotations

from typing import Any

import pytest

from quarterdeck.model.content import Opaque

from .build import message, read, texts

HOST = "https://q.us-east-1.amazonaws.com/"
TARGET = "AmazonCodeWhispererStreamingService.GenerateAssistantResponse"


def turn(**said: Any) -> dict[str, Any]:
    return {"conversationState": {"chatTriggerType": "MANUAL", "currentMessage": {"userInputMessage": said}}}


@pytest.mark.parametrize(
    ("url", "headers"),
    [
        (f"{HOST}generateAssistantResponse", {}),
        (f"{HOST}SendMessage", {}),
        (HOST, {"x_amz_target": TARGET}),
        ("https://codewhisperer.us-east-1.amazonaws.com/", {"x_amz_target": TARGET}),
    ],
)
def test_the_call_is_named_by_path_or_header(url: str, headers: dict[str, str]) -> None:
    found = message(url, turn(content="explain this", modelId="CLAUDE_SONNET_4"), **headers)
    assert (found.format, found.activity, found.models, found.models_known, found.stream) == (
        "amazon-q", "chat", ("CLAUDE_SONNET_4",), True, True,
    )  # fmt: skip
    assert "explain this" in texts(found)


def test_without_a_choice_or_with_auto_no_model_is_known() -> None:
    assert not message(f"{HOST}SendMessage", turn(content="hi")).models_known
    assert not message(f"{HOST}SendMessage", turn(content="hi", modelId="auto")).models_known


def test_results_of_tools_are_read_where_nothing_is_said() -> None:
    given = {"toolResults": [{"content": [{"text": "the output"}], "toolUseId": "t"}]}
    assert "the output" in texts(message(f"{HOST}SendMessage", turn(content="", userInputMessageContext=given)))


def test_code_is_completed() -> None:
    context = {"fileContext": {"filename": "a.py", "leftFileContent": "def f(", "rightFileContent": ")"}}
    found = message(f"{HOST}generateCompletions", context)
    assert (found.format, found.activity, found.models_known) == ("amazon-q", "completion", True)
    assert texts(found) == ["a.py", "def f(", ")"]


def test_other_calls_and_other_hosts_are_not_claimed() -> None:
    assert message(f"{HOST}ListAvailableModels", {"origin": "CLI x"}).format == "json"
    assert read("https://s3.us-east-1.amazonaws.com/sendMessage", turn(content="hi"), None) is None


@pytest.mark.parametrize("value", [{}, {"conversationState": {"turn": "hi"}}, turn(text="hi"), turn(content=["hi"])])
def test_what_no_longer_fits_is_opaque(value: Any) -> None:
    assert read(f"{HOST}SendMessage", value) == Opaque("unexpected-shape", "amazon-q")
