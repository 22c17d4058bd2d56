"""A form of the portal counts when it came from the portal's own page, or from no page at all."""

from __future__ import annotations

import pytest

from quarterdeck.model.principal import Principal
from quarterdeck.proxy.visit import Visit


@pytest.mark.parametrize(
    ("headers", "elsewhere"),
    [
        ({}, False),
        ({"origin": "http://quarterdeck.proxy"}, False),
        ({"origin": "https://quarterdeck.proxy", "sec-fetch-site": "same-origin"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"origin": "https://evil.example"}, True),
        ({"origin": "http://quarterdeck.proxy.evil.example"}, True),
        ({"origin": "http://quarterdeck.proxy:81"}, True),
        ({"origin": "null"}, True),
        ({"origin": ""}, True),
        ({"origin": "http://quarterdeck.proxy", "sec-fetch-site": "cross-site"}, True),
        ({"sec-fetch-site": "same-site"}, True),
    ],
)
def test_another_sites_form_is_known(headers: dict[str, str], elsewhere: bool):
    visit = Visit("POST", "/coach/qd-1", Principal("192.0.2.7"), {"host": "quarterdeck.proxy", **headers})
    assert visit.from_elsewhere is elsewhere
