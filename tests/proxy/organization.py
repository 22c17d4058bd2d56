"""An organization's own certificate authorities, for the tests: a root and what it issues."""

from __future__ import annotations

import datetime as dt

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from quarterdeck.proxy.authority import Authority, Key, key_pem, pem, utc_now

DAY = dt.timedelta(days=1)
_USAGE = dict.fromkeys(
    [
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    ],
    False,
)


def issue(
    name: str,
    issuer: Authority | None = None,
    *,
    ca: bool = True,
    path_length: int | None = None,
    usage: tuple[str, ...] | None = ("key_cert_sign", "crl_sign"),
    extended: x509.ObjectIdentifier | None = None,
    constraints: x509.NameConstraints | None = None,
    key: Key | None = None,
    start: dt.datetime | None = None,
    end: dt.datetime | None = None,
) -> Authority:
    """A CA certificate (or one that is wrong on purpose), self-signed when it has no issuer."""
    now = utc_now()
    key = key or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    parent = issuer.certificate if issuer else None
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(parent.subject if parent else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start or now - 10 * DAY)
        .not_valid_after(end or now + 400 * DAY)
        .add_extension(x509.BasicConstraints(ca, path_length if ca else None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if usage is not None:
        builder = builder.add_extension(x509.KeyUsage(**_USAGE | dict.fromkeys(usage, True)), critical=True)
    if extended is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([extended]), critical=False)
    if constraints is not None:
        builder = builder.add_extension(constraints, critical=True)
    if issuer:
        identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key())
        builder = builder.add_extension(identifier, critical=False)
    certificate = builder.sign(issuer.key if issuer else key, hashes.SHA256())
    chain = (issuer.certificate, *issuer.chain) if issuer else ()
    return Authority(certificate, key, chain)


def texts(authority: Authority, passphrase: bytes | None = None) -> tuple[bytes, bytes, bytes]:
    """The PEM texts of an authority: certificate, key, chain."""
    return pem(authority.certificate), key_pem(authority.key, passphrase), b"".join(map(pem, authority.chain))
