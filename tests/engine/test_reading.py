"""What is found in texts and files, and what becomes of what could not be read."""

from __future__ import annotations

import gzip
from dataclasses import replace

import pytest

from quarterdeck.config.request import Stated, exchange_of
from quarterdeck.engine import Reading, decide_on, judge, reading, reading_of_message
from quarterdeck.engine.reading import UNREAD
from quarterdeck.engine.redaction import CannotRedact, redacting
from quarterdeck.model.content import Extracted, Label, Message, Upload

from .exchanges import CANARY, FINDING_KIT, KIT, OPENAI, exchange, policy, said


@pytest.mark.parametrize(
    ("url", "body", "part"),
    [
        (OPENAI, said("a CANARY-1"), "/messages/0/content"),
        (OPENAI, {**said("a"), "metadata": {"CANARY-1": True}}, "!names"),
        ("https://paste.example.org/", {"CANARY-1": 1}, "!names"),
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


SKIPPING = CANARY.replace("action: block", "action: block, on_unknown: skip")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b'{"messages": [{"role": "user", "content": "CANARY-1"}], "messages": []}', "duplicate-keys"),
        (b'{"messages": [], "messages": [{"role": "user", "content": "CAN\\u0041RY-1"}]}', "duplicate-keys"),
        (b'{"messages": [{"role": "user", "content": "CANARY-1"}],}', "not-json"),
        (b'{"messages": ' + b"[" * 300 + b'"CANARY-1"' + b"]" * 300 + b"}", "too-deep"),
        (b'{"prompts": "CANARY-1"}', "unexpected-shape"),
        (b'{"messages": [], "prompt": "CANARY-1", "x": [' + b'"a b",' * 120_000 + b"1]}", "too-many-parts"),
        (b'{"prompt": "\xff' + b"x" * 200_000 + b' CANARY-1"}', "bad-charset"),
    ],
)
def test_what_stands_in_a_body_that_cannot_be_read_is_found_all_the_same(body: bytes, why: str) -> None:
    rules = policy(SKIPPING)
    for each, headers in ((body, ()), (gzip.compress(body), (("content-encoding", "gzip"),))):
        asked = exchange(OPENAI, each)
        read = reading(replace(asked, headers=(*asked.headers, *headers)), rules, FINDING_KIT)
        decision = decide_on(read, rules, FINDING_KIT)
        assert (str(decision.action), decision.opaque) == ("block", why)
        assert [finding.part for finding in decision.findings] == [UNREAD]
        assert "CANARY" not in repr(read.message)
    assert judge(exchange(OPENAI, body.replace(b"RY-1", b"")), rules, FINDING_KIT).default


def test_it_is_refused_for_nobody_knows_what_it_is_to_be_without_it() -> None:
    rules = policy(SKIPPING.replace("block", "redact"))
    read = reading(exchange(OPENAI, b'{"messages": "CANARY-1", "messages": 1}'), rules, FINDING_KIT)
    with pytest.raises(CannotRedact) as raised:
        redacting(read, decide_on(read, rules, FINDING_KIT))
    assert raised.value.reason == "ambiguous"


def test_so_it_is_in_a_message_of_a_websocket() -> None:
    rules = policy(SKIPPING)
    for url in ("wss://api.openai.com/v1/realtime?model=m", "wss://elsewhere.example/socket"):
        asked = replace(exchange(url, b'{"type": "x", "type": "CANARY-1"}'), protocol="websocket")
        decision = decide_on(reading_of_message(asked, rules, FINDING_KIT), rules, FINDING_KIT)
        assert str(decision.action) == "block"


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
