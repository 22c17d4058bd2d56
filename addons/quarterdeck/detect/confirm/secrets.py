"""What tells a secret from a text of its shape: checksums, entropy, and that it is no sample."""

from __future__ import annotations

from quarterdeck.detect.confirm.base58 import base58check, bech32
from quarterdeck.detect.confirm.crc import crc32_base62
from quarterdeck.detect.confirm.entropy import entropy
from quarterdeck.detect.confirm.jwt import base64_json, jwt
from quarterdeck.detect.confirm.keyblock import key_block
from quarterdeck.detect.confirm.matched import Make, plain
from quarterdeck.detect.confirm.placeholders import not_placeholder
from quarterdeck.detect.confirm.shapes import mixed, not_call, not_code, not_hash, not_name, not_uuid

TABLE: dict[str, Make] = {
    "base58check": plain(base58check),
    "base64-json": base64_json,
    "bech32": plain(bech32),
    "crc32-base62": crc32_base62,
    "entropy": entropy,
    "jwt": plain(jwt),
    "key-block": plain(key_block),
    "mixed": plain(mixed),
    "not-call": plain(not_call),
    "not-code": plain(not_code),
    "not-hash": plain(not_hash),
    "not-name": plain(not_name),
    "not-placeholder": plain(not_placeholder),
    "not-uuid": plain(not_uuid),
}
