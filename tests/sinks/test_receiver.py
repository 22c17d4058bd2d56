"""One receiver over HTTP: which addresses serve, whom it trusts, how long it waits, and what it never says."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable

import pytest
from pydantic import SecretStr
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from quarterdeck.errors import UsageError
from quarterdeck.sinks.receiver import Answer, Receiver, _why, credential, is_here
from quarterdeck.sinks.sink import Undelivered
from tests.e2e.harness.pki import Authority
from tests.sinks.pki import identity
from tests.sinks.site import needs_nginx, site


def said(
    answer: bytes, ask: Callable[[Receiver], object], *, hold: bool = False, drip: int = 0, patience: float = 20.0
) -> object:
    """What happens with a receiver that answers so to each request, whatever it is."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(20)

        def serve() -> None:
            try:
                while not over.is_set():
                    connection, _ = listener.accept()
                    with connection:
                        connection.recv(65_536)
                        connection.sendall(answer)
                        if hold:
                            over.wait(20)
                        for _ in range(drip):
                            over.wait(0.05)
                            connection.sendall(b"x")
            except OSError:
                return

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            return ask(Receiver(f"http://127.0.0.1:{listener.getsockname()[1]}", patience=patience))
        finally:
            over.set()
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def post(receiver: Receiver) -> Answer:
    return receiver.post("/in?key=made-up", b"x", {})


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("ftp://receiver.example", "is https://HOST"),
        ("receiver.example", "is https://HOST"),
        ("https://", "is https://HOST"),
        ("https://[::1", "is https://HOST"),
        ("https://receiver.example/#part", "is https://HOST"),
        ("https://me:made-up@receiver.example/", "no user or password"),
        ("http://receiver.example/?key=made-up", "under TLS only"),
        ("http://10.0.0.1/", "under TLS only"),
    ],
)
def test_addresses_that_do_not_serve_are_told(url, why):
    with pytest.raises(UsageError, match=why) as told:
        Receiver(url)
    assert "made-up" not in str(told.value)


def test_what_is_shown_of_a_receiver_is_where_it_is():
    one = Receiver("https://receiver.example:8088/in?key=made-up")
    assert (one.name, one.path, one.query) == ("https://receiver.example:8088", "/in", "key=made-up")
    assert repr(one) == "Receiver('https://receiver.example:8088')"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1.2.3", "::1", "[::1]"])
def test_this_machine_needs_no_tls(host):
    assert is_here(host)


@pytest.mark.parametrize("host", ["localhost.example", "10.0.0.1", "0.0.0.0", "::", "127.0.0.1.example"])
def test_any_other_does(host):
    assert not is_here(host)


@pytest.mark.parametrize("token", ["", " ", "made\nup", "made up", "madé-up"])
def test_a_token_that_no_header_can_hold_is_told_and_not_shown(token):
    with pytest.raises(UsageError, match="look at token_file") as told:
        credential("Bearer", SecretStr(token))
    assert "mad" not in str(told.value)


def test_a_token_stands_behind_its_scheme():
    assert credential("Splunk", SecretStr("made-up-1\n")) == "Splunk made-up-1"


def test_an_answer_is_its_status_and_its_body():
    assert said(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", post) == Answer(200, b"hi")


def test_a_redirect_is_not_followed():
    def ask(receiver: Receiver) -> str:
        return str(receiver.refusal(post(receiver)))

    moved = b"HTTP/1.1 307 Moved\r\nLocation: https://elsewhere.example/\r\nContent-Length: 0\r\n\r\n"
    assert "it sends us elsewhere, which is not followed" in str(said(moved, ask))


def test_the_environment_s_proxy_is_not_asked(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert said(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", post) == Answer(200, b"")


@pytest.mark.parametrize(
    ("answer", "hold", "patience", "why"),
    [
        (b"", False, 20.0, "ended the connection before its answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi", False, 20.0, "ended the connection before its answer"),
        (b"", True, 0.2, "did not answer in time"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi", True, 0.2, "did not answer in time"),
        (b"SSH-2.0-made-up\r\n", False, 20.0, "ended the connection before its answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n" + b"x" * 1_200_000, True, 20.0, "answers without end"),
    ],
)
def test_half_an_answer_is_none(answer, hold, patience, why):
    with pytest.raises(Undelivered, match=why) as told:
        said(answer, post, hold=hold, patience=patience)
    assert "made-up" not in str(told.value)


def test_an_answer_that_drips_is_not_waited_for():
    """Each part comes in time, but the whole does not."""
    with pytest.raises(Undelivered, match="did not finish its answer in time"):
        said(b"HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n", post, drip=100, patience=2.0)


@pytest.mark.parametrize(("asked", "rest"), [("7", 7), ("86400", 300), ("Wed, 03 Mar 2027 07:28:00 GMT", 0)])
def test_a_receiver_is_left_alone_for_as_long_as_it_asks(asked, rest):
    def ask(receiver: Receiver) -> object:
        post(receiver)
        if not rest:
            return post(receiver)
        with pytest.raises(Undelivered, match=f"asks to be left alone for another {rest} s"):
            post(receiver)
        return None

    said(b"HTTP/1.1 503 Busy\r\nRetry-After: %s\r\nContent-Length: 0\r\n\r\n" % asked.encode(), ask)


def test_every_refusal_says_what_to_do_and_nothing_of_the_answer():
    one = Receiver("https://receiver.example")
    for status in (400, 401, 403, 404, 408, 413, 415, 429, 302, 500, 503):
        assert str(one.refusal(Answer(status, b"SECRET"))).startswith(f"https://receiver.example answered {status}: ")
        assert "SECRET" not in str(one.refusal(Answer(status, b"SECRET")))
    assert str(one.refusal(Answer(418, b""))) == "https://receiver.example answered 418"


def test_a_connection_that_is_not_made_in_time_is_told_from_one_that_is_refused():
    assert _why(ConnectTimeoutError()) == "does not accept a connection in time"
    assert _why(NewConnectionError(None, "made up")) == "does not accept a connection"


def test_a_name_that_is_nobody_s():
    with pytest.raises(Undelivered, match="has a name that cannot be resolved"):
        post(Receiver("https://nobody.invalid"))


@needs_nginx
def test_who_is_not_trusted_gets_nothing_and_renewed_files_are_read(tmp_path):
    with site("ndjson", tmp_path) as place:
        ca = tmp_path / "ca.pem"
        (tmp_path / "other").mkdir()
        ca.write_bytes(Authority(tmp_path / "other").path.read_bytes())
        ours = tmp_path / "renewed.pem"
        ours.write_bytes(place.identity.read_bytes())
        one = Receiver(place.url, ca=ca, identity=ours)
        with pytest.raises(Undelivered, match="is not who it says: unable to get local issuer certificate"):
            post(one)
        ca.write_bytes(place.ca.read_bytes())
        assert post(one).status == 401
        ours.write_text("half written")
        one.close()
        with pytest.raises(Undelivered, match=r"renewed\.pem is no identity"):
            post(one)
        assert Receiver(place.url, ca=ca).post("/in", b"x", {}).status == 400
        assert place.received() == []


def test_a_server_that_speaks_no_tls(tmp_path):
    def ask(plain: Receiver) -> None:
        ca = Authority(tmp_path).path
        ours = identity(Authority(tmp_path), "shipper.example", tmp_path / "ours.pem")
        post(Receiver(plain.name.replace("http:", "https:"), ca=ca, identity=ours))

    with pytest.raises(Undelivered, match="cannot be spoken to under TLS"):
        said(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", ask)
