"""An answer goes on without what was found in it, in each grammar, cut wherever it was; else it ends there."""

from __future__ import annotations

import base64
import binascii
import gzip
import json
import random
import string
import struct
import zlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quarterdeck import wire
from quarterdeck.detect import Detectors
from quarterdeck.detect.pattern import Pattern
from quarterdeck.model.decision import Action, Decision
from quarterdeck.proxy.answering import Answering
from quarterdeck.proxy.redacting import RedactingBody
from quarterdeck.proxy.restoring import Restoring
from quarterdeck.proxy.runtime import Exchanged
from quarterdeck.wire import answers
from tests.proxy.deck import awaiting, world
from tests.wire.answers.reading import cut, events, sse, texts
from tests.wire.rewriting.test_rewriter import FINISH, SSE, STREAMS, chat, chat_call, deltas, said
from tests.wire.rewriting.test_rewriting import STREAMED, body_of, marked

BIRD = "BIRD-4711!"
RULES = """\
policy: p
rules:
  - id: bird
    match: {content: [custom.eagle, custom.ring], direction: answer}
    action: redact
    on_unknown: skip
    redact: {STYLE}
  - {id: canary, match: {content: custom.canary, direction: answer}, action: block, on_unknown: skip}
  - {id: mouse, match: {content: custom.mouse, direction: answer}, action: monitor}
"""
NAME = "<EAGLE_1>"
CUT = b"CUT"
NDJSON, EVENTS, CONNECT = "application/x-ndjson", "application/vnd.amazon.eventstream", "application/connect+json"


def exchanged_in(folder: Path, style: str = "style: placeholder") -> Exchanged:
    found = awaiting(folder, RULES.replace("STYLE", style))
    written = {"custom.canary": "CANARY-[0-9]+!", "custom.eagle": "BIRD-[0-9]{4}!"}
    written |= {"custom.mouse": "MOUSE-[0-9]", "custom.ring": r"\b47[0-9]{10}\b"}
    patterns = tuple(Pattern(name, regex) for name, regex in written.items())
    found.world = replace(found.world, kit=replace(found.world.kit, detectors=Detectors(patterns)))
    return found


@pytest.fixture(scope="module")
def exchanged(tmp_path_factory: pytest.TempPathFactory) -> Exchanged:
    return exchanged_in(tmp_path_factory.mktemp("redacting"))


def one_of(
    exchanged: Exchanged,
    name: str | None,
    kind: str,
    codings: tuple[str, ...] = (),
    *,
    taken: Iterable[str] = (),
    window: int = 64,
) -> Answering:
    def refuse(_: Decision) -> bytes:
        return CUT

    redacting = RedactingBody(name, kind, taken=tuple(taken), key=b"k", window=window)
    return Answering(exchanged, answers.reader(name, kind, codings), refuse, redacting=redacting)


def passed(one: Answering, chunks: Iterable[bytes]) -> bytes:
    return b"".join(piece for chunk in (*chunks, b"") for piece in one.pass_on(chunk))


def ndjson(make: Callable[[str], Any], pieces: list[str]) -> bytes:
    return b"".join(json.dumps(make(piece)).encode() + b"\n" for piece in pieces)


def connect(make: Callable[[str], Any], pieces: list[str]) -> bytes:
    said = [json.dumps(make(piece)).encode() for piece in pieces]
    return b"".join(struct.pack(">BI", 0, len(data)) + data for data in said) + struct.pack(">BI", 2, 2) + b"{}"


def event_stream(pieces: list[str]) -> bytes:
    """As Bedrock's Converse streams."""
    out = b""
    for piece in pieces:
        data = json.dumps({"contentBlockIndex": 0, "delta": {"text": piece}}).encode()
        name, value = b":event-type", b"contentBlockDelta"
        head = bytes([len(name)]) + name + b"\x07" + struct.pack(">H", len(value)) + value
        prelude = struct.pack(">II", 16 + len(head) + len(data), len(head))
        whole = prelude + zlib.crc32(prelude).to_bytes(4) + head + data
        out += whole + zlib.crc32(whole).to_bytes(4)
    return out


def ollama(text: str) -> dict[str, Any]:
    return {"model": "m", "message": {"role": "assistant", "content": text}, "done": False}


FRAMED: list[tuple[str, str, Callable[[list[str]], bytes]]] = [
    ("ollama", NDJSON, lambda pieces: ndjson(ollama, pieces)),
    ("bedrock", EVENTS, event_stream),
    ("kimi-web", CONNECT, lambda pieces: connect(lambda text: {"event": "cmpl", "text": text}, pieces)),
]
ALL = [
    *(
        (name, SSE, lambda pieces, make=make, last=last: deltas(make, pieces, last), nested)
        for name, make, last, nested in STREAMS
    ),
    *((name, kind, make, False) for name, kind, make in FRAMED),
]


@pytest.mark.parametrize("stream", ALL, ids=lambda one: f"{one[0]}-{one[1].rpartition('/')[2]}{'-call' * one[3]}")
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_cut_anywhere_a_stream_comes_without_what_was_found(exchanged: Exchanged, stream: Any, data: Any) -> None:
    name, kind, make, nested = stream
    inner = f"To {BIRD}, not BIRD-47 {BIRD} or BIRD-"
    text = json.dumps({"card": inner}) if nested else inner
    pieces = [one.decode() for one in cut(text.encode(), data.draw(st.lists(st.integers(1, len(text)), max_size=20)))]
    body = make(pieces)
    one = one_of(exchanged, name, kind)
    came = passed(one, cut(body, data.draw(st.lists(st.integers(1, len(body)), max_size=8))))
    assert [said for _, said in said(name, kind, came)] == [text.replace(BIRD, NAME)]
    assert len(events(wire.answer(name, kind), [came])) == len(events(wire.answer(name, kind), [body]))
    assert (one.redacted, one.refused, one.failed) == (2, None, False)


# Texts of no known grammar are not held back, so that they are cut where something lies across two of their events.
LOOSE = {"amazon-q", "unknown", "yuanbao-web"}
PAGES = {"page-whole"}
# Its client is sent all chunks again in the end, and reads those by their numbers.
TWICE = {"perplexity-web/stream"}


@pytest.mark.parametrize("file", STREAMED, ids=lambda file: f"{file.parent.name}/{file.stem}")
@pytest.mark.parametrize("way", ["whole", "at once", "byte by byte"])
def test_each_text_of_a_sample_is_redacted(exchanged: Exchanged, file: Path, way: str) -> None:
    found, body = body_of(file)
    name, kind = found["format"], found["content_type"]
    for at in (3, len(BIRD) - 1):
        sent = marked(found, body, at, BIRD)
        one = one_of(exchanged, name, kind)
        if way == "whole":
            one.hear(sent)
            came = b"" if one.ended else one.made if one.made is not None else sent
        else:
            came = passed(one, [sent] if way == "at once" else [sent[place : place + 1] for place in range(len(sent))])
        assert BIRD.encode() not in came
        assert not one.failed
        before = texts(events(wire.answer(name, kind), [sent]))
        if one.refused is not None:
            assert file.stem in PAGES or (way == "byte by byte" and file.parent.name in LOOSE)
            assert one.made is None
        elif f"{file.parent.name}/{file.stem}" not in TWICE:
            after = texts(events(wire.answer(name, kind), [came]))
            assert sorted(after) == sorted((key, role, text.replace(BIRD, NAME)) for key, role, text in before)


@pytest.mark.parametrize(
    ("style", "wanted"), [("style: mask", "****************"), ("style: pseudonym", "EAGLE-"), ("restore: true", NAME)]
)
def test_each_style_is_the_same_throughout_the_answer(tmp_path: Path, style: str, wanted: str) -> None:
    one = one_of(exchanged_in(tmp_path, style), "openai-chat", SSE)
    came = passed(one, [deltas(chat, [f"{BIRD} and ", BIRD[:4], BIRD[4:]], FINISH)])
    first, second = said("openai-chat", SSE, came)[0][1].split(" and ")
    assert first == second
    assert first.startswith(wanted)


def test_an_answer_goes_on_event_by_event(exchanged: Exchanged) -> None:
    one = one_of(exchanged, "openai-chat", SSE)
    sizes = [len(one.pass_on(sse(chat("word " * 20)))) for _ in range(10)]
    assert sizes == [0] + [1] * 9


def test_a_comment_that_keeps_a_connection_alive_waits_for_nothing(exchanged: Exchanged) -> None:
    one = one_of(exchanged, "openai-chat", SSE)
    assert one.pass_on(sse(chat("word"))) == []
    assert one.pass_on(b": still there\n\n")[0].startswith(b": still there")


def test_a_message_that_stands_alone_waits_for_nothing(exchanged: Exchanged) -> None:
    for name in ("mcp", "unknown"):
        one = one_of(exchanged, name, SSE)
        message = {"jsonrpc": "2.0", "id": 1, "result": {"content": [{"type": "text", "text": f"of {BIRD}"}]}}
        (came,) = one.pass_on(sse(message))
        assert json.loads(came[6:])["result"]["content"][0]["text"] == f"of {NAME}"
    words = one_of(exchanged, None, SSE)
    assert words.pass_on(sse(f"of {BIRD}")) == [sse(f"of {NAME}")]


def test_what_comes_back_to_the_user_is_not_found_and_keeps_its_name(exchanged: Exchanged) -> None:
    originals = {"EAGLE_1": "BIRD-0001!"}
    one = one_of(exchanged, "openai-chat", SSE, taken=originals)
    restoring = Restoring(originals, "openai-chat", SSE, (), one.pass_on)
    body = deltas(chat, ["<EAG", "LE_1> or ", BIRD[:5], BIRD[5:], "?"], FINISH)
    came = b"".join(piece for chunk in (*cut(body, range(0, len(body), 7)), b"") for piece in restoring.pass_on(chunk))
    assert said("openai-chat", SSE, came) == [("/choices/0/message/content", "BIRD-0001! or <EAGLE_2>?")]


def test_arguments_of_a_tool_are_json_still(exchanged: Exchanged) -> None:
    text = json.dumps({"to": f'"{BIRD}\n', "ring": 470011470011, "more": [BIRD]})
    wanted = {"to": f'"{NAME}\n', "ring": "<RING_1>", "more": [NAME]}
    came = passed(one_of(exchanged, "openai-chat", SSE), [deltas(chat_call, list(text), FINISH)])
    assert json.loads(said("openai-chat", SSE, came)[0][1]) == wanted
    call = {"index": 0, "message": {"tool_calls": [{"function": {"name": "find", "arguments": text}}]}}
    one = one_of(exchanged, "openai-chat", "application/json")
    one.hear(json.dumps({"choices": [call]}).encode())
    made = json.loads(one.made or b"")["choices"][0]["message"]["tool_calls"][0]["function"]
    assert (made["name"], json.loads(made["arguments"])) == ("find", wanted)


def test_what_more_text_makes_something_else_is_let_be(exchanged: Exchanged) -> None:
    one = one_of(exchanged, "openai-chat", SSE)
    came = passed(one, [sse(chat(piece)) for piece in ("it is 470011470011", "5, which is no ring")])
    assert said("openai-chat", SSE, came)[0][1] == "it is 4700114700115, which is no ring"
    assert one.redacted == 0


def test_a_rule_that_blocks_cuts_what_another_redacts(exchanged: Exchanged) -> None:
    one = one_of(exchanged, "openai-chat", SSE)
    came = passed(one, [deltas(chat, ["one ", BIRD, " two ", "CANARY-1!"], FINISH)])
    assert came.endswith(CUT)
    assert b"BIRD-4" not in came
    assert b"CANARY" not in came
    assert one.refused is not None
    assert one.refused.reasons[0].rule == "canary"
    assert one.redacted == 0


def test_what_is_found_where_it_cannot_be_rewritten_is_cut(exchanged: Exchanged) -> None:
    logged = {"model": "m", "choices": [{"index": 0, "delta": {"content": BIRD}, "logprobs": {"content": []}}]}
    logged["choices"][0]["logprobs"]["content"].append({"token": "BIRD", "logprob": -1.0})  # type: ignore[index]  # JSON
    one = one_of(exchanged, "openai-chat", SSE)
    assert passed(one, [sse(logged)]) == CUT
    assert one.decision is not None
    assert (one.decision.refused, len(one.decision.findings)) == (True, 1)
    protobuf = b"\x0a" + bytes([len(BIRD)]) + BIRD.encode()
    binary = one_of(exchanged, None, "application/connect+proto")
    assert passed(binary, [struct.pack(">BI", 0, len(protobuf)) + protobuf]) == CUT
    encoded = base64.b64encode(f"the bird is {BIRD}, and that is all of it".encode()).decode()
    hidden = one_of(exchanged, "openai-chat", SSE)
    assert binascii.b2a_hex(BIRD.encode()) not in (came := passed(hidden, [sse(chat(f"x {encoded} y"))]))
    assert encoded.encode() not in came


@pytest.fixture(scope="module")
def packaged(tmp_path_factory: pytest.TempPathFactory) -> Exchanged:
    found = exchanged_in(tmp_path_factory.mktemp("packaged"))
    content = '["pii.payment-card*", pii.email, secrets.rsa-private-key]'
    found.world = world(
        "policy: p\nowner: a@example.org\n"
        f"rules: [{{id: r, match: {{content: {content}, direction: answer}}, action: redact, reason: r}}]"
    )
    return found


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_packaged_detectors_see_the_same_however_an_answer_is_cut(packaged: Exchanged, data: Any) -> None:
    text = (
        "Ada's 4111 1111 1111 1111 and 4111111111111111, not 4111 1111 1111 1112; ada.lovelace@corp.example.com wrote. "
        * 2
    )
    places = data.draw(st.lists(st.integers(1, len(text)), max_size=60))
    pieces = [piece.decode() for piece in cut(text.encode(), places)]
    one = one_of(packaged, "openai-chat", SSE, window=256)
    came = passed(one, [sse(chat(piece)) for piece in pieces])
    line = "Ada's <PAYMENT_CARD_1> and <PAYMENT_CARD_2>, not 4111 1111 1111 1112; <EMAIL_1> wrote. "
    assert said("openai-chat", SSE, came)[0][1] == line * 2


@pytest.mark.parametrize(("lines", "hides"), [(20, True), (100, False)])
def test_a_key_is_hidden_as_it_comes_or_cut_before_its_first_letter(
    packaged: Exchanged, lines: int, hides: bool
) -> None:
    made_up = random.Random(lines)
    body = "\n".join("".join(made_up.choices(string.ascii_letters + string.digits, k=64)) for _ in range(lines))
    mark = "RSA PRIVATE " + "KEY-----"
    text = f"Look: -----BEGIN {mark}\nMII{body}\n-----END {mark} that is it"
    one = one_of(packaged, "openai-chat", SSE, window=256)
    came = passed(one, [sse(chat(text[at : at + 5])) for at in range(0, len(text), 5)])
    assert b"MII" not in came
    assert body[-20:].encode() not in came
    assert (one.refused is None) is hides
    if hides:
        assert said("openai-chat", SSE, came)[0][1] == "Look: <RSA_PRIVATE_KEY_1> that is it"


@pytest.mark.parametrize("kind", ["text/html", "application/xhtml+xml; charset=utf-8", "Application/JavaScript"])
def test_a_page_is_not_rewritten(exchanged: Exchanged, kind: str) -> None:
    one = one_of(exchanged, None, kind)
    one.hear(f"<p>of {BIRD}</p>".encode())
    assert one.made is None
    assert one.refused is not None


def test_what_was_found_is_counted_once_and_said_to_be_rewritten(exchanged: Exchanged) -> None:
    one = one_of(exchanged, "openai-chat", SSE)
    passed(one, [sse(chat(piece)) for piece in ("a ", BIRD, " b ", BIRD, " c", " d")])
    assert one.decision is not None
    assert [finding.detector for finding in one.decision.findings] == ["custom.eagle"] * 2
    assert (one.decision.rewritten, one.decision.refused, one.redacted) == (True, False, 2)
    # A weaker rule that speaks later does not make it forgotten.
    passed(one, [sse(chat(piece)) for piece in ("word " * 1000, "MOUSE-1")])
    assert (one.decision.action, len(one.decision.findings)) == (Action.REDACT, 2)


def test_an_answer_kept_whole_is_made_anew_without_its_codings(exchanged: Exchanged) -> None:
    body = json.dumps({"choices": [{"index": 0, "message": {"content": f"of {BIRD}"}}], "x": 1.50}).encode()
    one = one_of(exchanged, "openai-chat", "application/json", ("gzip",))
    one.hear(gzip.compress(body))
    assert one.made == body.replace(BIRD.encode(), NAME.encode())
    quiet = one_of(exchanged, "openai-chat", "application/json")
    quiet.hear(body.replace(BIRD.encode(), b"nobody"))
    assert (quiet.made, quiet.redacted) == (None, 0)


def test_few_bytes_that_decode_to_very_many_are_not_rewritten_in_part(
    exchanged: Exchanged, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quarterdeck.proxy.answering._MOST_DECODED", 1 << 20)
    one = one_of(exchanged, "openai-chat", "application/json", ("gzip",))
    one.hear(gzip.compress(f'"{BIRD}"'.encode() + b"".join(b'{"a": "%d"}, ' % number for number in range(150_000))))
    assert one.made is None
    assert one.refused is not None


def test_a_fault_shows_nothing(exchanged: Exchanged, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> list[bytes]:
        raise RuntimeError

    monkeypatch.setattr(RedactingBody, "pass_on", broken)
    one = one_of(exchanged, "openai-chat", SSE)
    assert passed(one, [sse(chat(BIRD))]) == b""
    assert one.failed
