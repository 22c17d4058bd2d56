"""This machine, its neighbours on the link and the cloud's metadata are never destinations."""

from __future__ import annotations

import pytest

from quarterdeck.model.destination import Destination
from quarterdeck.proxy.forbidden import NEVER, NO_DNS, forbidden, forbidden_address, never_reached


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "console.localhost",
        "127.0.0.1",
        "127.8.9.10",
        "::1",
        "::",
        "0.0.0.0",
        "169.254.169.254",
        "fe80::1",
        "fd00:ec2::254",
        "100.100.100.200",
        "metadata.google.internal",
        "224.0.0.1",
        "ff02::1",
    ],
)
def test_never(host: str) -> None:
    assert forbidden(host)


@pytest.mark.parametrize(
    "host", ["example.com", "10.0.0.5", "192.168.1.1", "8.8.8.8", "2606:4700::1111", "localhost.example"]
)
def test_the_rest_is_policys_business(host: str) -> None:
    assert not forbidden(host)


def test_an_address_inside_another_is_seen() -> None:
    assert forbidden_address("::ffff:127.0.0.1")
    assert forbidden_address("fe80::1%eth0")


@pytest.mark.parametrize(
    ("host", "port", "mapped", "why"),
    [
        ("localhost", 443, False, NEVER),
        ("localhost", 443, True, None),
        ("www.example.org", 53, False, NO_DNS),
        ("www.example.org", 853, True, NO_DNS),
        ("www.example.org", 443, False, None),
    ],
)
def test_why_a_destination_is_never_reached(host: str, port: int, mapped: bool, why: str | None) -> None:
    assert never_reached(Destination(host, port), mapped=mapped) == why
