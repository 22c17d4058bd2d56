"""E87, down to the bytes of the log: whatever a client sends, an exchange is one line, escaped, and cut if long."""

from __future__ import annotations

import json
import re

import pytest

from .harness.fleet import Fleet
from .harness.policy import PACKS, RULES
from .harness.quarterdeck import Quarterdeck
from .harness.rawclient import RawClient, Reply
from .harness.world import World

HOST = "www.banned.example"
_FORGED = '{"event":"decision","outcome":"forwarded","incident":"qd-forged"}'
_TEXTS = {
    "lines": f"a\n{_FORGED}\nb",
    "carriage": f"a\r\n{_FORGED}",
    "closes the string": '","outcome":"forwarded","incident":"qd-forged","x":"',
    "terminal": "\x1b[2J\x1b[31mred\x1b]0;title\x07\x9b31m",
    "separators": "a\u2028b\u2029c\x85d\u202etxt.exe",
    "nul": "a\x00b\x7f",
}
# What a terminal, or a reader of lines, might take for anything but text.
_CONTROL = re.compile(rb"[\x00-\x09\x0b-\x1f\x7f]")
_MOST = 10_000


@pytest.fixture
def mine(fleet: Fleet, internet: World) -> Quarterdeck:
    """Full addresses are kept, which is the most that a client can fill."""
    return fleet(rules={"e2e.yaml": RULES}, packs=PACKS, audit={"url": "full"})


def send(quarterdeck: Quarterdeck, target: bytes) -> Reply:
    """What a banned host's request is answered with."""
    with RawClient(quarterdeck.address, patience=20) as client:
        client.connect(f"{HOST}:443")
        client.start_tls(HOST.encode())
        client.send(b"GET %b HTTP/1.1\r\nHost: %b\r\n\r\n" % (target, HOST.encode()))
        return client.reply()


def quoted(text: str) -> bytes:
    return b"".join(b"%%%02x" % byte for byte in text.encode())


def written(quarterdeck: Quarterdeck) -> list[bytes]:
    """The lines of the log as they lie on the disk."""
    paths = sorted((quarterdeck.state / "audit").glob("deck-*/records/*.jsonl"))
    return [line for path in paths for line in path.read_bytes().splitlines(keepends=True)]


@pytest.mark.parametrize("text", _TEXTS)
def test_what_is_meant_for_the_log_is_text_in_one_line_of_it(mine: Quarterdeck, text: str) -> None:
    reply = send(mine, b"/kept?q=" + quoted(_TEXTS[text]))
    assert reply.status == 403
    line = mine.record_of(reply.incident)
    assert (line["outcome"], line["path"]) == ("refused", "/kept?q=" + quoted(_TEXTS[text]).decode())
    check(mine)


@pytest.mark.parametrize("size", [3000, 30_000])
def test_a_long_address_is_cut_and_the_line_says_so(mine: Quarterdeck, size: int) -> None:
    reply = send(mine, b"/" + b"%0a" * (size // 3))
    assert reply.status == 403
    line = mine.record_of(reply.incident)
    assert line["truncated"] is True
    assert line["path"].startswith("/%0a%0a")
    check(mine)


def test_a_megabyte_of_address_is_refused_in_one_line_that_does_not_repeat_it(mine: Quarterdeck) -> None:
    reply = send(mine, b"/" + b"zq" * 500_000)
    assert 400 <= reply.status < 500
    line = mine.record_of(reply.incident)
    assert line["outcome"] == "refused"
    assert "zqzq" not in json.dumps(line)
    check(mine)


def check(quarterdeck: Quarterdeck) -> None:
    """Every line is one document without a control character, and none too long or forged."""
    for line in written(quarterdeck):
        if not line.endswith(b"\n"):
            continue
        assert not _CONTROL.search(line), line
        assert len(line) < _MOST
        assert json.loads(line).get("incident") != "qd-forged"
