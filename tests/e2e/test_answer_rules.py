"""Answers that a rule is about are read before they are passed on: whole ones as a whole, streams event by event."""

from __future__ import annotations

from typing import Any

import openai
import pytest

from .harness.clients import httpx_client, openai_client
from .harness.fleet import Fleet
from .harness.quarterdeck import Quarterdeck
from .harness.world import World

ASK = [{"role": "user", "content": "a question"}]
GATEWAY = "https://openrouter.ai/api/v1"
RULES = """\
policy: answers
owner: security@example.org
detectors:
  - {id: custom.canary, regex: 'CANARY-[0-9]{6}', hits: [CANARY-123456], misses: [CANARY-12]}
rules:
  - id: no-canary-back
    match: {content: {detector: custom.canary}, direction: answer, host: [openrouter.ai, api.openai.com]}
    action: block
    reason: No canary may be fetched.
  - {id: small-weights-only, match: {artifact: weights, size: ">1MB"}, action: block, reason: Too large to fetch here.}
"""


@pytest.fixture
def reading(fleet: Fleet, internet: World) -> Quarterdeck:
    """A proxy with a rule about what answers say."""
    return fleet(rules={"answers.yaml": RULES})


def ask(quarterdeck: Quarterdeck, *, stream: bool = False, **headers: str) -> Any:
    client = openai_client(quarterdeck, GATEWAY)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.chat.completions.create(model="allowed-1", messages=ASK, stream=stream, extra_headers=named)


def heard(stream: Any) -> tuple[list[str], str]:
    """The words of a stream until an error ended it, and what the error says."""
    words: list[str] = []
    try:
        words.extend(chunk.choices[0].delta.content for chunk in stream)
    except openai.APIError as error:
        return words, str(error)
    return words, ""


def outcome(quarterdeck: Quarterdeck, said: str) -> dict[str, Any]:
    """The record of how the exchange of a refusal came out."""
    incident = said[said.index("qd-") :].split(maxsplit=1)[0].rstrip(".'\"},")
    return quarterdeck.wait_record(
        lambda line: line["event"] == "outcome" and line["incident"] == incident, f"the outcome of {incident}"
    )


def test_an_answer_from_a_banned_model_is_refused_whoever_was_asked(shared: Quarterdeck) -> None:
    assert ask(shared, x_answers_with="allowed-1").choices[0].message.content
    with pytest.raises(openai.PermissionDeniedError) as found:
        ask(shared, x_answers_with="forbidden-1")
    assert "The tests forbid this model." in str(found.value)
    record = outcome(shared, str(found.value))
    assert (record["outcome"], record["action"], record["models"]) == ("cut", "block", ["forbidden-1"])
    assert record["rules"] == ["e2e/ban-model-forbidden"]
    assert record["coverage"] == "whole"


def test_a_stream_from_a_banned_model_ends_before_its_first_word(shared: Quarterdeck) -> None:
    words, error = heard(ask(shared, stream=True, x_answers_with="forbidden-1"))
    assert words == []
    assert "The tests forbid this model." in error


def test_a_stream_that_is_read_is_still_a_stream(reading: Quarterdeck, internet: World) -> None:
    gates = internet.origins["ai"].gates
    chunks = iter(ask(reading, stream=True, x_gate="read-stream"))
    assert next(chunks).choices[0].delta.content == "one"
    assert not gates["read-stream"].is_set()
    gates["read-stream"].set()
    assert [chunk.choices[0].delta.content for chunk in chunks] == ["two", "three"]


def test_a_stream_is_cut_where_something_is_found_that_lies_across_events(reading: Quarterdeck) -> None:
    words, error = heard(ask(reading, stream=True, x_says="hello |CANA|RY-12|3456| world"))
    assert words == ["hello ", "CANA", "RY-12"]
    assert "No canary may be fetched." in error
    record = outcome(reading, error)
    assert (record["outcome"], record["findings"]) == ("cut", {"custom.canary": 1})


def test_a_connection_serves_on_after_an_answer_was_cut(reading: Quarterdeck) -> None:
    client = openai_client(reading, GATEWAY)
    for _ in range(3):
        said = {"x-says": "a |CANARY-123456"}
        words, error = heard(client.chat.completions.create(model="m", messages=ASK, stream=True, extra_headers=said))
        assert (words, bool(error)) == (["a "], True)
        assert client.chat.completions.create(model="m", messages=ASK).choices


def test_a_whole_answer_is_refused_with_the_vendors_own_error(reading: Quarterdeck) -> None:
    with pytest.raises(openai.PermissionDeniedError) as found:
        ask(reading, x_says="it is CANARY-123456")
    assert "No canary may be fetched." in str(found.value)


def test_an_answer_that_no_rule_is_about_is_said_not_to_have_been_read(shared: Quarterdeck) -> None:
    client = openai_client(shared)
    client.chat.completions.create(model="gpt-4o", messages=ASK)
    record = shared.wait_record(
        lambda line: line["event"] == "outcome" and line.get("service") == "openai-api", "the outcome"
    )
    assert (record["coverage"], record["unread"]) == ("none", ["not-asked"])


WEIGHTS = "https://huggingface.co/acme/model/resolve/main/weights"


@pytest.mark.parametrize("http2", [False, True], ids=["http/1.1", "h2"])
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"x-size": "1000000"}, 200),
        ({"x-size": "1000001"}, 403),
        # Nobody says how long it will be.
        ({"x-size": "10", "x-framing": "chunked"}, 403),
        ({"x-size": "1000000", "x-linked": "yes"}, 302),
        ({"x-size": "5000000000", "x-linked": "yes"}, 403),
    ],
)
def test_a_download_is_refused_by_the_size_that_its_head_names(
    reading: Quarterdeck, http2: bool, headers: dict[str, str], status: int
) -> None:
    with httpx_client(reading, http2=http2) as client:
        got = client.get(WEIGHTS, headers=headers)
        assert got.status_code == status
        if status == 403:
            assert "Too large to fetch here." in got.text
            record = outcome(reading, got.headers["Quarterdeck-Incident"])
            assert (record["outcome"], record["rules"]) == ("cut", ["answers/small-weights-only"])
        # The connection serves on.
        assert client.get(WEIGHTS, headers={"x-size": "5"}).content == bytes(5)
