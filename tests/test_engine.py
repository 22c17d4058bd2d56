"""From the bytes of a request to a decision that says all that was seen of it."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace

import pytest

from quarterdeck.config.request import Stated, exchange_of
from quarterdeck.detect import Detectors
from quarterdeck.detect.pattern import Pattern
from quarterdeck.engine import (
    Kit,
    Reading,
    answer_facts,
    decide_on,
    judge,
    judge_answer,
    judge_connection,
    reading,
    reading_of_message,
)
from quarterdeck.model.content import Artifact, Extracted, Label, Message, Part, Upload
from quarterdeck.model.decision import Verdict
from quarterdeck.model.destination import Destination
from quarterdeck.model.principal import Principal
from quarterdeck.policy.compile import compile_policies
from quarterdeck.policy.evaluate import inspects_answer
from quarterdeck.policy.load import load_policies
from quarterdeck.services.catalog import load_catalog, load_makers

KIT = Kit(load_catalog(), load_makers())
JSON = (("content-type", "application/json"),)
CHAT = {"model": "gpt-4o", "stream": True, "messages": [{"role": "user", "content": "Hello"}]}


def policy(text: str):
    return compile_policies(load_policies(text={"p.yaml": f"policy: p\n{text}\n"}), KIT.catalog.services)


def exchange(url: str, body: object = None, **keys):
    raw = body if isinstance(body, bytes | None) else json.dumps(body).encode()
    return exchange_of(Stated(url, 1000.0, headers=JSON if raw else (), body=raw, **keys), KIT.catalog)


def test_a_decision_says_all_that_was_seen():
    decision = judge(exchange("https://api.openai.com/v1/chat/completions", CHAT), policy("ban: [openai]"), KIT)
    assert (str(decision.action), decision.reasons[0].id) == ("block", "p/ban-service-openai")
    assert (decision.service.id, decision.activity, decision.format) == ("openai-api", "chat", "openai-chat")
    assert (decision.models, decision.stream, decision.opaque, decision.artifact) == (("gpt-4o",), True, None, None)


FALLBACK = {**CHAT, "models": ["openai/gpt-4o", "deepseek/deepseek-r1"]}
GATEWAY = "https://openrouter.ai/api/v1/chat/completions"
WEIGHTS = "https://huggingface.co/deepseek-ai/DeepSeek-R1/resolve/main/model.safetensors"
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


@pytest.mark.parametrize(
    ("host", "client", "verdict", "because"),
    [
        ("chat.deepseek.com", "192.0.2.7", Verdict.INSPECT, "p.yaml:3"),
        ("chat.deepseek.com", "10.1.2.3", Verdict.TUNNEL, "no rule governs chat.deepseek.com"),
        ("huggingface.co", "192.0.2.7", Verdict.INSPECT, "p.yaml:4"),
        ("www.example.org", "192.0.2.7", Verdict.TUNNEL, "no rule governs www.example.org"),
        ("acme.snowflakecomputing.com", "192.0.2.7", Verdict.TUNNEL, "no rule governs acme.snowflakecomputing.com"),
    ],
)
def test_a_connection_is_read_where_a_rule_could_matter(host, client, verdict, because):
    rules = policy(
        "rules:\n"
        "  - {id: r, match: {service: deepseek}, unless: {principal: {cidr: 10.0.0.0/8}}, action: block}\n"
        "  - {id: a, match: {artifact: weights}, action: monitor}\n"
        "  - {id: s, match: {service: snowflake-cortex}, action: block}"
    )
    found = judge_connection(Destination(host, 443), Principal(client), 1000.0, rules, KIT)
    assert (found.verdict, found.because) == (verdict, because)


def test_a_shared_host_is_read_where_the_configuration_lists_it():
    kit = replace(KIT, inspect_shared=frozenset({"snowflakecomputing.com"}))
    destination = Destination("acme.snowflakecomputing.com", 443)
    found = judge_connection(destination, Principal("192.0.2.7"), 1000.0, policy("ban: [snowflake-cortex]"), kit)
    assert found.verdict is Verdict.INSPECT


CANARY = "rules: [{id: r, match: {content: custom.canary}, action: block}]"
FINDING_KIT = replace(KIT, detectors=Detectors((Pattern("custom.canary", "CANARY-[0-9]+"),)))
OPENAI = "https://api.openai.com/v1/chat/completions"


def said(text: str):
    return {"model": "gpt-4o", "messages": [{"role": "user", "content": text}]}


@pytest.mark.parametrize(
    ("url", "body", "part"),
    [
        (OPENAI, said("a CANARY-1"), "/messages/0/content"),
        (OPENAI + "?note=CANARY-1", said("a"), "@query/note"),
        (OPENAI + "?CANARY-1", said("a"), "@query!names"),
        (OPENAI + "?&CANARY-1;x", said("a"), "@query"),
        # A host that is no AI service, but that a rule about content is asked about.
        ("https://paste.example.org/", {"text": "CANARY-1"}, "/text"),
    ],
)
def test_what_is_found_says_where(url, body, part):
    decision = judge(exchange(url, body), policy(CANARY), FINDING_KIT)
    assert str(decision.action) == "block"
    assert decision.findings[0].detector == "custom.canary"
    assert decision.findings[0].part == part


def packed(text: str) -> bytes:
    """A message of protocol buffers with a text in its first field, compressed, in one frame of gRPC."""
    data = gzip.compress(b"\n" + bytes((len(text),)) + text.encode())
    return b"\1" + len(data).to_bytes(4, "big") + data


@pytest.mark.parametrize("url", ["https://api2.cursor.sh/aiserver.v1.A/B", "https://rpc.example.org/pkg.v1.A/B"])
def test_what_a_compressed_call_says_is_found_and_what_cannot_be_unpacked_may_be_anything(url):
    def sent(encoding: str):
        headers = (("content-type", "application/grpc"), ("grpc-encoding", encoding))
        asked = exchange_of(Stated(url, 1000.0, headers=headers, body=packed("a CANARY-1")), KIT.catalog)
        return judge(asked, policy(CANARY), FINDING_KIT)

    found = sent("gzip")
    assert (str(found.action), found.findings[0].detector, found.unread) == ("block", "custom.canary", ())
    assert (str(sent("snappy").action), sent("snappy").unread) == ("block", ("unknown-encoding",))


def test_nobody_looks_where_no_rule_asks():
    assert judge(exchange(OPENAI, said("a CANARY-1")), policy("ban: [deepseek]"), FINDING_KIT).findings == ()


def upload(*found: Extracted) -> Reading:
    files = tuple(Upload(f"/{number}", b"x") for number in range(max(1, len(found))))
    asked = exchange(OPENAI, said("a"))
    match = KIT.catalog.match("api.openai.com", asked.path, asked.headers)
    return Reading(asked, match, Message("openai-files", "upload", files=files))


EXTRACTED = [
    # what the file says, unread, action, the finding's detector and part
    (Extracted("docx", (("word/document.xml", "CANARY-7"),)), (), "block", "custom.canary", "/0!word/document.xml"),
    (Extracted("text", (("", "CANARY-7"),)), (), "block", "custom.canary", "/0"),
    (Extracted("text", (("", "nothing"),)), (), "allow", None, None),
    (Extracted("pdf", (), (("", "encrypted"),)), ("encrypted",), "block", None, None),
    (None, ("file",), "block", None, None),
]


@pytest.mark.parametrize(("found", "unread", "action", "detector", "part"), EXTRACTED)
def test_what_files_say_is_judged_and_what_they_do_not_say_may_be_anything(found, unread, action, detector, part):
    extracted = {} if found is None else {"/0": found}
    decision = decide_on(upload(), policy(CANARY), FINDING_KIT, extracted)
    assert (str(decision.action), decision.unread) == (action, unread)
    first = decision.findings[0] if decision.findings else None
    assert (first and first.detector, first and first.part) == (detector, part)


def test_a_label_is_a_finding():
    found = Extracted("docx", (("", "text"),), labels=(("docProps/custom.xml", Label("8b6e", "Secret")),))
    rules = policy("rules: [{id: r, match: {content: marking.mip.8b6e}, action: block}]")
    assert str(decide_on(upload(), rules, FINDING_KIT, {"/0": found}).action) == "block"


ROUTER = "https://openrouter.ai/api/v1/chat/completions"


@pytest.mark.parametrize(
    ("url", "text", "wanted"),
    [
        (ROUTER, "ban: [{model: '*deepseek*'}]", True),
        # It serves its own models only.
        (OPENAI, "ban: [{model: '*deepseek*'}]", False),
        (OPENAI, "rules: [{id: r, match: {content: custom.canary, direction: answer}, action: block}]", True),
        (OPENAI, CANARY, False),
        (OPENAI, "rules: [{id: r, match: {opaque: too-large, direction: answer}, action: block}]", True),
        (OPENAI, "rules: [{id: r, match: {opaque: true, direction: request}, action: block}]", False),
    ],
)
def test_an_answer_is_wanted_where_a_rule_depends_on_it(url, text, wanted):
    rules = policy(text)
    facts = answer_facts(reading(exchange(url, said("a")), rules, FINDING_KIT), FINDING_KIT)
    assert inspects_answer(rules, facts) is wanted


def test_an_answer_is_judged_by_its_model_and_its_text():
    rules = policy("rules: [{id: r, match: {content: custom.canary, direction: answer}, action: block}]")
    facts = answer_facts(reading(exchange(ROUTER, said("a")), rules, FINDING_KIT), FINDING_KIT)
    parts = (Part("/choices/0/message/content", "CANARY-1", "assistant"),)
    assert str(judge_answer(facts, (), parts, (), rules, FINDING_KIT).action) == "block"
    assert str(judge_answer(facts, (), parts[:0], (), rules, FINDING_KIT).action) == "allow"
    banned = policy("ban: [{model: '*deepseek*'}]")
    assert str(judge_answer(facts, ("deepseek/deepseek-r1",), (), (), banned, FINDING_KIT).action) == "block"
