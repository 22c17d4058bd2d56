"""A host has one spelling, or it is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.errors import BadHost
from quarterdeck.model.destination import Destination, canonical_host, host_from_text, is_address


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("Chat.DeepSeek.COM", "chat.deepseek.com"),
        ("chat.deepseek.com.", "chat.deepseek.com"),
        ("xn--mnchen-3ya.example", "xn--mnchen-3ya.example"),
        ("_service.example", "_service.example"),
        ("192.0.2.7", "192.0.2.7"),
        ("[2001:DB8:0:0::7]", "2001:db8::7"),
        ("::ffff:127.0.0.1", "127.0.0.1"),
        ("[::ffff:7f00:1]", "127.0.0.1"),
    ],
)
def test_spellings_of_one_host_become_one(text: str, host: str) -> None:
    assert canonical_host(text) == host


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "a..b",
        "-a.example",
        "a-.example",
        "%61pi.openai.com",
        "api.openai.com",  # the Latin original, as a control, is changed below
        "u:p@api.openai.com",
        "api.openai.com/",
        "api openai.com",
        "127.1",
        "0x7f000001",
        "2130706433",
        "0177.0.0.1",
        "1.2.3.4.5",
        "256.1.1.1",
        "fe80::1%eth0",
        "[192.0.2.7]",
        "a" * 64 + ".example",
        ".".join(["a" * 60] * 5),
    ],
)
def test_what_could_be_read_in_two_ways_is_refused(text: str) -> None:
    text = text.replace("api.openai.com", "\uff41pi.openai.com") if text == "api.openai.com" else text
    with pytest.raises(BadHost):
        canonical_host(text)


def test_look_alikes_never_equal_the_original() -> None:
    for text in ("\u0430pi.openai.com", "api.openai\u3002com", "api\u2024openai.com"):
        with pytest.raises(BadHost):
            canonical_host(text)


def test_a_person_may_write_unicode() -> None:
    assert host_from_text("m\u00fcnchen.example") == "xn--mnchen-3ya.example"
    assert host_from_text(" Example.COM. ") == "example.com"
    with pytest.raises(BadHost):
        host_from_text("exa mple\u00fc.com")


@given(st.text(max_size=80))
def test_canonical_is_a_fixed_point_and_nothing_else_is_raised(text: str) -> None:
    try:
        host = canonical_host(text)
    except BadHost:
        return
    assert canonical_host(host) == host
    assert host.isascii()


@given(st.ip_addresses())
def test_every_address_is_known_as_one(address: object) -> None:
    assert is_address(canonical_host(str(address)))


def test_names_are_not_addresses() -> None:
    assert not is_address("example.com")
    assert not is_address("a1.example9")


def test_authority_names_the_port_only_when_it_is_unusual() -> None:
    assert Destination("a.example", 443).authority == "a.example"
    assert Destination("a.example", 8443).authority == "a.example:8443"
    assert Destination("a.example", 80, "http").authority == "a.example"
    assert Destination("2001:db8::1", 443).authority == "[2001:db8::1]"
