"""A sink's side of TLS: who is trusted, who we are, and what the files must hold."""

from __future__ import annotations

import socket
import ssl
import threading
from pathlib import Path

import pytest

from quarterdeck.errors import UsageError
from quarterdeck.sinks.tls import client_context
from tests.e2e.harness.pki import Authority
from tests.sinks.pki import identity


@pytest.fixture(scope="module")
def authority(tmp_path_factory) -> Authority:
    return Authority(tmp_path_factory.mktemp("pki"))


def server(authority: Authority, folder: Path, kind: str = "good") -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(identity(authority, "127.0.0.1", folder / f"{kind}.pem", kind))
    return context


def met(client: ssl.SSLContext, ours: ssl.SSLContext) -> str:
    """The subject that a server saw of a client, "" where it showed none. Raises what the client's side raises."""
    one, other = socket.socketpair()
    seen: list[str] = []

    def serve() -> None:
        try:
            with ours.wrap_socket(one, server_side=True) as tls:
                seen.append(str((tls.getpeercert() or {}).get("subject", "")))
                tls.send(b"x")
        except OSError:
            one.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        with client.wrap_socket(other, server_hostname="127.0.0.1") as tls:
            tls.recv(1)
    finally:
        other.close()
        thread.join()
    return seen[0]


def test_a_receiver_of_the_authority_is_trusted(authority, tmp_path):
    assert met(client_context(authority.path), server(authority, tmp_path)) == ""


@pytest.mark.parametrize("kind", ["expired", "not-yet", "wrong-host", "self-signed", "untrusted", "client-only"])
def test_any_other_receiver_is_not(kind, authority, tmp_path):
    with pytest.raises(ssl.SSLCertVerificationError):
        met(client_context(authority.path), server(authority, tmp_path, kind))


def test_without_an_authority_the_machine_s_own_are_trusted_and_no_other(authority, tmp_path):
    with pytest.raises(ssl.SSLCertVerificationError):
        met(client_context(), server(authority, tmp_path))
    assert client_context().cert_store_stats()["x509_ca"] == ssl.create_default_context().cert_store_stats()["x509_ca"]


def test_an_identity_is_shown_to_who_asks(authority, tmp_path):
    asking = server(authority, tmp_path)
    asking.verify_mode = ssl.CERT_REQUIRED
    asking.load_verify_locations(authority.path)
    ours = identity(authority, "shipper.example", tmp_path / "ours.pem", "client-only")
    assert "shipper.example" in met(client_context(authority.path, ours), asking)
    with pytest.raises(ssl.SSLError):
        met(client_context(authority.path), asking)


def test_the_environment_does_not_get_the_keys(authority, tmp_path, monkeypatch):
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys"))
    met(client_context(authority.path), server(authority, tmp_path))
    assert not (tmp_path / "keys").exists()


def test_files_that_do_not_serve_are_told(authority, tmp_path):
    nothing = tmp_path / "nothing.pem"
    empty = tmp_path / "empty.pem"
    empty.write_text("no certificate\n")
    locked = identity(authority, "shipper.example", tmp_path / "locked.pem", password="made-up")
    with pytest.raises(UsageError, match=r"nothing\.pem cannot be read"):
        client_context(nothing)
    with pytest.raises(UsageError, match=r"nothing\.pem cannot be read"):
        client_context(authority.path, nothing)
    with pytest.raises(UsageError, match=r"empty\.pem holds no certificate in PEM"):
        client_context(empty)
    for no_identity in (empty, locked, authority.path):
        with pytest.raises(UsageError, match="must hold a certificate and its key"):
            client_context(authority.path, no_identity)
