"""What goes on to an origin has an end that the origin can tell. All else shows in tests/e2e/test_bodies.py."""

from __future__ import annotations

import pytest

from quarterdeck.proxy.holding import frame
from tests.proxy.deck import asked


@pytest.mark.parametrize(
    ("headers", "size", "name", "value"),
    [
        ({}, 5, "content-length", "5"),
        ({}, None, "transfer-encoding", "chunked"),
        ({"content_length": "7"}, 5, "content-length", "7"),
        ({"transfer_encoding": "chunked"}, 5, "transfer-encoding", "chunked"),
    ],
)
def test_a_body_says_how_long_it_is_once(headers, size, name, value):
    request = asked(method="POST", **headers).request
    frame(request, size)
    said = [(key.lower(), text) for key, text in request.headers.items() if key.lower() != "host"]
    assert said == [(name, value)]
