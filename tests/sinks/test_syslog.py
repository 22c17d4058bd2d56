"""Syslog over TLS with the real rsyslogd: verified, identified, and when it is killed in the middle nothing is lost."""

from __future__ import annotations

import contextlib
import shutil
import signal
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import orjson
import pytest

from quarterdeck.errors import UsageError
from quarterdeck.sinks import syslog
from quarterdeck.sinks.selection import chooser
from quarterdeck.sinks.shipper import Shipment, Shipper
from quarterdeck.sinks.sink import Shipped, Undelivered
from quarterdeck.sinks.syslog import SyslogSink
from tests.e2e.harness.deadline import until
from tests.e2e.harness.pki import Authority
from tests.sinks import rsyslog
from tests.sinks.pki import identity
from tests.sinks.rsyslog import Rsyslog
from tests.sinks.shipping import Deck

needs_rsyslog = pytest.mark.skipif(not rsyslog.HERE, reason="rsyslogd is not here")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("pki"))


@pytest.fixture
def server(tmp_path: Path, authority: Authority) -> Iterator[Callable[..., Rsyslog]]:
    """Makes running servers that end with the test."""
    running: list[Rsyslog] = []

    def make(**settings: str) -> Rsyslog:
        made = Rsyslog(tmp_path / f"rsyslog-{len(running)}", authority, **settings)
        running.append(made)
        made.start()
        return made

    yield make
    for one in running:
        one.kill()


def sink(server: Rsyslog, authority: Authority, **settings: object) -> SyslogSink:
    return SyslogSink(("127.0.0.1", server.port), ca=authority.path, **settings)


def batch(*numbers: int, payload: bytes = b'{"a":"\xc3\xa9 \\"b\\""}') -> list[Shipped]:
    line = b'{"time":"2026-11-25T10:00:00.123Z","event":"decision","outcome":"refused","incident":"qd-1"}'
    return [Shipped(f"deck/{number}", line, payload) for number in numbers]


@needs_rsyslog
def test_messages_arrive_as_they_were_sent(server, authority):
    mine = server()
    one = sink(mine, authority)
    one.deliver(batch(0, 1))
    one.deliver(batch(2))
    one.check()
    got = until(lambda: len(mine.messages()) == 3 and mine.messages(), "three messages")
    one.close()
    assert mine.ids() == ["deck/0", "deck/1", "deck/2"]
    assert got[0] == {
        "pri": "108",
        "time": "2026-11-25T10:00:00.123Z",
        "host": socket.gethostname(),
        "app": "quarterdeck",
        "event": "decision",
        "data": '[quarterdeck@32473 id="deck/0" incident="qd-1"]',
        "message": '{"a":"\u00e9 \\"b\\""}',
    }


@needs_rsyslog
def test_a_server_that_is_not_who_it_says_gets_nothing(server, authority, tmp_path):
    stranger = server(name="elsewhere.example")
    with pytest.raises(Undelivered, match=r"tls://127\.0\.0\.1:\d+ is not who it says: .*127\.0\.0\.1"):
        sink(stranger, authority).deliver(batch(0))
    (tmp_path / "other").mkdir()
    other = Authority(tmp_path / "other")
    mine = server()
    with pytest.raises(Undelivered, match="is not who it says"):
        SyslogSink(("127.0.0.1", mine.port), ca=other.path).deliver(batch(0))
    with pytest.raises(Undelivered, match="is not who it says"):
        SyslogSink(("127.0.0.1", mine.port)).deliver(batch(0))
    assert stranger.messages() == mine.messages() == []


@needs_rsyslog
def test_a_server_that_asks_who_we_are_is_told_or_takes_nothing(server, authority, tmp_path):
    mine = server(client="gate.example")
    ours = identity(authority, "gate.example", tmp_path / "ours.pem", "client-only")
    sink(mine, authority, identity=ours).deliver(batch(0))
    until(lambda: mine.ids() == ["deck/0"], "the message")
    with pytest.raises(Undelivered):
        sink(mine, authority).deliver(batch(1))
    wrong = identity(authority, "other.example", tmp_path / "wrong.pem", "client-only")
    with pytest.raises(Undelivered):
        sink(mine, authority, identity=wrong).deliver(batch(2))
    assert mine.ids() == ["deck/0"]


@needs_rsyslog
def test_a_connection_that_has_ended_is_noticed_and_the_next_batch_connects_anew(server, authority):
    mine = server()
    one = sink(mine, authority)
    one.deliver(batch(0))
    until(lambda: mine.ids() == ["deck/0"], "the message")
    mine.kill()
    with pytest.raises(Undelivered, match=r"ended|cannot be reached"):
        one.check()
    with pytest.raises(Undelivered, match="is not connected"):
        one.check()
    with pytest.raises(Undelivered, match="cannot be reached: Connection refused"):
        one.deliver(batch(1))
    mine.start()
    one.deliver(batch(1))
    until(lambda: mine.ids() == ["deck/0", "deck/1"], "the second message")


@needs_rsyslog
def test_a_server_that_does_not_read_has_not_taken_what_it_is_sent(server, authority):
    mine = server()
    one = sink(mine, authority, patience=1.0)
    one.deliver(batch(0))
    mine.signal(signal.SIGSTOP)
    with pytest.raises(Undelivered, match=r"does not take what it is sent|does not answer in time"):
        one.deliver(batch(*range(1, 40), payload=b"x" * 1_000_000))


def shipping(deck: Deck, server: Rsyslog, authority: Authority, overlap: float) -> tuple[Shipper, threading.Event]:
    leaving = threading.Event()
    shipment = Shipment("test", "syslog", deck.folder, chooser("ocsf", {}), deck.state / "sinks" / "test.json")
    one = Shipper(lambda: sink(server, authority, overlap=overlap), shipment, leaving)
    one.start()
    return one, leaving


@needs_rsyslog
def test_what_a_killed_server_had_not_read_is_sent_again(server, authority, tmp_path):
    mine = server()
    deck = Deck(tmp_path)
    deck.write(0)
    one, leaving = shipping(deck, mine, authority, 3600)
    until(lambda: mine.ids() == [deck.id(0)], "the first record", 30)
    # From now on its machine takes what comes, and it never reads it.
    mine.signal(signal.SIGSTOP)
    deck.write(1)
    until(lambda: one.told().delivered == 2, "the second to be sent", 30)
    mine.kill()
    mine.start()
    until(lambda: deck.id(1) in mine.ids(), "the second record", 60)
    leaving.set()
    one.join(20)
    assert mine.ids().count(deck.id(0)) == 2


@needs_rsyslog
@pytest.mark.parametrize("form", ["restart", "ship-anew"])
def test_killed_in_the_middle_again_and_again_it_gets_everything(server, authority, tmp_path, form, caplog):
    """Records are written all the while. With `ship-anew` our own side begins anew at each kill as well."""
    mine = server()
    deck = Deck(tmp_path, "deck-0", "deck-1", segment=20_000)
    one, leaving = shipping(deck, mine, authority, 2.0)
    written = 0
    done = threading.Event()

    def write() -> None:
        nonlocal written
        while not done.is_set():
            deck.write(*range(written, written + 5))
            deck.write(*range(written, written + 5), name="deck-1")
            written += 5
            time.sleep(0.01)

    writing = threading.Thread(target=write)
    writing.start()
    try:
        for _ in range(4):
            before = len(set(mine.ids()))
            until(lambda before=before: len(set(mine.ids())) >= before + 50, "records to come", 60)
            mine.kill()
            if form == "ship-anew":
                leaving.set()
                one.join(20)
                one, leaving = shipping(deck, mine, authority, 2.0)
            mine.start()
    finally:
        done.set()
        writing.join(30)
    everything = {deck.id(number, name) for name in ("deck-0", "deck-1") for number in range(written)}
    until(lambda: set(mine.ids()) == everything, f"all {len(everything)} records", 90)
    leaving.set()
    one.join(20)
    # Whatever came twice is known by its id, and is the same.
    said: dict[str, str] = {}
    for message, name in zip(mine.messages(), mine.ids(), strict=True):
        assert said.setdefault(name, message["message"]) == message["message"]
        assert orjson.loads(message["message"])["metadata"]["uid"] == name


def test_what_is_still_on_our_side_is_not_delivered(authority, tmp_path):
    """The other end answers, and then has no room for more than a little."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(identity(authority, "127.0.0.1", tmp_path / "server.pem"))
    over = threading.Event()
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        listening.bind(("127.0.0.1", 0))
        listening.listen()

        def serve() -> None:
            with context.wrap_socket(listening.accept()[0], server_side=True):
                over.wait(30)

        serving = threading.Thread(target=serve)
        serving.start()
        one = SyslogSink(listening.getsockname(), ca=authority.path, patience=1.0)
        try:
            with pytest.raises(Undelivered, match="does not take what it is sent"):
                one.deliver(batch(0, payload=b"x" * 100_000))
        finally:
            over.set()
            serving.join()


def test_a_server_that_turns_us_away_a_moment_after_we_believe_to_be_in_has_taken_nothing(authority, tmp_path):
    """In TLS 1.3 a client is done before the server has looked at what it shows."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(identity(authority, "127.0.0.1", tmp_path / "server.pem"))
    context.load_verify_locations(authority.path)
    context.verify_mode = ssl.CERT_REQUIRED
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        said, heard = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = context.wrap_bio(heard, said, server_side=True)
        with listening, listening.accept()[0] as connection:
            heard.write(connection.recv(65_536))
            with contextlib.suppress(ssl.SSLWantReadError):
                tls.do_handshake()
            connection.sendall(said.read())
            heard.write(connection.recv(65_536))
            # A server that is slow to look.
            time.sleep(0.1)
            with contextlib.suppress(ssl.SSLError):
                tls.do_handshake()
            connection.sendall(said.read())
            sent.append(connection.recv(65_536))

    sent: list[bytes] = []
    serving = threading.Thread(target=serve)
    serving.start()
    with pytest.raises(Undelivered, match="or wants another identity"):
        SyslogSink(listening.getsockname(), ca=authority.path).deliver(batch(0))
    serving.join()
    assert sent == [b""]


def test_it_parts_with_a_word(authority, tmp_path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(identity(authority, "127.0.0.1", tmp_path / "server.pem"))
    ends: list[str] = []

    def serve() -> None:
        with listening, listening.accept()[0] as plain:
            tls = context.wrap_socket(plain, server_side=True, suppress_ragged_eofs=False)
            with tls:
                try:
                    while tls.recv(65_536):
                        pass
                    ends.append("told")
                except ssl.SSLError as error:
                    ends.append(type(error).__name__)

    listening = socket.create_server(("127.0.0.1", 0))
    serving = threading.Thread(target=serve)
    serving.start()
    one = SyslogSink(listening.getsockname(), ca=authority.path)
    one.deliver(batch(0))
    one.close()
    serving.join()
    assert ends == ["told"]


def test_a_machine_that_has_gone_is_noticed_before_what_it_was_sent_counts():
    assert SyslogSink.overlap > syslog._IDLE + syslog._BETWEEN * syslog._PROBES


def test_a_server_that_says_nothing_of_tls_is_told(authority):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        answering = threading.Thread(target=lambda: listening.accept()[0].sendall(b"220 hello\r\n" * 9))
        answering.start()
        with pytest.raises(Undelivered, match="cannot be spoken to under TLS"):
            SyslogSink(listening.getsockname(), ca=authority.path).deliver(batch(0))
        answering.join()


def test_a_server_that_never_answers_is_not_waited_for(authority):
    with (
        socket.create_server(("127.0.0.1", 0)) as listening,
        pytest.raises(Undelivered, match="does not answer in time"),
    ):
        SyslogSink(listening.getsockname(), ca=authority.path, patience=0.2).deliver(batch(0))


def test_a_name_that_is_not_there_is_told(authority):
    with pytest.raises(Undelivered, match="a name that cannot be resolved"):
        SyslogSink(("nowhere.invalid", 6514), ca=authority.path).deliver(batch(0))


def test_files_that_do_not_serve_are_told_before_anything_is_sent(tmp_path):
    with pytest.raises(UsageError, match=r"absent\.pem cannot be read"):
        SyslogSink(("siem.example", 6514), ca=tmp_path / "absent.pem")


def test_files_are_read_again_for_each_connection(authority, tmp_path):
    path = tmp_path / "ca.pem"
    shutil.copy(authority.path, path)
    one = SyslogSink(("127.0.0.1", 1), ca=path)
    path.unlink()
    with pytest.raises(Undelivered, match=r"ca\.pem cannot be read"):
        one.deliver(batch(0))


def test_it_shows_no_more_than_where_it_ships_to(authority):
    assert repr(SyslogSink(("siem.example", 6514), ca=authority.path)) == "SyslogSink('tls://siem.example:6514')"
