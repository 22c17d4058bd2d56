"""Whether the sender vouched for the very bytes of a body, so that whoever changes one makes the request invalid.

AWS SigV4 (also where others took it over), RFC 9421 with RFC 9530, RFC 3230, RFC 1864, clouds that hash in a header.
"""

from __future__ import annotations

from quarterdeck.model.exchange import Exchange

# Signatures over a hash of the body, by how `authorization` begins: AWS, Tencent, Alibaba, Volcengine.
_SIGNING = ("aws4-", "tc3-hmac-", "acs3-", "hmac-sha256 credential=")
_HASHES = frozenset(
    "content-digest repr-digest digest content-md5 x-content-sha256 x-acs-content-sha256 x-ms-content-sha256 "
    "x-goog-hash".split()
)
_AMZ_HASH = "x-amz-content-sha256"
_AMZ_SUMS = "x-amz-checksum-"
_UNSIGNED = "UNSIGNED-PAYLOAD"


def is_signed(exchange: Exchange) -> bool:
    """Whether the request's headers or its query hold a signature or a digest of the body."""
    hashes = [value.strip() for name, value in exchange.headers if name == _AMZ_HASH]
    unsigned = bool(hashes) and all(value == _UNSIGNED for value in hashes)
    if hashes and not unsigned:
        return True
    if "x-amz-signature=" in exchange.query.lower() and not unsigned:
        return True
    for name, value in exchange.headers:
        if name in _HASHES or name.startswith(_AMZ_SUMS):
            return True
        if name == "authorization" and value.strip().lower().startswith(_SIGNING) and not unsigned:
            return True
        if name == "signature-input" and "digest" in value.lower():
            return True
    return False
