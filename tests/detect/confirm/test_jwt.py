from __future__ import annotations

import json
from base64 import urlsafe_b64encode

import pytest

from quarterdeck.detect.confirm.jwt import base64_json, jwt
from quarterdeck.detect.confirm.matched import Matched


def part(value: object) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


HEADER, PAYLOAD = part({"alg": "HS256"}), part({"sub": "1"})


@pytest.mark.parametrize(
    ("token", "holds"),
    [
        (f"{HEADER}.{PAYLOAD}.c2ln", True),
        (f"{HEADER}.{part('no object')}.c2ln", False),
        (f"{part({'typ': 'JWT'})}.{PAYLOAD}.c2ln", False),
        (f"{part({'alg': 'dir', 'enc': 'A256GCM'})}.a.b.c.d", True),
        (f"{HEADER}.a.b.c.d", False),
        (f"{HEADER}.{PAYLOAD}", False),
        ("no.token.here", False),
    ],
)
def test_a_token_says_what_tokens_say(token: str, holds: bool) -> None:
    assert jwt(Matched(token)) is holds


def test_an_object_in_base64_may_have_to_have_a_key() -> None:
    assert base64_json("sub")(Matched(f"{PAYLOAD}.more"))
    assert not base64_json("other")(Matched(PAYLOAD))
    assert base64_json("")(Matched(PAYLOAD))
    assert not base64_json("")(Matched("!!!"))
