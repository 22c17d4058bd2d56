"""The list of revoked certificates: empty, signed, current, and named by the leaves when it is served."""

from __future__ import annotations

import datetime as dt

from cryptography import x509

from quarterdeck.proxy.authority import extension, make, utc_now
from quarterdeck.proxy.crl import empty_crl
from quarterdeck.proxy.leaf import LeafMint
from tests.proxy.organization import issue


def test_the_list_is_empty_signed_and_current():
    authority = make()
    now = utc_now()
    text = empty_crl(authority, now)
    assert text is not None
    revoked = x509.load_der_x509_crl(text)
    assert len(revoked) == 0
    assert revoked.issuer == authority.certificate.subject
    assert revoked.is_signature_valid(authority.key.public_key())
    assert revoked.last_update_utc is not None
    assert revoked.next_update_utc is not None
    assert revoked.last_update_utc < now < revoked.next_update_utc


def test_a_later_list_has_a_higher_number():
    authority, now = make(), utc_now()
    numbers = []
    for time in (now, now + dt.timedelta(hours=1)):
        revoked = x509.load_der_x509_crl(empty_crl(authority, time) or b"")
        numbers.append(revoked.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number)
    assert numbers[0] < numbers[1]


def test_leaves_name_the_list_only_where_it_is_served():
    authority, url = make(), "http://quarterdeck.proxy/ca.crl"
    points = extension(LeafMint(authority, crl_url=url).context("example.org").certificate, x509.CRLDistributionPoints)
    assert points is not None
    assert [name.value for point in points for name in point.full_name or ()] == [url]
    assert extension(LeafMint(authority).context("example.org").certificate, x509.CRLDistributionPoints) is None


def test_an_authority_that_may_not_sign_lists_signs_none():
    assert empty_crl(issue("No lists", usage=("key_cert_sign",))) is None
