"""A witness answers over HTTP as the specification says, and to nothing that it was not made for."""

from __future__ import annotations

import datetime as dt
import ssl
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPSConnection
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from quarterdeck.audit.cosignature import with_cosignature
from quarterdeck.audit.signer import signer
from quarterdeck.audit.submission import MOST_SUBMISSION, Submission
from quarterdeck.audit.witness import Witness
from tests.audit.shards import KEY
from tests.audit.witnesses import made, served

DECK = signer(KEY, "deck-0")
NOTE = DECK.checkpoint(42, bytes(32))
BODY = Submission(0, (), NOTE).to_bytes()


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    return made(tmp_path / "witness", [DECK.verifier.vkey])


@pytest.fixture
def connection(witness: Witness) -> Iterator[HTTPConnection]:
    with served(witness) as address:
        opened = HTTPConnection(address, timeout=10)
        yield opened
        opened.close()


def post(connection: HTTPConnection, body: bytes, path: str = "/add-checkpoint") -> tuple[int, str | None, bytes]:
    connection.request("POST", path, body)
    answer = connection.getresponse()
    return answer.status, answer.getheader("Content-Type"), answer.read()


def test_a_checkpoint_is_cosigned_and_the_connection_stays(connection: HTTPConnection, witness: Witness) -> None:
    status, _, line = post(connection, BODY)
    assert status == 200
    assert with_cosignature(NOTE, line, witness.verifier)[1].time
    opened = connection.sock
    assert post(connection, BODY) == (409, "text/x.tlog.size", b"42\n")
    assert connection.sock is opened


@pytest.mark.parametrize(("path", "status"), [("/", 404), ("/add-entry", 404), ("/add-checkpoint?x=1", 200)])
def test_it_answers_to_one_address(connection: HTTPConnection, path: str, status: int) -> None:
    assert post(connection, BODY, path)[0] == status


def test_it_answers_to_one_method(connection: HTTPConnection) -> None:
    connection.request("GET", "/add-checkpoint")
    assert connection.getresponse().status == 405


def test_what_is_too_long_is_not_read(connection: HTTPConnection) -> None:
    connection.putrequest("POST", "/add-checkpoint")
    connection.putheader("Content-Length", str(MOST_SUBMISSION + 1))
    connection.endheaders()
    assert connection.getresponse().status == 413


@pytest.mark.parametrize(
    "header", [("Transfer-Encoding", "chunked"), ("Content-Length", "-1"), ("Content-Length", "x")]
)
def test_a_body_without_a_length_is_not_read(connection: HTTPConnection, header: tuple[str, str]) -> None:
    connection.putrequest("POST", "/add-checkpoint")
    connection.putheader(*header)
    connection.endheaders()
    assert connection.getresponse().status == 411


def test_a_witness_that_cannot_remember_does_not_sign(
    connection: HTTPConnection, witness: Witness, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(body: bytes) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(witness, "add", full)
        assert post(connection, BODY)[0] == 500
    assert post(connection, BODY)[0] == 200


def certificate(path: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "witness")])
    now = dt.datetime.now(dt.UTC)
    made_ = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(made_.public_bytes(Encoding.PEM) + pem)
    return path


def test_it_speaks_tls_and_one_that_stalls_stops_nobody(witness: Witness, tmp_path: Path) -> None:
    cert = certificate(tmp_path / "cert.pem")
    context = ssl.create_default_context(cafile=str(cert))
    with served(witness, cert) as address:
        stalled = HTTPConnection(address, timeout=10)
        stalled.connect()
        opened = HTTPSConnection(address, timeout=10, context=context)
        assert post(opened, BODY)[0] == 200
        opened.close()
        stalled.close()
