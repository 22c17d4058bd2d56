"""What a held body says is what it would say in memory, or there is a reason why that cannot be told."""

from __future__ import annotations

import asyncio
import gzip
import os
from pathlib import Path

import pytest

from quarterdeck.config.schema import Config
from quarterdeck.engine import decide_on
from quarterdeck.model.content import Message
from quarterdeck.model.decision import Decision
from quarterdeck.proxy.held import Held
from quarterdeck.proxy.room import Room
from quarterdeck.proxy.spool import Spool
from quarterdeck.proxy.spooled import Read, Spooled
from tests.proxy.bench import CONTENT, DETECTORS, KIT, NOTHING, Told, bench, policy
from tests.wire.build import exchange

PROSE = b"nothing to see here, and nothing there\n" * 60_000
CANARY = b"CANARY-424242"
PUT = "https://api.openai.com/v1/raw"
CHAT = "https://openrouter.ai/api/v1/chat/completions"
PLAIN = "https://plain.example/upload"
PDF = b"%PDF-1.7\n" + b"\xff" * 2_000_000


def read(
    folder: Path,
    url: str,
    data: bytes,
    whole: int = 1000,
    text: str = CONTENT,
    told: Told | None = None,
    **headers: str,
) -> tuple[Read, Decision]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    async def scenario() -> tuple[Read, Decision]:
        spool = (room := Room(Config.model_validate({"state": folder, "limits": {"min_free": 0}}))).open()
        assert isinstance(spool, Spool)
        held = Held(spool, room, 10**9)
        for start in range(0, len(data), 500_000):
            if held.add(data[start : start + 500_000]):
                await held.keep()
        held.ended = True
        await held.keep()
        rules = policy(text)
        one = Spooled(held, exchange(url, None, named), rules, KIT, bench(text, told), whole)
        got = await one.read()
        held.close()
        return got, decide_on(got.reading, rules, KIT, got.extracted, got.found)

    return asyncio.run(scenario())


def test_a_body_that_would_have_been_kept_is_read_as_one_that_was(tmp_path):
    data = b'{"model": "gpt-4o", "messages": [{"role": "user", "content": "%b CANARY-424242"}]}' % (b"x" * 2000)
    got, decision = read(tmp_path, CHAT, data, whole=10_000, content_type="application/json")
    assert (decision.models, decision.format, decision.refused) == (("gpt-4o",), "openai-chat", True)
    assert got.reading.exchange.body == data


@pytest.mark.parametrize("url", [PUT, PLAIN])
@pytest.mark.parametrize("found", [True, False])
def test_a_text(tmp_path, url, found):
    data = PROSE + (CANARY if found else b"CANARY")
    got, decision = read(tmp_path, url, data, content_type="text/plain; charset=utf-8")
    assert (decision.refused, decision.unread) == (found, ())
    assert [(one.part, one.start) for one in got.found] == ([("", len(PROSE))] if found else [])
    assert (got.reading.exchange.body, got.reading.exchange.length) == (None, len(data))


def test_a_prompt_that_is_text_may_be_for_any_model(tmp_path):
    _, decision = read(tmp_path, "https://openrouter.ai/api/v1/embed", PROSE, content_type="text/plain")
    assert decision.models is None or decision.unread


@pytest.mark.parametrize("coding", ["gzip", "deflate", "gzip, br"])
def test_codings(tmp_path, coding):
    data = gzip.compress(PROSE + os.urandom(100_000).hex().encode() + b" " + CANARY)
    _, decision = read(tmp_path, PUT, data, content_type="text/plain", content_encoding=coding)
    if coding == "gzip":
        assert (decision.refused, decision.unread) == (True, ())
    else:
        assert decision.unread == ("corrupt-encoding",)


def test_a_coding_that_nobody_knows(tmp_path):
    assert read(tmp_path, PUT, PROSE, content_encoding="pack200")[1].unread == ("unknown-encoding",)


def test_a_bomb(tmp_path):
    data = gzip.compress(bytes(300_000_000))
    assert read(tmp_path, PUT, data, content_encoding="gzip", content_type="text/plain")[1].unread == ("too-large",)


def test_a_file(tmp_path):
    told = Told()
    got, decision = read(tmp_path, PUT, PDF, told=told, content_type="application/pdf")
    assert told.sizes == [len(PDF)]
    assert [one.part for one in got.found] == [""]
    assert (decision.refused, decision.unread) == (True, ())


def test_a_form(tmp_path):
    data = b'--e\r\nContent-Disposition: form-data; name="a"; filename="a.txt"\r\n\r\n%b\r\n--e--\r\n' % (
        PROSE + CANARY
    )
    got, decision = read(tmp_path, PLAIN, data, content_type="multipart/form-data; boundary=e")
    assert (decision.refused, decision.unread) == (True, ())
    assert [one.part for one in got.found] == ["/a"]


def test_the_small_files_of_a_form_are_read_too(tmp_path):
    small = b'--e\r\nContent-Disposition: form-data; name="b"; filename="b.pdf"\r\n\r\n%PDF-1.7 \xff\r\n'
    large = b'--e\r\nContent-Disposition: form-data; name="a"; filename="a.txt"\r\n\r\n' + PROSE + b"\r\n--e--\r\n"
    told = Told()
    got, decision = read(tmp_path, PLAIN, small + large, told=told, content_type="multipart/form-data; boundary=e")
    assert told.sizes == [10]
    assert set(got.extracted) == {"/a", "/b"}
    assert decision.refused


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=e", "multipart/form-data"])
def test_a_form_that_is_not_well_formed(tmp_path, kind):
    assert read(tmp_path, PUT, b"--e\r\n" + PROSE, content_type=kind)[1].unread == ("bad-multipart",)


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b'{"a": "', ""),
        (b'/* */ {"a": "', "text/plain"),
        (b"[", "text/plain"),
        (b"x", "application/json"),
        (b"a=", "application/x-www-form-urlencoded"),
        (b"\0", "application/grpc"),
        (b"x", "text/plain; charset=utf-16"),
        (b"x", "text/plain; charset=nobody"),
    ],
)
def test_what_cannot_be_parsed_in_parts_is_opaque_and_looked_through_all_the_same(tmp_path, start, kind):
    got, decision = read(tmp_path, CHAT, start + PROSE + CANARY, content_type=kind)
    assert "too-large" in decision.unread
    assert [one.detector for one in got.found] == ["custom.canary"]
    assert decision.refused
    assert not isinstance(got.reading.message, Message)


def test_a_body_that_amazon_signs_in_pieces(tmp_path):
    assert read(tmp_path, PUT, PROSE, content_encoding="aws-chunked")[1].unread == ("too-large",)


def test_nothing_is_looked_for_that_no_rule_asks_for(tmp_path):
    assert read(tmp_path, CHAT, b"{" + PROSE + CANARY, text=NOTHING)[0].found == ()


def test_a_disk_that_does_not_give_back_what_it_was_given(tmp_path, monkeypatch):
    monkeypatch.setattr(Spool, "read", lambda *_: (_ for _ in ()).throw(OSError(5, "the disk")))
    assert read(tmp_path, PUT, PROSE, content_type="text/plain")[1].unread == ("spool-failed",)


def test_the_detectors_of_the_bench_are_those_of_the_kit():
    assert KIT.detectors is DETECTORS
