"""This machine, its neighbours on the link and the cloud's metadata are never destinations."""

from __future__ import annotations

import pytest

from quarterdeck.proxy.forbidden import forbidden, forbidden_address


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
