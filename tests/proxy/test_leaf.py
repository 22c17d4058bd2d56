"""Leaves that real TLS clients accept, and only within what their authority may sign for."""

from __future__ import annotations

import datetime as dt
import shutil
import socket
import ssl
import subprocess
import threading
import time
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from quarterdeck.proxy.authority import Authority, AuthorityError, extension, key_pem, make, pem, utc_now
from quarterdeck.proxy.leaf import Leaf, LeafMint
from tests.proxy.organization import DAY, issue

HOSTS = ["chat.deepseek.com", "xn--bcher-kva.example", "a_b.example.org", "localhost", "192.0.2.7", "2001:db8::7"]
LONG = ".".join(["label" * 5] * 5) + ".example"


class Clock:
    def __init__(self) -> None:
        self.now = time.time()

    def __call__(self) -> float:
        return self.now


def name_of(host: str) -> x509.DNSName | x509.IPAddress:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def verify(leaf: Leaf, anchor: x509.Certificate, host: str) -> list[x509.Certificate]:
    verifier = PolicyBuilder().store(Store([anchor])).build_server_verifier(name_of(host))
    return verifier.verify(leaf.certificate, list(leaf.chain))


def shake_hands(leaf: Leaf, anchor: x509.Certificate, host: str, folder: Path) -> None:
    """A real handshake over a socket, the client checking as strictly as Python can. Raises ssl.SSLError."""
    (folder / "leaf.pem").write_bytes(pem(leaf.certificate) + b"".join(map(pem, leaf.chain)))
    (folder / "leaf-key.pem").write_bytes(key_pem(leaf.key))
    server_context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_context.load_cert_chain(folder / "leaf.pem", folder / "leaf-key.pem")
    client_context = ssl.create_default_context(cadata=pem(anchor).decode())
    client_context.verify_flags |= ssl.VERIFY_X509_STRICT
    ours, theirs = socket.socketpair()

    def serve() -> None:
        try:
            with server_context.wrap_socket(theirs, server_side=True) as connection:
                connection.sendall(b"hello")
        except OSError:
            theirs.close()

    server = threading.Thread(target=serve)
    server.start()
    try:
        with client_context.wrap_socket(ours, server_hostname=host) as connection:
            assert connection.recv(5) == b"hello"
    finally:
        ours.close()
        server.join()


@pytest.fixture(scope="module")
def authority() -> Authority:
    return make()


@pytest.mark.parametrize("host", HOSTS)
def test_a_real_client_accepts_the_leaf(authority: Authority, host: str, tmp_path: Path):
    leaf = LeafMint(authority).context(host)
    if "_" not in host:
        # cryptography's verifier refuses underscores in names; browsers and OpenSSL do not.
        assert verify(leaf, authority.certificate, host)[-1] == authority.certificate
    shake_hands(leaf, authority.certificate, host, tmp_path)


@pytest.mark.parametrize("host", ["www.example.org", "192.0.2.7", LONG])
def test_a_leaf_of_the_organizations_intermediate_needs_only_its_root(host: str, tmp_path: Path):
    lower = issue("Lower", issue("Upper", issue("Root"), path_length=1), path_length=0)
    leaf = LeafMint(lower).context(host)
    assert leaf.chain == (lower.certificate, lower.chain[0])
    assert len(verify(leaf, lower.anchor, host)) == 4
    shake_hands(leaf, lower.anchor, host, tmp_path)


def test_an_rsa_authority_signs_too(tmp_path: Path):
    root = issue("Root", key=rsa.generate_private_key(65537, 2048))
    shake_hands(LeafMint(root).context("example.org"), root.certificate, "example.org", tmp_path)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="the openssl command is not installed")
def test_openssl_verifies_the_chain_strictly(authority: Authority, tmp_path: Path):
    constrained = make(permit=["example.org"])
    for signer in (authority, constrained):
        (tmp_path / "ca.pem").write_bytes(pem(signer.certificate))
        (tmp_path / "leaf.pem").write_bytes(pem(LeafMint(signer).context("www.example.org").certificate))
        command = (
            "openssl verify -x509_strict -purpose sslserver -verify_hostname www.example.org -CAfile ca.pem leaf.pem"
        )
        result = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, text=True, check=False)
        assert result.returncode == 0, result.stderr


def test_a_leaf_says_one_name_for_servers_only_and_for_90_days_at_most(authority: Authority):
    certificate = LeafMint(authority).context("chat.deepseek.com").certificate
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    assert list(names.value) == [x509.DNSName("chat.deepseek.com")]
    assert not names.critical
    assert certificate.subject.rfc4514_string() == "CN=chat.deepseek.com"
    assert extension(certificate, x509.ExtendedKeyUsage) == x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    assert extension(certificate, x509.BasicConstraints) == x509.BasicConstraints(False, None)
    key_identifier = extension(authority.certificate, x509.SubjectKeyIdentifier)
    issuer_identifier = extension(certificate, x509.AuthorityKeyIdentifier)
    assert key_identifier is not None
    assert issuer_identifier is not None
    assert issuer_identifier.key_identifier == key_identifier.digest
    assert certificate.not_valid_after_utc - certificate.not_valid_before_utc == 90 * DAY
    assert utc_now() - DAY - certificate.not_valid_before_utc < dt.timedelta(minutes=5)


def test_the_leaf_key_is_not_the_authoritys_and_lives_for_one_start(authority: Authority):
    one, two = LeafMint(authority), LeafMint(authority)
    leaf = one.context("example.org")
    assert leaf.key.public_key() == leaf.certificate.public_key()
    assert leaf.certificate.public_key() != authority.certificate.public_key()
    assert one.key.public_key() != two.key.public_key()


@pytest.mark.parametrize("host", [LONG, "192.0.2.7", "2001:db8::7"])
def test_a_name_that_fits_no_subject_stands_in_a_critical_extension(authority: Authority, host: str):
    certificate = LeafMint(authority).context(host).certificate
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    assert not list(certificate.subject)
    assert names.critical
    assert list(names.value) == [name_of(host)]


def test_a_name_of_64_characters_still_is_a_common_name(authority: Authority):
    host = f"{'a' * 52}.example.org"
    assert len(host) == 64
    assert LeafMint(authority).context(host).certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    assert not list(LeafMint(authority).context("a" + host).certificate.subject)


def test_a_leaf_never_outlives_its_authority_nor_begins_before_it():
    now = utc_now()
    short = issue("Short", start=now - dt.timedelta(hours=1), end=now + 10 * DAY)
    certificate = LeafMint(short).context("example.org").certificate
    assert certificate.not_valid_after_utc == short.not_after
    assert certificate.not_valid_before_utc == short.not_before
    upper = issue("Upper", issue("Root", end=now + 3 * DAY), path_length=0)
    assert LeafMint(upper).context("example.org").certificate.not_valid_after_utc == now + 3 * DAY


def test_serial_numbers_are_long_and_never_the_same(authority: Authority):
    mint = LeafMint(authority)
    serials = [mint.context(f"host{number}.example").certificate.serial_number for number in range(200)]
    assert len(set(serials)) == len(serials)
    assert max(serial.bit_length() for serial in serials) > 64
    assert all(serial.bit_length() < 160 for serial in serials)


def test_a_leaf_is_remembered_and_the_one_longest_unused_goes_first(authority: Authority):
    mint = LeafMint(authority, cache_size=2)
    one, two = mint.context("one.example"), mint.context("two.example")
    assert mint.context("one.example") is one
    mint.context("three.example")
    assert mint.context("one.example") is one
    assert mint.context("two.example") is not two


def test_a_leaf_is_renewed_in_its_last_third_and_when_the_clock_goes_back(authority: Authority):
    clock = Clock()
    mint = LeafMint(authority, clock=clock)
    first = mint.context("example.org")
    clock.now += 58 * 86400
    assert mint.context("example.org") is first
    clock.now += 2 * 86400
    second = mint.context("example.org")
    assert second is not first
    assert second.certificate.not_valid_after_utc > first.certificate.not_valid_after_utc
    clock.now -= 60 * 86400
    third = mint.context("example.org")
    assert third.certificate.not_valid_before_utc.timestamp() <= clock.now


def test_no_leaf_comes_of_an_authority_that_has_ended():
    clock = Clock()
    mint = LeafMint(make(days=5), clock=clock)
    leaf = mint.context("example.org")
    clock.now += 4 * 86400
    assert mint.context("example.org") is leaf
    clock.now += 2 * 86400
    for host in ("example.org", "new.example.org"):
        with pytest.raises(AuthorityError, match="expired"):
            mint.context(host)


def test_no_leaf_is_minted_outside_the_name_constraints():
    mint = LeafMint(make(permit=["deepseek.com"]))
    mint.context("chat.deepseek.com")
    for host in ("example.org", "192.0.2.7", "notdeepseek.com"):
        with pytest.raises(AuthorityError, match=f"may not sign for {host}"):
            mint.context(host)


@pytest.mark.parametrize(
    "host", ["bank.example", "192.0.2.7", "2001:db8::7", "deepseek.com.evil.example", "secret.deepseek.com"]
)
def test_clients_refuse_what_a_thief_of_the_key_signs_outside_the_constraints(host: str, tmp_path: Path):
    constrained = make(permit=["deepseek.com"], exclude=["secret.deepseek.com"])
    # The thief has the same name and key and no scruples: a certificate without the constraints to mint by.
    unbound = issue(
        "thief", key=constrained.key, start=constrained.not_before, end=constrained.not_after, constraints=None
    )
    leaf = LeafMint(unbound).context(host)
    forged = (
        x509.CertificateBuilder()
        .subject_name(leaf.certificate.subject)
        .issuer_name(constrained.certificate.subject)
        .public_key(leaf.certificate.public_key())
        .serial_number(1)
        .not_valid_before(leaf.certificate.not_valid_before_utc)
        .not_valid_after(leaf.certificate.not_valid_after_utc)
    )
    for found in leaf.certificate.extensions:
        forged = forged.add_extension(found.value, found.critical)
    stolen = Leaf(forged.sign(constrained.key, hashes.SHA256()), leaf.key, ())
    with pytest.raises(VerificationError):
        verify(stolen, constrained.certificate, host)
    with pytest.raises(ssl.SSLCertVerificationError, match="subtree violation"):
        shake_hands(stolen, constrained.certificate, host, tmp_path)
    within = LeafMint(constrained).context("chat.deepseek.com")
    shake_hands(within, constrained.certificate, "chat.deepseek.com", tmp_path)


def test_a_constraint_on_directory_names_leaves_the_subject_empty(tmp_path: Path):
    theirs = x509.DirectoryName(x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Example")]))
    lower = issue("Lower", issue("Root", constraints=x509.NameConstraints([theirs], None)), path_length=0)
    leaf = LeafMint(lower).context("example.org")
    assert not list(leaf.certificate.subject)


def test_old_and_new_authority_of_one_name_do_not_confuse_clients(tmp_path: Path):
    old, new = make(common_name="Example AI gateway"), make(common_name="Example AI gateway")
    context = ssl.create_default_context(cadata=(pem(old.certificate) + pem(new.certificate)).decode())
    assert len(context.get_ca_certs()) == 2
    for authority in (old, new):
        leaf = LeafMint(authority).context("example.org")
        both = PolicyBuilder().store(Store([old.certificate, new.certificate]))
        assert both.build_server_verifier(x509.DNSName("example.org")).verify(leaf.certificate, [])
        shake_hands(leaf, authority.certificate, "example.org", tmp_path)
