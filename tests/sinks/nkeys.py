"""Keys and tokens of NATS made by hand, as its operators' tools make them: an operator, its accounts, a user."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

OPERATOR, ACCOUNT, USER = 14 << 3, 0, 20 << 3
_SEED = 18 << 3
_LIMITS = dict.fromkeys(
    "subs data payload imports exports conn leaf mem_storage disk_storage streams consumer".split(), -1
)


class Key:
    """A key of one kind."""

    def __init__(self, kind: int, number: int) -> None:
        self._kind, self._secret = kind, bytes([number]) * 32
        self._key = Ed25519PrivateKey.from_private_bytes(self._secret)

    @property
    def public(self) -> str:
        return _text(bytes([self._kind]) + self._key.public_key().public_bytes_raw())

    @property
    def seed(self) -> str:
        return _text(bytes([_SEED | self._kind >> 5, (self._kind & 31) << 3]) + self._secret)

    def says(self, subject: str, **claims: Any) -> str:
        """A JWT about somebody."""
        about = {"jti": "made-up", "iat": 1_772_539_200, "iss": self.public, "name": "test", "sub": subject}
        parts = [{"typ": "JWT", "alg": "ed25519-nkey"}, {**about, "nats": {**claims, "version": 2}}]
        text = ".".join(_base64(json.dumps(one).encode()) for one in parts)
        return f"{text}.{_base64(self._key.sign(text.encode()))}"


def operator_mode() -> tuple[str, str]:
    """What stands in a server's file, and the file of credentials of a user."""
    operator, system, account, user = Key(OPERATOR, 1), Key(ACCOUNT, 2), Key(ACCOUNT, 3), Key(USER, 4)
    accounts = "\n".join(
        f"{one.public}: {operator.says(one.public, type='account', limits={**_LIMITS, **more}, wildcards=True)}"
        for one, more in ((system, dict.fromkeys(("mem_storage", "disk_storage"), 0)), (account, {}))
    )
    config = (
        f"operator: {operator.says(operator.public, type='operator')}\nsystem_account: {system.public}\n"
        f"resolver: MEMORY\nresolver_preload: {{\n{accounts}\n}}\n"
    )
    jwt = account.says(user.public, type="user", subs=-1, data=-1, payload=-1, pub={}, sub={})
    return config, credentials(jwt, user.seed)


def credentials(jwt: str, seed: str) -> str:
    """A file of credentials, as the vendor's tools write it."""
    return (
        f"-----BEGIN NATS USER JWT-----\n{jwt}\n------END NATS USER JWT------\n\n"
        "************************* IMPORTANT *************************\nNKEY Seed printed below.\n\n"
        f"-----BEGIN USER NKEY SEED-----\n{seed}\n------END USER NKEY SEED------\n\n"
    )


def _text(raw: bytes) -> str:
    return base64.b32encode(raw + binascii.crc_hqx(raw, 0).to_bytes(2, "little")).decode().rstrip("=")


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
