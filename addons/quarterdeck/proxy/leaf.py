"""Leaf certificates: one host each, short-lived, under a key that is never the authority's and never on disk."""

from __future__ import annotations

import datetime as dt
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from quarterdeck.model.destination import is_address
from quarterdeck.proxy.authority import BACKDATED, Authority, AuthorityError, extension

LIFETIME = dt.timedelta(days=90)
CACHE_SIZE = 4096
_LONGEST_COMMON_NAME = 64


class Leaf(NamedTuple):
    """What a TLS server shows: its certificate, the key of it, and the certificates to send after it."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    chain: tuple[x509.Certificate, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    leaf: Leaf
    good_from: float
    renew_at: float


class LeafMint:
    """Mints and remembers leaves for one authority. Not for more than one thread.

    `cache_size` counts hosts; the one longest unused goes first. `crl_url` is where the authority's (empty) list
    of revoked certificates is served: Windows' own TLS clients refuse certificates that name none.
    `clock` gives seconds since the epoch.
    """

    def __init__(
        self,
        authority: Authority,
        *,
        cache_size: int = CACHE_SIZE,
        crl_url: str | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.authority = authority
        self.key = ec.generate_private_key(ec.SECP256R1())
        self._public = self.key.public_key()
        self._size = max(cache_size, 1)
        self._clock = clock
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self._chain = authority.handshake
        self._start = authority.not_before
        self._end = authority.not_after
        self._constrained = bool(authority.constraints)
        self._hash = authority.hash
        self._extensions = [*_FIXED_EXTENSIONS, (_authority_key(authority), False)]
        if crl_url:
            self._extensions.append((_crl_point(crl_url), False))
        # A constraint on directory names would judge our subject, and an empty subject satisfies every one.
        self._may_name_subject = not any(
            isinstance(name, x509.DirectoryName)
            for constraints in authority.constraints
            for name in (*(constraints.permitted_subtrees or ()), *(constraints.excluded_subtrees or ()))
        )

    def context(self, host: str) -> Leaf:
        """The leaf for a canonical host: (certificate, key, chain), the same object until it is renewed.

        Raises AuthorityError when the authority has ended, is not valid yet, or may not sign for this host.
        """
        now = self._clock()
        entry = self._entries.get(host)
        if entry is not None and entry.good_from <= now < entry.renew_at:
            self._entries.move_to_end(host)
            return entry.leaf
        entry = self._mint(host, now)
        self._entries[host] = entry
        self._entries.move_to_end(host)
        if len(self._entries) > self._size:
            self._entries.popitem(last=False)
        return entry.leaf

    def _mint(self, host: str, now: float) -> _Entry:
        present = dt.datetime.fromtimestamp(now, dt.UTC).replace(microsecond=0)
        if not self._start <= present <= self._end:
            self.authority.check_dates(present)
        if self._constrained and not self.authority.permits(host):
            raise AuthorityError(
                f"the certificate authority may not sign for {host}: its name constraints do not cover it"
            )
        start = max(present - BACKDATED, self._start)
        end = min(start + LIFETIME, self._end)
        address = is_address(host)
        # An address as a common name would be judged by constraints on domains; RFC 5280 section 4.2.1.6
        # wants the alternative name critical when it alone names the subject.
        named = self._may_name_subject and not address and len(host) <= _LONGEST_COMMON_NAME
        subject = [x509.NameAttribute(NameOID.COMMON_NAME, host)] if named else []
        name: x509.GeneralName = x509.IPAddress(ip_address(host)) if address else x509.DNSName(host)
        builder = (
            x509.CertificateBuilder(self.authority.certificate.subject, x509.Name(subject), self._public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(end)
            .add_extension(x509.SubjectAlternativeName([name]), critical=not named)
        )
        for value, critical in self._extensions:
            builder = builder.add_extension(value, critical)
        leaf = Leaf(builder.sign(self.authority.key, self._hash), self.key, self._chain)
        # Renewed in its last third; when the authority ends first, a new leaf would end no later.
        renew_at = end if end == self._end else end - (end - start) / 3
        return _Entry(leaf, start.timestamp(), renew_at.timestamp())


_FIXED_EXTENSIONS: tuple[tuple[x509.ExtensionType, bool], ...] = (
    (x509.BasicConstraints(ca=False, path_length=None), True),
    (
        x509.KeyUsage(
            digital_signature=True,
            content_commitment=False,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            key_cert_sign=False,
            crl_sign=False,
            encipher_only=False,
            decipher_only=False,
        ),
        True,
    ),
    (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False),
)


def _authority_key(authority: Authority) -> x509.AuthorityKeyIdentifier:
    """Byte for byte the issuer's own identifier, which need not be the SHA-1 of its key (RFC 5280, 4.2.1.2)."""
    identifier = extension(authority.certificate, x509.SubjectKeyIdentifier)
    if identifier is None:
        return x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)


def _crl_point(url: str) -> x509.CRLDistributionPoints:
    names = [x509.UniformResourceIdentifier(url)]
    return x509.CRLDistributionPoints([x509.DistributionPoint(names, None, None, None)])
