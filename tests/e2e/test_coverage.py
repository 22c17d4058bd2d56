"""What was not read is said: in the record, in the totals, in the log of the proxy, and to the policy."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from typing import Any

import pytest

from .harness.clients import curl, httpx_client
from .harness.deadline import until
from .harness.fleet import Fleet
from .harness.process import clean_environment
from .harness.quarterdeck import Quarterdeck
from .harness.world import World

RULES = """\
policy: coverage
owner: security@example.org
detectors:
  - {id: custom.canary, regex: 'CANARY-[0-9]{6}', hits: [CANARY-123456], misses: [CANARY-12]}
rules:
  - {id: watch, match: {host: [openrouter.ai, api.together.xyz, chatgpt.com]}, action: monitor}
  - id: no-canary
    match: {host: openrouter.ai, content: {detector: custom.canary}}
    on_unknown: skip
    action: block
    reason: Canaries stay here.
  - {id: drift, match: {host: api.together.xyz, opaque: unexpected-shape}, action: block, reason: This is not read.}
"""
CHAT = "https://openrouter.ai/api/v1/chat/completions"
TURN = "/backend-api/conversation"
# A payload as chatgpt.com might send it after a change of its own.
CHANGED = {"action": "next", "model": "auto", "turns": [{"who": "user", "words": ["x" * 200]}]}


@pytest.fixture
def covering(fleet: Fleet, internet: World) -> Quarterdeck:
    return fleet(rules={"coverage.yaml": RULES})


def zipped(text: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("inner.txt", text)
    return packed.getvalue()


def decided(quarterdeck: Quarterdeck, wanted: Mapping[str, Any]) -> dict[str, Any]:
    return quarterdeck.wait_record(
        lambda line: line["event"] == "decision" and all(line.get(key) == value for key, value in wanted.items()),
        f"a record with {dict(wanted)}",
    )


def test_a_request_that_was_read_whole_says_so(covering: Quarterdeck) -> None:
    with httpx_client(covering) as client:
        said = {"model": "m", "messages": [{"role": "user", "content": "hello"}]}
        assert client.post(CHAT, json=said).status_code == 200
    record = decided(covering, {"host": "openrouter.ai", "format": "openai-chat"})
    assert (record["coverage"], "unread" in record) == ("whole", False)


def test_what_is_in_a_file_is_read_and_what_is_not_is_told(covering: Quarterdeck) -> None:
    url = "https://openrouter.ai/api/v1/files"
    with httpx_client(covering) as client:
        purpose = {"purpose": "assistants"}
        assert client.post(url, data=purpose, files={"file": ("a.bin", zipped("hello"))}).status_code == 200
        refused = client.post(url, data=purpose, files={"file": ("a.bin", zipped("a CANARY-123456"))})
        assert refused.status_code == 403
        picture = b"\x89PNG\r\n\x1a\n" + bytes(200)
        assert client.post(url, data=purpose, files={"file": ("a.txt", picture)}).status_code == 200
    record = covering.record_of(refused.headers["Quarterdeck-Incident"])
    assert record["findings"] == {"custom.canary": 1}
    assert record["coverage"] == "whole"
    assert decided(covering, {"coverage": "part"})["unread"]


def test_a_site_that_changed_what_it_sends_never_passes_silently(covering: Quarterdeck) -> None:
    with httpx_client(covering) as client:
        # The rule about it holds on one host; on the other it is recorded and told.
        refused = client.post(f"https://api.together.xyz{TURN}", json=CHANGED)
        assert refused.status_code == 403
        assert client.post(f"https://openrouter.ai{TURN}", json=CHANGED).status_code in (200, 404)
    record = decided(covering, {"host": "openrouter.ai", "drift": True})
    assert (record["format"], record["coverage"], record["unread"]) == ("chatgpt-web", "none", ["unexpected-shape"])
    until(lambda: "adapter drift: requests to openrouter.ai" in covering.log.read_text(), "the warning")

    def told() -> Any:
        return [one for one in status(covering)["coverage"]["drift"] if one["host"] == "openrouter.ai"]

    assert until(told, "drift in the status") == [
        {"format": "chatgpt-web", "host": "openrouter.ai", "requests": 1},
    ]


def status(quarterdeck: Quarterdeck) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "quarterdeck", "status", "-c", str(quarterdeck.config), "--json"],
        capture_output=True,
        env=clean_environment(quarterdeck.folder),
        check=False,
    )
    return json.loads(done.stdout)


def test_a_client_that_trusts_nobody_is_counted_as_pinned(covering: Quarterdeck, source: str) -> None:
    got = curl(covering, "https://openrouter.ai/", "--interface", source, "--cacert", "/dev/null")
    assert got.code != 0
    (record,) = until(lambda: covering.from_client(source), "the record")
    assert (record["outcome"], record["coverage"], record["unread"]) == ("failed", "none", ["pinned"])
