"""JetStream with the real server: what it has, that a kill loses nothing, and that duplicates are dropped."""

from __future__ import annotations

import socket
import threading

import pytest
from pydantic import SecretStr

from quarterdeck.errors import UsageError
from quarterdeck.sinks import nats as module
from quarterdeck.sinks.nats import NatsSink
from quarterdeck.sinks.sink import Undelivered
from tests.e2e.harness.pki import Authority
from tests.sinks.batches import batch, ids, persist, shipped, with_payload
from tests.sinks.pki import identity
from tests.sinks.streams import SUBJECT, Nats, needs_nats, server

pytestmark = needs_nats


@pytest.fixture
def stream(tmp_path):
    with server(tmp_path) as one:
        one.make_stream()
        yield one


_OPEN: list[NatsSink] = []


@pytest.fixture(autouse=True)
def _closed():
    yield
    while _OPEN:
        _OPEN.pop().close()


def made(url: str, **options) -> NatsSink:
    """A sink that is closed when the test is over."""
    _OPEN.append(NatsSink(url, **options))
    return _OPEN[-1]


def sink(stream: Nats, **options) -> NatsSink:
    return made(f"nats://127.0.0.1:{stream.port}", **options)


def names(stream: Nats) -> list[str]:
    return [name for name, _ in stream.held()]


def test_each_record_is_a_message_under_its_own_name_in_order(stream):
    ours = sink(stream)
    ours.deliver(batch(0, 300))
    ours.deliver(batch(300, 5))
    assert stream.held() == [(one.id, one.payload) for one in batch(0, 305)]


def test_what_comes_twice_is_there_once(stream):
    ours = sink(stream)
    ours.deliver(batch(0, 20))
    ours.deliver(batch(10, 20))
    sink(stream).deliver(batch(0, 30))
    assert names(stream) == ids(0, 30)


def test_nothing_is_lost_and_nothing_is_there_twice_when_the_server_is_killed(stream):
    ours = sink(stream, patience=5.0)
    ours.deliver(batch(0, 100))
    sent = batch(100, 2000)
    killer = threading.Thread(target=stream.kill)
    failures: list[str] = []

    def fate(turn: int) -> None:
        if turn == 0:
            # While the batch is on its way.
            killer.start()
        elif turn == 2:
            killer.join()
            stream.start()

    failures = persist(ours, sent, between=fate)
    assert failures
    assert f"nats://127.0.0.1:{stream.port}: it does not accept a connection" in failures
    assert names(stream) == ids(0, 2100)


@pytest.mark.parametrize("round_", range(5))
def test_a_kill_at_any_moment_loses_nothing(stream, round_):
    """The server dies after some of the batch has arrived: acknowledged or not, all is there once."""
    ours = sink(stream, patience=5.0)
    connection_lost = threading.Event()
    publish = module.Connection._publish

    async def dying(self, subject, records):
        await publish(self, subject, records[: 40 * round_])
        if not connection_lost.is_set():
            connection_lost.set()
            stream.kill()
        await publish(self, subject, records[40 * round_ :])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module.Connection, "_publish", dying)
        failures = persist(ours, batch(0, 200), between=lambda turn: stream.start() if turn == 1 else None)
    assert len(failures) == 1
    assert names(stream) == ids(0, 200)


def test_without_a_stream_nothing_is_delivered(tmp_path):
    with server(tmp_path) as alone:
        ours = sink(alone)
        with pytest.raises(Undelivered, match="no stream takes this subject; make one that does"):
            ours.deliver(batch(0, 3))
        alone.make_stream()
        ours.deliver(batch(0, 3))
        assert names(alone) == ids(0, 3)


def test_a_stream_that_is_full_is_said(tmp_path):
    with server(tmp_path) as small:
        small.make_stream(most=10)
        with pytest.raises(Undelivered, match="the stream did not take a record: 503, 10077"):
            sink(small).deliver(batch(0, 11))


def test_a_record_that_is_too_much_is_said(tmp_path):
    with server(tmp_path, "max_payload: 2000") as small:
        small.make_stream()
        with pytest.raises(Undelivered, match="more than the server takes at once; look at its max_payload"):
            sink(small).deliver([shipped(0), with_payload(shipped(1), b"x" * 3000)])


def test_a_connection_that_was_not_used_for_long_is_made_anew(stream, monkeypatch):
    ours = sink(stream)
    ours.deliver(batch(0, 1))
    first = ours._connection
    ours.deliver(batch(1, 1))
    assert ours._connection is first
    monkeypatch.setattr(module, "_IDLE", -1.0)
    ours.deliver(batch(2, 1))
    assert ours._connection is not first
    ours.close()


def test_another_subject(stream):
    made(f"nats://127.0.0.1:{stream.port}/quarterdeck.eu.records").deliver(batch(0, 1))
    assert made("tls://nats.example").subject == SUBJECT
    assert names(stream) == ids(0, 1)


def test_tls_with_our_certificate_and_a_token(tmp_path):
    authority = Authority(tmp_path)
    its, ours = (
        identity(authority, name, tmp_path / f"{name}.pem", kind)
        for name, kind in (("127.0.0.1", "good"), ("shipper.example", "client-only"))
    )
    tls = f'tls: {{cert_file: "{its}", key_file: "{its}", ca_file: "{authority.path}", verify: true}}'
    with server(tmp_path, f"{tls}\nauthorization: {{token: made-up-77}}") as private:
        from quarterdeck.sinks.tls import client_context

        options = {"tls": client_context(authority.path, ours), "token": "made-up-77"}
        private.make_stream(**options)
        url = f"tls://127.0.0.1:{private.port}"
        one = made(url, ca=authority.path, identity=ours, token=SecretStr("made-up-77"))
        one.deliver(batch(0, 10))
        assert [name for name, _ in private.held(**options)] == ids(0, 10)

        wrong = made(url, ca=authority.path, identity=ours, token=SecretStr("made-up-wrong"))
        with pytest.raises(Undelivered, match="it does not let us in; look at token_file and identity") as told:
            wrong.deliver(batch(10, 1))
        assert "made-up-wrong" not in f"{told.value!r} {wrong!r}"
        with pytest.raises(Undelivered, match="it is not who it says"):
            made(url, identity=ours, token=SecretStr("made-up-77")).deliver(batch(10, 1))
        with pytest.raises(Undelivered):
            made(url, ca=authority.path, token=SecretStr("made-up-77"), patience=5.0).deliver(batch(10, 1))
        plain = made(f"nats://127.0.0.1:{private.port}", token=SecretStr("made-up-77"))
        with pytest.raises(Undelivered):
            plain.deliver(batch(10, 1))
        assert len(private.held(**options)) == 10


def test_a_server_without_tls_never_hears_the_token():
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.sendall(b'INFO {"server_id":"x","version":"2.9.10","headers":true,"max_payload":1000}\r\n')
                while part := connection.recv(4096):
                    heard.append(part)

        thread = threading.Thread(target=serve)
        thread.start()
        one = made(f"tls://127.0.0.1:{listener.getsockname()[1]}", token=SecretStr("made-up-77"))
        with pytest.raises(Undelivered, match="the server does not offer TLS"):
            one.deliver(batch(0, 1))
        thread.join()
    assert heard == []


def test_files_that_do_not_serve_are_told_at_once_and_later(tmp_path):
    with pytest.raises(UsageError, match=r"none\.pem cannot be read"):
        made("tls://nats.example", ca=tmp_path / "none.pem")
    authority = Authority(tmp_path)
    one = made("tls://127.0.0.1:1", ca=authority.path)
    authority.path.unlink()
    with pytest.raises(Undelivered, match=r"origin-ca\.pem cannot be read"):
        one.deliver(batch(0, 1))


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://nats.example", "is tls://HOST"),
        ("tls://", "is tls://HOST"),
        ("tls://nats.example:port", "is tls://HOST"),
        ("tls://nats.example/a?b=1", "is tls://HOST"),
        ("tls://nats.example/a.*", "words of letters"),
        ("tls://nats.example/a..b", "words of letters"),
        ("tls://me:made-up@nats.example", "no user or password"),
        ("nats://nats.example", "under TLS only"),
    ],
)
def test_urls_that_do_not_serve_are_told(url, why):
    with pytest.raises(UsageError, match=why) as told:
        made(url)
    assert "made-up" not in str(told.value)
