"""What a token file says to NATS: a token as it is, or credentials, whose key signs what the server asks to be signed.

https://docs.nats.io/using-nats/developer/connecting/creds
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import SecretStr

from quarterdeck.errors import UsageError

_PART = r"-----BEGIN {0}-----\s+(\S+)\s+-+END {0}-+"
_JWT = re.compile(_PART.format("NATS USER JWT"))
_SEED = re.compile(_PART.format("USER NKEY SEED"))
# The kinds that the first bits of a seed name: that it is one, and that it is a user's.
_IS_SEED, _OF_USER = 18 << 3, 20 << 3


def login(token: SecretStr) -> dict[str, Any]:
    """What the client is to be told. Raises UsageError, without a word of the secret."""
    text = token.get_secret_value().strip()
    if "-----BEGIN" not in text:
        if not text or not text.isprintable():
            raise UsageError("a token for NATS is one line, or a file of credentials; look at token_file")
        return {"token": text}
    jwt, seed = _JWT.search(text), _SEED.search(text)
    if jwt is None or seed is None:
        raise UsageError(
            "a file of credentials for NATS holds a user's JWT and the seed of its key; look at token_file"
        )
    key, said = _key(seed[1]), jwt[1].encode()
    return {
        "user_jwt_cb": lambda: said,
        "signature_cb": lambda nonce: base64.b64encode(key.sign(nonce.encode())),
    }


def _key(seed: str) -> Ed25519PrivateKey:
    """Base32 of two bytes of kind, 32 of the key, and a checksum (CRC-16 of XMODEM, little-endian)."""
    try:
        raw = base64.b32decode(seed + "=" * (-len(seed) % 8))
    except binascii.Error:
        raw = b""
    whole = len(raw) == 36 and binascii.crc_hqx(raw[:-2], 0) == int.from_bytes(raw[-2:], "little")
    if not whole or raw[0] & 0xF8 != _IS_SEED or (raw[0] & 7) << 5 | raw[1] >> 3 != _OF_USER:
        raise UsageError("the seed in the file of credentials for NATS is not a user's; look at token_file")
    return Ed25519PrivateKey.from_private_bytes(raw[2:-2])
