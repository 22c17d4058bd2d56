"""CONNECT, SNI and Host stand for one destination, or they do not."""

from __future__ import annotations

import pytest

from quarterdeck.model.service import Host, Service
from quarterdeck.services.agreement import agreed_host, agreed_name, same_service
from quarterdeck.services.match import Catalog

CATALOG = Catalog(
    [
        Service("one-web", "One", "One", "chatbot", hosts=(Host("one.example"),)),
        Service("one-api", "One API", "One", "llm-api", hosts=(Host("api.one.example", "exact", "api"),)),
    ]
)


@pytest.mark.parametrize(
    ("target", "sni", "same", "name"),
    [
        ("a.example", None, False, "a.example"),
        ("a.example", "A.Example.", False, "a.example"),
        ("a.example", "b.test", True, None),
        ("a.example", "b.test", False, None),
        ("corp-site.com", "www.corp-site.com", True, "www.corp-site.com"),
        ("corp-site.com", "www.corp-site.com", False, None),
        ("one.github.io", "two.github.io", True, None),
        ("192.0.2.7", "a.example", True, "a.example"),
        ("192.0.2.7", "api.openai.com", False, None),
        ("a.example", "%61.example", True, None),
        ("a.example", "", True, None),
    ],
)
def test_names_agree_or_they_do_not(target, sni, same, name):
    assert agreed_name(target, sni, same) == name


@pytest.mark.parametrize(
    ("host", "agrees"),
    [
        (None, True),
        ("a.example", True),
        ("A.EXAMPLE.:443", True),
        ("a.example:", True),
        ("b.example", False),
        ("a.example.evil.test", False),
        ("\uff41.example", False),
        ("", False),
    ],
)
def test_a_host_header_agrees_or_it_does_not(host, agrees):
    assert agreed_host("a.example", host) is agrees


def test_addresses_in_a_host_header():
    assert agreed_host("2001:db8::1", "[2001:DB8::1]:8443")
    assert agreed_host("2001:db8::1", "[2001:db8::1]")
    assert agreed_host("192.0.2.7", "192.0.2.7:80")
    assert not agreed_host("192.0.2.7", "192.0.2.8")


@pytest.mark.parametrize(
    ("target", "sni", "same"),
    [
        ("one.example", "www.one.example", True),
        ("one.example", "api.one.example", False),
        ("plain.example", "other.example", True),
        ("192.0.2.7", "one.example", False),
        ("one.example", None, False),
        ("one.example", "%6fne.example", False),
    ],
)
def test_two_names_mean_the_same_services_or_not(target, sni, same):
    assert same_service(CATALOG, target, sni) is same
