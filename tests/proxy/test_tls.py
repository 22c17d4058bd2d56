"""Clients are shown a leaf of ours for the name they asked for, over modern TLS, and HTTP/2 when they offer it."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
from mitmproxy import options, tls
from mitmproxy.proxy.context import Context
from mitmproxy.test import taddons, tflow

from quarterdeck.errors import BadHost
from quarterdeck.proxy.authority import make, pem
from quarterdeck.proxy.leaf import LeafMint
from quarterdeck.proxy.tls import SUITES, Tls

AUTHORITY = make()


def context_of(opts: options.Options, sni: str | None, address: tuple[str, int] | None) -> Context:
    context = Context(tflow.tclient_conn(), opts)
    context.client.sni = sni
    context.client.alpn_offers = []
    context.client.alpn = None
    context.client.cipher_list = []
    context.client.sockname = ("192.0.2.1", 8080)
    context.server.address = address
    return context


def handshake(
    tmp_path: Path, name: str, alpn: list[str], version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3
) -> ssl.SSLObject:
    """A real client's handshake with what the addon sets up, over memory."""
    client_context = ssl.create_default_context(cadata=pem(AUTHORITY.certificate).decode())
    client_context.maximum_version = version
    client_context.set_alpn_protocols(alpn)
    inward, outward = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = client_context.wrap_bio(inward, outward, server_hostname=name)
    addon = Tls(LeafMint(AUTHORITY))
    with taddons.context(addon, options=options.Options(confdir=str(tmp_path / "mitmproxy"))) as opened:
        opened.options.ciphers_client = SUITES
        context = context_of(opened.options, name, None)
        context.client.alpn_offers = [protocol.encode() for protocol in alpn]
        data = tls.TlsData(context.client, context=context)
        addon.tls_start_client(data)
    server = data.ssl_conn
    for _ in range(10):
        try:
            client.do_handshake()
        except ssl.SSLWantReadError:
            pass
        else:
            break
        server.bio_write(outward.read())
        try:
            server.do_handshake()
        except Exception as error:
            if type(error).__name__ != "WantReadError":
                raise
        inward.write(server.bio_read(65536))
    return client


@pytest.mark.parametrize(
    ("sni", "address", "name"),
    [
        ("a.example", ("192.0.2.9", 443), "a.example"),
        ("A.Example.", None, "a.example"),
        (None, ("b.example", 443), "b.example"),
        (None, ("2001:DB8::1", 443), "2001:db8::1"),
        (None, None, "192.0.2.1"),
    ],
)
def test_the_leaf_is_for_the_name_asked_for_else_for_the_destination(sni, address, name: str):
    mint = LeafMint(AUTHORITY)
    entry = Tls(mint).get_cert(context_of(options.Options(), sni, address))
    assert entry.cert.to_cryptography() == mint.context(name)[0]
    assert [str(found.value) for found in entry.cert.altnames] == [name]
    assert entry.privatekey.public_key() != AUTHORITY.certificate.public_key()


def test_a_name_that_is_none_gets_no_leaf():
    with pytest.raises(BadHost):
        Tls(LeafMint(AUTHORITY)).get_cert(context_of(options.Options(), "a_%00.example", None))


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [(["h2", "http/1.1"], "h2"), (["http/1.1", "h2"], "h2"), (["http/1.1"], "http/1.1"), (["spdy/3"], None)],
)
def test_http2_is_chosen_whenever_it_is_offered(tmp_path: Path, offered: list[str], chosen: str | None):
    assert handshake(tmp_path, "a.example", offered).selected_alpn_protocol() == chosen


def test_a_client_of_tls_1_2_gets_forward_secrecy_and_authenticated_encryption(tmp_path: Path):
    name, version, _ = handshake(tmp_path, "a.example", ["h2"], ssl.TLSVersion.TLSv1_2).cipher()
    assert version == "TLSv1.2"
    assert name in SUITES.split(":")


def test_mitmproxys_own_authority_is_never_made(tmp_path: Path):
    handshake(tmp_path, "a.example", ["h2"])
    assert not list(tmp_path.rglob("*"))
