"""From the bytes of a request to a decision that says all that was seen of it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from quarterdeck.engine import (
    decide_on,
    judge,
    reading_of_message,
)
from quarterdeck.model.content import Artifact, Message

from .exchanges import CHAT, GATEWAY, KIT, WEIGHTS, exchange, policy


def test_a_decision_says_all_that_was_seen():
    decision = judge(exchange("https://api.openai.com/v1/chat/completions", CHAT), policy("ban: [openai]"), KIT)
    assert (str(decision.action), decision.reasons[0].id) == ("block", "p/ban-service-openai")
    assert (decision.service.id, decision.activity, decision.format) == ("openai-api", "chat", "openai-chat")
    assert (decision.models, decision.stream, decision.opaque, decision.artifact) == (("gpt-4o",), True, None, None)


FALLBACK = {**CHAT, "models": ["openai/gpt-4o", "deepseek/deepseek-r1"]}
JUDGED = [
    ("ban: [{model: '*deepseek*'}]", GATEWAY, FALLBACK, "block", False),
    ("ban: [{model: '*deepseek*'}]", GATEWAY, CHAT, "allow", False),
    ("ban: [{model_jurisdiction: CN}]", GATEWAY, FALLBACK, "block", False),
    # What a gateway was asked for cannot be read; a first party has no models but its own.
    ("ban: [{model: '*deepseek*'}]", GATEWAY, b"{broken", "block", True),
    ("ban: [{model_vendor: DeepSeek}]", GATEWAY, b"{broken", "block", True),
    ("ban: [{model: '*deepseek*'}]", "https://chatgpt.com/backend-api/conversation", b"{broken", "allow", False),
    ("rules: [{id: r, match: {opaque: true}, action: block}]", GATEWAY, b"{broken", "block", False),
    ("rules: [{id: r, match: {opaque: true}, action: block}]", GATEWAY, CHAT, "allow", False),
    ("rules: [{id: r, match: {size: '>1MB'}, action: block}]", GATEWAY, b" " * 1_000_001, "block", False),
    ("rules: [{id: r, match: {size: '>1MB'}, action: block}]", GATEWAY, b" " * 1_000_000, "allow", False),
    ("ban: [{artifact: {name: 'deepseek-ai/*'}}]", WEIGHTS, None, "block", False),
    ("ban: [{artifact: {name: 'google/*'}}]", WEIGHTS, None, "allow", False),
    ("ban: [{category: chatbot}]", "https://www.example.org/", None, "allow", False),
]


@pytest.mark.parametrize(("text", "url", "body", "action", "unknown"), JUDGED)
def test_rules_are_asked_about_what_the_bytes_say(text, url, body, action, unknown):
    decision = judge(exchange(url, body), policy(text), KIT)
    assert (str(decision.action), decision.reasons[0].unknown) == (action, unknown)


def test_a_body_that_was_not_kept_is_opaque_for_the_reason_why():
    found = replace(exchange(GATEWAY, CHAT), body=None, opaque="too-large")
    decision = judge(found, policy("rules: [{id: r, match: {opaque: too-large}, action: block}]"), KIT)
    assert (str(decision.action), decision.opaque, decision.models) == ("block", "too-large", None)


def test_what_is_fetched_is_recognized():
    decision = judge(exchange(WEIGHTS), policy("ban: [deepseek]"), KIT)
    assert decision.artifact == Artifact("weights", "deepseek-ai/deepseek-r1", "huggingface", "main")
    assert decision.activity == "download-weights"


REALTIME = "wss://api.openai.com/v1/realtime?model=gpt-4o-realtime-preview"
SAID = {"type": "response.create", "response": {"instructions": "Hello"}}


def test_a_message_of_a_socket_is_judged_like_a_request():
    rules = policy("rules: [{id: r, match: {activity: chat}, action: block}]")
    read = reading_of_message(replace(exchange(REALTIME), body=json.dumps(SAID).encode()), rules, KIT)
    decision = decide_on(read, rules, KIT)
    assert (str(decision.action), decision.models) == ("block", ("gpt-4o-realtime-preview",))


def test_a_message_that_is_meant_for_no_model_is_read_where_a_rule_asks_what_is_said():
    asked = replace(exchange("wss://live.example.org/"), body=b'{"op": "ping", "to": "CANARY-1"}')
    size = policy("rules: [{id: r, match: {size: '>20'}, action: block}]")
    read = reading_of_message(asked, size, KIT)
    assert read.message is None
    assert decide_on(read, size, KIT).refused
    said = policy("rules: [{id: r, match: {content: custom.canary}, action: block}]")
    found = reading_of_message(asked, said, KIT).message
    assert isinstance(found, Message)
    assert "CANARY-1" in [part.text for part in found.parts]
