"""Files are read in processes of their own, when a rule depends on what they say."""

from __future__ import annotations

import asyncio

import pytest

from quarterdeck.engine import Reading
from quarterdeck.extract.pool import Extractors
from quarterdeck.model.content import Message, Upload
from quarterdeck.policy.compile import PolicySet, compile_policies
from quarterdeck.policy.load import load_policies
from quarterdeck.proxy import uploads
from quarterdeck.services.match import NO_SERVICE
from tests.wire.build import exchange


def policy(match: str) -> PolicySet:
    text = f"policy: p\nrules: [{{id: r, match: {{{match}}}, action: block}}]\n"
    return compile_policies(load_policies(text={"p.yaml": text}), {})


def said(rules: PolicySet, *files: Upload) -> dict[str, list[tuple[str, str]]]:
    async def scenario() -> dict[str, list[tuple[str, str]]]:
        extractors = Extractors(1)
        message = Message("openai-files", "upload", files=files)
        reading = Reading(exchange("https://a.example/", b"x"), NO_SERVICE, message)
        try:
            found = await uploads.extracted(reading, rules, extractors)
        finally:
            await extractors.close()
        return {pointer: list(one.texts) for pointer, one in found.items()}

    return asyncio.run(scenario())


def test_files_are_read_where_a_rule_asks_what_they_say() -> None:
    page = Upload("/file", b"<html><body>a &lt;b&gt;</body></html>", "a.html")
    texts = [text for _, text in said(policy("content: custom.x"), page)["/file"]]
    assert any("a <b>" in text for text in texts)
    assert said(policy("opaque: encrypted"), page)
    assert said(policy("host: a.example"), page) == {}


def test_files_beyond_the_most_are_left_unread() -> None:
    files = [Upload(f"/{number}", b"plain text", "a.txt") for number in range(uploads.MOST + 1)]
    found = said(policy("content: custom.x"), *files)
    assert len(found) == uploads.MOST
    assert f"/{uploads.MOST}" not in found
    # One exchange alone does not fill the queue.
    assert all(found.values())


def test_an_exchange_whose_files_take_too_long_leaves_the_rest_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "_SECONDS", 0.0)
    files = [Upload(f"/{number}", b"plain text", "a.txt") for number in range(5)]
    assert not any(said(policy("content: custom.x"), *files).values())
