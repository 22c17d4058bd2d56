"""What a sink asks of TLS: the receiver's certificate is verified, always, and ours is shown where one is wanted."""

from __future__ import annotations

import ssl
from pathlib import Path

from quarterdeck.errors import UsageError


def client_context(ca: Path | None = None, identity: Path | None = None) -> ssl.SSLContext:
    """A context for a client. `ca` is a PEM file of the only authorities to be trusted, None the machine's own;
    `identity` is a PEM file of our certificate, those above it, and its key. Raises UsageError.

    Made by hand: the one that Python makes by default writes its keys to wherever the environment says.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca is None:
        context.load_default_certs()
    else:
        _trust(context, ca)
    if identity is not None:
        _identify(context, identity)
    return context


def _trust(context: ssl.SSLContext, ca: Path) -> None:
    try:
        context.load_verify_locations(ca)
    except ssl.SSLError:
        raise UsageError(f"{ca} holds no certificate in PEM; give the authority that signed the receiver's") from None
    except OSError as error:
        raise UsageError(f"{ca} cannot be read: {error.strerror}") from None


def _identify(context: ssl.SSLContext, identity: Path) -> None:
    try:
        # Without a password to try, OpenSSL asks for one at the terminal and waits.
        context.load_cert_chain(identity, password="")
    except ssl.SSLError:
        wanted = "it must hold a certificate and its key in PEM, the key without a password"
        raise UsageError(f"{identity} is no identity; {wanted}") from None
    except OSError as error:
        raise UsageError(f"{identity} cannot be read: {error.strerror}") from None
