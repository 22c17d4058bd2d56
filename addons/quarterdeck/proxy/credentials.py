"""A certificate authority given as PEM texts is used only when key, certificate and issuers fit one another.

This is how the organization's own intermediate comes in. Bytes in, facts out.
"""

from __future__ import annotations

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from quarterdeck.proxy.authority import Authority, AuthorityError, Key, extension


def read(certificates: bytes, key: bytes, chain: bytes = b"", passphrase: bytes | None = None) -> Authority:
    """An authority from PEM texts: the CA certificate (its issuers may follow it), its key, more issuers.

    Everything but the dates is checked here. Raises AuthorityError.
    """
    private = _read_key(key, passphrase)
    pool = _read_certificates(certificates, "cert.pem")
    if chain.strip():
        pool += _read_certificates(chain, "chain.pem")
    certificate = next((c for c in pool if c.public_key() == private.public_key()), None)
    if certificate is None:
        raise AuthorityError("key.pem is not the key of cert.pem: put the certificate and the key of one CA there")
    authority = Authority(certificate, private, _issuers(certificate, pool))
    for below, link in enumerate((certificate, *authority.chain)):
        _check_ca(link, below)
    return authority


def _read_key(text: bytes, passphrase: bytes | None) -> Key:
    encrypted = b"ENCRYPTED" in text
    if encrypted and not passphrase:
        raise AuthorityError(
            "key.pem is encrypted: give its passphrase in the environment as QUARTERDECK_CA_PASSPHRASE"
        )
    try:
        key = serialization.load_pem_private_key(text, passphrase if encrypted else None)
    except (ValueError, TypeError) as error:
        if encrypted:
            raise AuthorityError("key.pem does not open with the passphrase in QUARTERDECK_CA_PASSPHRASE") from error
        raise AuthorityError("key.pem is not a private key in PEM form") from error
    if isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(
        key.curve, ec.SECP256R1 | ec.SECP384R1 | ec.SECP521R1
    ):
        return key
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size >= 2048:
        return key
    raise AuthorityError("key.pem must be an EC key on P-256, P-384 or P-521 or an RSA key of 2048 bits or more")


def _read_certificates(text: bytes, file: str) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(text)
    except ValueError as error:
        raise AuthorityError(f"{file} holds no certificate in PEM form") from error


def _issuers(certificate: x509.Certificate, pool: list[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    chain: list[x509.Certificate] = []
    link = certificate
    while link.issuer != link.subject and len(chain) < 10:
        found = next((c for c in pool if c not in (link, *chain) and _issued(c, link)), None)
        if found is None:
            break
        chain.append(found)
        link = found
    return tuple(chain)


def _issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _check_ca(certificate: x509.Certificate, below: int) -> None:
    """`below` counts the CAs between this certificate and a leaf. Raises AuthorityError."""
    name = certificate.subject.rfc4514_string()
    basic = extension(certificate, x509.BasicConstraints)
    if basic is None or not basic.ca:
        raise AuthorityError(
            f"the certificate {name} is not a CA's (basicConstraints lacks CA:TRUE): ask for one that is"
        )
    if basic.path_length is not None and basic.path_length < below:
        raise AuthorityError(
            f"the certificate {name} has path length {basic.path_length} and {below} CAs stand between it and a leaf"
        )
    usage = extension(certificate, x509.KeyUsage)
    if usage is None or not usage.key_cert_sign:
        raise AuthorityError(f"the certificate {name} may not sign certificates (keyUsage lacks keyCertSign)")
    extended = extension(certificate, x509.ExtendedKeyUsage)
    if extended is not None and not {ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE} & set(
        extended
    ):
        raise AuthorityError(f"the certificate {name} may not sign for TLS servers (extendedKeyUsage lacks serverAuth)")
    weak = isinstance(certificate.signature_hash_algorithm, hashes.SHA1 | hashes.MD5)
    if weak and certificate.issuer != certificate.subject:
        raise AuthorityError(
            f"the certificate {name} is signed with SHA-1 or MD5, which clients refuse: have it reissued"
        )
