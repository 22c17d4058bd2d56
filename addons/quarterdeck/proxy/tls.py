"""TLS towards clients and origins: leaf certificates under a key that is not the CA's, and modern suites only."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from mitmproxy import certs, tls
from mitmproxy.addons import tlsconfig
from mitmproxy.proxy.context import Context

from quarterdeck.model.destination import canonical_host
from quarterdeck.proxy.leaf import LeafMint

# Authenticated encryption with forward secrecy (RFC 9325 section 4.2); TLS 1.3 suites are chosen by OpenSSL.
SUITES = (
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305"
)


class Tls(tlsconfig.TlsConfig):
    """mitmproxy's TLS configuration with our certificates. It never writes a CA of mitmproxy's own."""

    # mitmproxy looks addons up by class name; keep the one that it knows.
    name = "tlsconfig"

    def __init__(self, mint: LeafMint) -> None:
        self.mint = mint
        # All that mitmproxy reads of a certificate store when `get_cert` is ours.
        self.certstore = SimpleNamespace(dhparams=None)  # type: ignore[assignment]  # all of it that is read

    def configure(self, updated: set[str]) -> None:
        """Nothing: the certificate store of mitmproxy is not used."""

    def running(self) -> None:
        """Nothing, for the same reason."""

    def request(self, flow: Any) -> None:
        """Nothing: mitmproxy would serve its CRL here."""

    def tls_start_client(self, tls_start: tls.TlsData) -> None:
        """Choose HTTP/2 when the client offers it, as origins do, else HTTP/1.1, and nothing else (RFC 7301)."""
        tls_start.conn.alpn = b"h2" if b"h2" in tls_start.conn.alpn_offers else b"http/1.1"
        super().tls_start_client(tls_start)

    def get_cert(self, conn_context: Context) -> certs.CertStoreEntry:
        """The certificate for the name that the client asked for, else for the destination."""
        client, server = conn_context.client, conn_context.server
        name = client.sni or (server.address[0] if server.address else client.sockname[0])
        certificate, key, chain = self.mint.context(canonical_host(name))
        return certs.CertStoreEntry(certs.Cert(certificate), key, None, [certs.Cert(link) for link in chain])
