"""WebSockets: refused at the handshake when the host is banned, closed with 1008 when a message is."""

from __future__ import annotations

import json
import zlib

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from ..evasion.rows.websockets import frame
from .harness import policy
from .harness.clients import websocket
from .harness.deadline import until
from .harness.fleet import Fleet
from .harness.names import BANNED, GOVERNED, UNLISTED
from .harness.policy import SHARED
from .harness.quarterdeck import Quarterdeck
from .harness.rawclient import RawClient
from .harness.world import World
from .test_reload import BASE, put

REALTIME = f"wss://{GOVERNED}/v1/realtime?model=allowed-1"


LIMIT = 100_000
DEFLATE = b"Sec-WebSocket-Extensions: permessage-deflate\r\n"


@pytest.fixture
def bounded(fleet: Fleet, internet: World) -> Quarterdeck:
    """The shared proxy's like, that keeps little of a message."""
    return fleet(rules={"e2e.yaml": policy.RULES}, packs=policy.PACKS, limits={"memory_body": LIMIT})


@pytest.fixture(scope="module")
def reloaded(fleet: Fleet, internet: World) -> Quarterdeck:
    """A proxy whose rules the tests replace."""
    return fleet(rules={"reload.yaml": BASE}, fresh=True)


def opened(quarterdeck: Quarterdeck, source: str, extra: bytes = b"", query: str = "") -> RawClient:
    """A WebSocket to the governed host of which every byte is the test's."""
    client = RawClient(quarterdeck.address, source, 15)
    client.connect(f"{GOVERNED}:443")
    client.start_tls(GOVERNED.encode())
    client.send(
        b"GET /v1/realtime?model=allowed-1%b HTTP/1.1\r\nHost: %b\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n%b\r\n"
        % (query.encode(), GOVERNED.encode(), extra)
    )
    assert client.head().status == 101
    return client


def closed(client: RawClient) -> tuple[int, str]:
    """The code and the reason of the close frame that comes next."""
    first, length = client.take(2)
    assert first == 0x88
    payload = client.take(length)
    return int.from_bytes(payload[:2]), payload[2:].decode()


def deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return (packer.compress(data) + packer.flush(zlib.Z_SYNC_FLUSH)).removesuffix(b"\0\0\xff\xff")


def update(model: str, text: str = "hello") -> str:
    return json.dumps({"type": "session.update", "session": {"model": model, "instructions": text}})


def test_a_banned_host_is_refused_at_the_handshake(shared: Quarterdeck, internet: World) -> None:
    before = len(internet.origins["banned"].requests)
    with pytest.raises(InvalidStatus) as raised:
        websocket(shared, f"wss://{BANNED}/ws")
    answer = raised.value.response
    assert answer.status_code == 403
    shared.record_of(answer.headers["quarterdeck-incident"])
    assert len(internet.origins["banned"].requests) == before


def test_a_forbidden_model_in_the_address_is_refused_at_the_handshake(shared: Quarterdeck) -> None:
    with pytest.raises(InvalidStatus) as raised:
        websocket(shared, f"wss://{GOVERNED}/v1/realtime?model=forbidden-1")
    assert raised.value.response.status_code == 403


def test_messages_pass_both_ways(shared: Quarterdeck) -> None:
    with websocket(shared, REALTIME) as socket:
        for number in range(20):
            text = update("allowed-1", f"message {number}")
            socket.send(text)
            assert socket.recv(10) == text


def test_a_refused_message_closes_with_1008(shared: Quarterdeck, internet: World) -> None:
    with websocket(shared, REALTIME) as socket:
        socket.send(update("allowed-1"))
        socket.recv(10)
        socket.send(update("forbidden-1", "never-to-arrive"))
        with pytest.raises(ConnectionClosed) as raised:
            socket.recv(10)
    assert raised.value.rcvd is not None
    assert raised.value.rcvd.code == 1008
    assert "incident" in raised.value.rcvd.reason
    incident = raised.value.rcvd.reason.rpartition("incident ")[2].strip(" )")
    assert shared.record_of(incident)["outcome"] == "cut"
    assert not internet.origins["ai"].saw(b"never-to-arrive")


def test_what_follows_a_refused_message_in_the_same_packet_is_not_relayed(shared: Quarterdeck, internet: World) -> None:
    with websocket(shared, REALTIME) as socket:
        socket.send(update("allowed-1"))
        socket.recv(10)
        with socket.send_context():
            for text in (update("forbidden-1"), update("allowed-1", "slipped-behind-it")):
                socket.protocol.send_text(text.encode())
        with pytest.raises(ConnectionClosed) as raised:
            socket.recv(10)
    assert raised.value.rcvd is not None
    assert raised.value.rcvd.code == 1008
    assert not internet.origins["ai"].saw(b"slipped-behind-it")


def test_an_ungoverned_websocket_is_tunnelled(shared: Quarterdeck) -> None:
    with websocket(shared, f"ws://{UNLISTED}/ws") as socket:
        socket.send("hello")
        assert socket.recv(10) == "hello"


MARK = b"too-much-of-it "
TOO_MUCH = {
    "one frame": frame(MARK * (LIMIT // len(MARK) + 1)),
    "unfinished": frame(MARK, final=False) + frame(MARK * 400, 0, final=False) * 20,
    "one frame, begun": frame(MARK * 500_000)[: LIMIT + 100],
    "inflated": frame(deflated(MARK + bytes(50_000_000)), 2, reserved=0x40),
    "inflated, unfinished": frame(deflated(MARK + bytes(50_000_000)), 2, reserved=0x40, final=False),
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_a_message_that_outgrows_the_limit_closes_with_1009(
    bounded: Quarterdeck, internet: World, source: str, name: str
) -> None:
    with opened(bounded, source, DEFLATE) as client:
        client.send(TOO_MUCH[name])
        code, reason = closed(client)
    assert code == 1009
    record = bounded.record_of(reason.rpartition("incident ")[2].strip(")"))
    assert (record["outcome"], record["action"], record["unread"]) == ("cut", "block", ["too-large"])
    assert not internet.origins["ai"].saw(MARK)


def test_a_message_up_to_the_limit_passes_however_it_is_cut(bounded: Quarterdeck) -> None:
    room = "x" * (LIMIT - len(update("allowed-1", "whole at the end")))
    with websocket(bounded, REALTIME) as socket:
        text = update("allowed-1", room + "whole at the end")
        assert len(text) == LIMIT
        socket.send(text)
        assert socket.recv(10) == text
        socket.send([text[at : at + 50] for at in range(0, LIMIT, 50)])
        # The origin answers each frame with a message of its own.
        got = b""
        while len(got) < LIMIT:
            piece = socket.recv(10)
            got += piece.encode() if isinstance(piece, str) else piece
        assert got.decode() == text


def test_messages_pass_compressed(bounded: Quarterdeck, source: str) -> None:
    with opened(bounded, source, DEFLATE) as client:
        text = update("allowed-1", "again and " * 100).encode()
        packer, unpacker = zlib.compressobj(9, zlib.DEFLATED, -15), zlib.decompressobj(-15)
        for _ in range(3):
            packed = packer.compress(text) + packer.flush(zlib.Z_SYNC_FLUSH)
            client.send(frame(packed.removesuffix(b"\0\0\xff\xff"), reserved=0x40))
            first, length = client.take(2)
            assert first == 0xC1
            assert length < 127
            length = int.from_bytes(client.take(2)) if length == 126 else length
            assert unpacker.decompress(client.take(length) + b"\0\0\xff\xff") == text


def test_an_ungoverned_message_may_be_of_any_size(bounded: Quarterdeck) -> None:
    with websocket(bounded, f"ws://{UNLISTED}/ws") as socket:
        text = "x" * LIMIT * 5
        socket.send(text)
        assert socket.recv(10) == text


def test_the_reason_of_a_close_does_not_reach_the_origin(shared: Quarterdeck, internet: World, source: str) -> None:
    origin = internet.origins["ai"]
    with opened(shared, source) as client:
        seen = origin.connections[-1]
        client.send(frame(b"\x0f\xa0the-reason-is-told", 8))
        assert closed(client)[0] == 4000
    until(lambda: seen.frames, "the close frame at the origin")
    assert seen.frames == [b"\x0f\xa0"]
    assert not origin.saw(b"the-reason-is-told")


SAID_ON_A_SITE = """\
policy: site
owner: security@example.org
detectors:
  - {id: custom.canary, regex: 'CANARY-[0-9]{6}', hits: [CANARY-123456], misses: [CANARY-12]}
rules:
  - {id: canary, match: {host: governed.example, content: {detector: custom.canary}}, action: block, on_unknown: skip}
  - {id: size, match: {host: h1.governed.example, size: '>50'}, action: block}
  - {id: shared, match: {service: openai-chatgpt, content: {detector: custom.canary}}, action: block}
"""
CHAT = f"wss://{SHARED}/backend-api/conversation"
SAID = {
    "json": ("wss://governed.example/ws", '{"note": "one"}', '{"note": "CANARY-123456"}', "canary"),
    "text": ("wss://governed.example/ws", "one", "it is CANARY-123456", "canary"),
    "binary": ("wss://governed.example/ws", b"one", b"it is CANARY-123456", "canary"),
    "size": ("wss://h1.governed.example/ws", b"\0\1", b"\0\1" * 100, "size"),
    "ungoverned": (CHAT, '{"note": "one"}', '{"note": "CANARY-123456"}', "shared"),
}


@pytest.mark.parametrize("name", SAID)
def test_messages_that_are_meant_for_no_model_are_judged_by_rules_about_what_is_said(
    fleet: Fleet, internet: World, name: str
) -> None:
    everything = fleet(rules={"site.yaml": SAID_ON_A_SITE}, inspect="all")
    url, harmless, forbidden, rule = SAID[name]
    with websocket(everything, url) as socket:
        socket.send(harmless)
        assert socket.recv(10) == harmless
        socket.send(forbidden)
        with pytest.raises(ConnectionClosed) as raised:
            socket.recv(10)
    assert raised.value.rcvd is not None
    assert raised.value.rcvd.code == 1008
    record = everything.record_of(raised.value.rcvd.reason.rpartition("incident ")[2].strip(")"))
    assert (record["outcome"], record["method"], record["rules"]) == ("cut", "MESSAGE", [f"site/{rule}"])
    needle = forbidden.encode() if isinstance(forbidden, str) else forbidden
    assert not internet.origins["plain"].connections[-1].contains(needle)


def banning(host: str) -> str:
    return BASE.replace("ban:\n", f"ban:\n  - domain: {host}\n")


@pytest.mark.parametrize("url", ["wss://governed.example/ws", f"ws://{UNLISTED}/ws"], ids=["governed", "ungoverned"])
@pytest.mark.parametrize("message", ['{"hello": "after-the-ban"}', b"\0\1after-the-ban"], ids=["text", "binary"])
def test_an_open_websocket_to_a_host_that_is_banned_now_is_closed(
    reloaded: Quarterdeck, internet: World, url: str, message: str | bytes
) -> None:
    put(reloaded, BASE)
    host = url.split("/")[2]
    with websocket(reloaded, url) as socket:
        put(reloaded, BASE + "# changed\n")
        for _ in range(2):
            socket.send("before")
            assert socket.recv(10) == "before"
        told = put(reloaded, banning(host))
        socket.send(message)
        with pytest.raises(ConnectionClosed) as raised:
            socket.recv(10)
    assert raised.value.rcvd is not None
    assert raised.value.rcvd.code == 1008
    record = reloaded.record_of(raised.value.rcvd.reason.rpartition("incident ")[2].strip(")"))
    assert (record["outcome"], record["host"], record["policy_version"]) == ("cut", host, told["policy_version"])
    assert internet.saw(b"after-the-ban") == []


def test_an_open_websocket_that_new_rules_want_to_read_must_be_opened_again(
    reloaded: Quarterdeck, internet: World
) -> None:
    put(reloaded, BASE)
    with websocket(reloaded, f"ws://{UNLISTED}/ws") as socket:
        socket.send("before")
        assert socket.recv(10) == "before"
        put(reloaded, BASE.replace("host: governed.example", f"host: {UNLISTED}"))
        socket.send("unread-after-the-change")
        with pytest.raises(ConnectionClosed) as raised:
            socket.recv(10)
    assert raised.value.rcvd is not None
    assert raised.value.rcvd.code == 1012
    reloaded.record_of(raised.value.rcvd.reason.rpartition("incident ")[2].strip(")"))
    assert internet.saw(b"unread-after-the-change") == []
