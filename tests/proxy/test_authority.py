"""What an authority of our own making is, and what it may sign for."""

from __future__ import annotations

import datetime as dt

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID

from quarterdeck.proxy.authority import AuthorityError, extension, make, pem, utc_now
from tests.proxy.organization import DAY, issue


def test_our_own_authority_is_what_clients_expect():
    now = dt.datetime(2026, 3, 4, 5, 6, 7, tzinfo=dt.UTC)
    authority = make(now=now)
    certificate = authority.certificate
    assert isinstance(authority.key, ec.EllipticCurvePrivateKey)
    assert isinstance(authority.key.curve, ec.SECP256R1)
    assert isinstance(certificate.signature_hash_algorithm, hashes.SHA256)
    basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    assert basic.critical
    assert basic.value == x509.BasicConstraints(ca=True, path_length=0)
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical
    assert usage.value.key_cert_sign
    assert usage.value.crl_sign
    assert not usage.value.digital_signature
    assert extension(certificate, x509.ExtendedKeyUsage) == x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    assert extension(certificate, x509.SubjectKeyIdentifier) is not None
    assert extension(certificate, x509.NameConstraints) is None
    assert certificate.not_valid_before_utc == now - DAY
    assert authority.not_after == now + 730 * DAY
    assert authority.own
    assert authority.handshake == ()
    assert authority.anchor == certificate
    assert authority.chain_pem == pem(certificate)
    certificate.verify_directly_issued_by(certificate)


def test_two_authorities_bear_different_names_keys_and_fingerprints():
    one, two = make(), make()
    assert one.subject != two.subject
    assert one.sha256 != two.sha256
    assert one.key.public_key() != two.key.public_key()
    assert one.certificate.serial_number != two.certificate.serial_number


def test_the_name_given_is_the_name():
    assert make(common_name="Example Corp AI gateway").subject == "CN=Example Corp AI gateway,O=Quarterdeck"


def test_the_key_never_shows_in_its_text():
    authority = make()
    assert "key" not in repr(authority).lower()


@pytest.mark.parametrize("days", [0, -1, 3651])
def test_a_lifetime_out_of_bounds_is_refused(days: int):
    with pytest.raises(AuthorityError, match="from 1 to 3650 days"):
        make(days=days)


@pytest.mark.parametrize("name", ["x" * 65, "two\nlines"])
def test_an_unfit_common_name_is_refused(name: str):
    with pytest.raises(AuthorityError, match="common name"):
        make(common_name=name)


def test_dates_are_judged_and_the_end_is_announced():
    now = utc_now()
    authority = make(days=31, now=now)
    authority.check_dates(now)
    assert authority.warnings(now) == ()
    (warning,) = authority.warnings(now + 2 * DAY)
    assert "in 29 days" in warning
    assert "quarterdeck ca rotate" in warning
    with pytest.raises(AuthorityError, match=r"expired on .*ca rotate"):
        authority.check_dates(now + 32 * DAY)
    with pytest.raises(AuthorityError, match="not valid before"):
        authority.check_dates(now - 2 * DAY)


def test_an_authority_ends_when_the_first_of_its_issuers_does():
    soon = utc_now() + 5 * DAY
    root = issue("Root", end=soon)
    intermediate = issue("Intermediate", root, path_length=0)
    assert intermediate.not_after == soon
    assert "in 4 days" in intermediate.warnings()[0] or "in 5 days" in intermediate.warnings()[0]


def test_an_intermediate_sends_itself_and_not_the_root():
    root = issue("Root")
    upper = issue("Upper", root)
    lower = issue("Lower", upper, path_length=0)
    assert not lower.own
    assert lower.handshake == (lower.certificate, upper.certificate)
    assert lower.anchor == root.certificate
    assert lower.chain_pem == pem(lower.certificate) + pem(upper.certificate) + pem(root.certificate)


@pytest.mark.parametrize(
    ("curve", "algorithm"), [(ec.SECP256R1(), "sha256"), (ec.SECP384R1(), "sha384"), (ec.SECP521R1(), "sha512")]
)
def test_the_hash_fits_the_key(curve: ec.EllipticCurve, algorithm: str):
    assert issue("Root", key=ec.generate_private_key(curve)).hash.name == algorithm
