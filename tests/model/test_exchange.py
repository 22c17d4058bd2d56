"""The address of an exchange as a person writes it, and its headers as they stood on the wire."""

from __future__ import annotations

import pytest

from quarterdeck.model.destination import Destination
from quarterdeck.model.exchange import Exchange
from quarterdeck.model.principal import Principal


def exchange(destination: Destination, path: str = "/", query: str = "", **keys) -> Exchange:
    return Exchange("1", 0.0, Principal("192.0.2.7"), destination, "GET", "/raw", path, query, **keys)


@pytest.mark.parametrize(
    ("destination", "path", "query", "url"),
    [
        (Destination("a.example", 443), "/", "", "https://a.example/"),
        (Destination("a.example", 8443), "/x", "y=1&z", "https://a.example:8443/x?y=1&z"),
        (Destination("a.example", 80, "http"), "/x", "", "http://a.example/x"),
        (Destination("a.example", 443, "http"), "/", "", "http://a.example:443/"),
        (Destination("2001:db8::1", 443), "/", "", "https://[2001:db8::1]/"),
        (Destination("2001:db8::1", 80), "/", "", "https://[2001:db8::1]:80/"),
    ],
)
def test_the_url_names_the_port_only_where_it_is_not_the_schemes_own(destination, path, query, url):
    assert exchange(destination, path, query).url == url


def test_the_first_header_of_a_name_speaks():
    found = exchange(Destination("a.example", 443), headers=(("x-a", "1"), ("x-b", "2"), ("x-a", "3")))
    assert [found.header(name) for name in ("x-a", "x-b", "x-c")] == ["1", "2", None]
