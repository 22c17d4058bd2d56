"""The organization's own CA is taken when all of it fits, and refused with the reason when anything does not."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID

from quarterdeck.proxy import credentials
from quarterdeck.proxy.authority import AuthorityError, key_pem, pem
from tests.proxy.organization import issue, texts

_PKCS8 = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def test_an_intermediate_with_its_chain_is_taken():
    lower = issue("Lower", issue("Upper", issue("Root"), path_length=1), path_length=0)
    authority = credentials.read(*texts(lower))
    assert authority.certificate == lower.certificate
    assert authority.chain == lower.chain


def test_the_chain_may_stand_in_the_certificate_file_in_any_order():
    lower = issue("Lower", issue("Upper", issue("Root")), path_length=0)
    certificate, key, _ = texts(lower)
    mixed = pem(lower.chain[1]) + certificate + pem(lower.chain[0])
    assert credentials.read(mixed, key).chain == lower.chain


def test_certificates_that_issued_nothing_here_are_left_out():
    lower = issue("Lower", issue("Root"), path_length=0)
    certificate, key, chain = texts(lower)
    other = pem(issue("Somebody else").certificate)
    assert credentials.read(certificate, key, chain + other).chain == lower.chain


def test_a_namesake_of_the_issuer_is_not_the_issuer():
    lower = issue("Lower", issue("Root"), path_length=0)
    certificate, key, _ = texts(lower)
    assert credentials.read(certificate, key, pem(issue("Root").certificate)).chain == ()


def test_an_rsa_key_of_2048_bits_will_do():
    lower = issue("Lower", key=rsa.generate_private_key(65537, 2048))
    assert credentials.read(*texts(lower)).certificate == lower.certificate


def test_an_encrypted_key_opens_with_its_passphrase():
    lower = issue("Lower")
    certificate, key, _ = texts(lower, b"correct horse")
    assert b"ENCRYPTED" in key
    assert credentials.read(certificate, key, passphrase=b"correct horse").certificate == lower.certificate
    with pytest.raises(AuthorityError, match=r"encrypted: give its passphrase .*QUARTERDECK_CA_PASSPHRASE"):
        credentials.read(certificate, key)
    with pytest.raises(AuthorityError, match="does not open") as caught:
        credentials.read(certificate, key, passphrase=b"wrong")
    assert "wrong" not in str(caught.value)


def test_a_passphrase_that_a_plain_key_does_not_need_is_no_mistake():
    lower = issue("Lower")
    assert credentials.read(*texts(lower), passphrase=b"unused").certificate == lower.certificate


def test_the_key_of_another_certificate_is_refused():
    certificate, _, chain = texts(issue("Lower"))
    with pytest.raises(AuthorityError, match=r"key\.pem is not the key of cert\.pem"):
        credentials.read(certificate, key_pem(ec.generate_private_key(ec.SECP256R1())), chain)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"ca": False}, "not a CA's"),
        ({"usage": ("digital_signature",)}, "keyCertSign"),
        ({"usage": None}, "keyCertSign"),
        ({"extended": ExtendedKeyUsageOID.CLIENT_AUTH}, "serverAuth"),
    ],
)
def test_a_certificate_that_may_not_sign_leaves_is_refused(wrong: dict, message: str):
    with pytest.raises(AuthorityError, match=message):
        credentials.read(*texts(issue("Lower", issue("Root"), **wrong)))


def test_a_path_length_that_leaves_no_room_is_refused():
    lower = issue("Lower", issue("Root", path_length=0))
    with pytest.raises(AuthorityError, match="path length 0 and 1 CAs stand between"):
        credentials.read(*texts(lower))


@pytest.mark.parametrize(
    "key",
    [
        ed25519.Ed25519PrivateKey.generate().private_bytes(*_PKCS8),
        rsa.generate_private_key(65537, 1024).private_bytes(*_PKCS8),
        ec.generate_private_key(ec.SECP256K1()).private_bytes(*_PKCS8),
    ],
    ids=["ed25519", "rsa-1024", "secp256k1"],
)
def test_keys_that_clients_do_not_take_are_refused(key: bytes):
    with pytest.raises(AuthorityError, match="must be an EC key"):
        credentials.read(pem(issue("Lower").certificate), key)


def test_what_is_not_pem_is_refused():
    certificate, key, _ = texts(issue("Lower"))
    with pytest.raises(AuthorityError, match=r"key\.pem is not a private key"):
        credentials.read(certificate, b"nonsense")
    with pytest.raises(AuthorityError, match=r"cert\.pem holds no certificate"):
        credentials.read(b"nonsense", key)
    with pytest.raises(AuthorityError, match=r"chain\.pem holds no certificate"):
        credentials.read(certificate, key, b"nonsense")
