"""The authority's list of revoked certificates: always empty, since leaves are short-lived, but it must exist.

Windows' own TLS clients (Schannel: curl.exe, git) refuse a certificate whose revocation they cannot look up.
"""

from __future__ import annotations

import datetime as dt

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from quarterdeck.proxy.authority import BACKDATED, Authority, extension, utc_now

LIFETIME = dt.timedelta(days=7)


def empty_crl(authority: Authority, now: dt.datetime | None = None) -> bytes | None:
    """A list that names no certificate, as DER, good for seven days; None when the CA may not sign lists."""
    now = now or utc_now()
    usage = extension(authority.certificate, x509.KeyUsage)
    if usage is None or not usage.crl_sign:
        return None
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.certificate.subject)
        .last_update(now - BACKDATED)
        .next_update(now + LIFETIME)
        # The number must grow from list to list (RFC 5280 section 5.2.3); the time does.
        .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
    )
    identifier = extension(authority.certificate, x509.SubjectKeyIdentifier)
    if identifier is not None:
        key = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)
        builder = builder.add_extension(key, critical=False)
    return builder.sign(authority.key, authority.hash).public_bytes(serialization.Encoding.DER)
