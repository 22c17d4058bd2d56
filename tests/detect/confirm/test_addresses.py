from __future__ import annotations

import pytest

from quarterdeck.detect.confirm.addresses import email, mac_address, private_ip, public_ip
from quarterdeck.detect.confirm.matched import Matched


def test_public_and_private_addresses_are_told_apart() -> None:
    assert public_ip(Matched("81.2.69.142"))
    assert not private_ip(Matched("81.2.69.142"))
    assert private_ip(Matched("192.168.17.40"))
    assert not public_ip(Matched("192.168.17.40"))
    assert not private_ip(Matched("127.0.0.1"))


def test_a_version_is_no_address() -> None:
    assert not public_ip(Matched("81.2.69.142", before="version "))
    assert not public_ip(Matched("1.2.3.4"))
    assert public_ip(Matched("1.2.3.4", before="host "))


# Of what is before an address only the end is looked at, so each of these must lie within it.
@pytest.mark.parametrize(
    "before",
    [
        "firmware ",
        "a Release: ",
        "version\u00a0= ",
        "'v':\n",
        '"oid" ',
        "ver\x85",
        "Chrome/",
        "x@",
        "a\n",
        "name==",
        "~",
    ],
)
def test_what_ends_so_says_that_no_address_follows(before: str) -> None:
    assert not public_ip(Matched("81.2.69.142", before="a " * 20 + before))


@pytest.mark.parametrize("before", ["xfirmware ", "version of ", "v'' ", "releases ", "(", "at "])
def test_what_ends_so_says_nothing(before: str) -> None:
    assert public_ip(Matched("81.2.69.142", before=before))


@pytest.mark.parametrize(("before", "wanted"), [("é ip ", True), ("ipé ", False), ("a://", True), ("equip ", False)])
def test_a_word_for_a_host_is_a_whole_one_in_any_script(before: str, wanted: bool) -> None:
    assert public_ip(Matched("1.2.3.4", before=before)) is wanted


def test_what_a_name_with_a_digit_is_set_to_is_an_address() -> None:
    assert public_ip(Matched("2a02:908::862b:4a5a", before="addr6="))
    assert not public_ip(Matched("81.2.69.142", before="pkg6=="))


def test_a_piece_of_a_fingerprint_is_no_card_of_a_network() -> None:
    assert mac_address(Matched("00:1A:2B:3C:4D:5E"))
    assert not mac_address(Matched("00:1A:2B:3C:4D:5E", after=":6F"))


def test_the_login_of_a_url_is_no_mailbox() -> None:
    assert email(Matched("ada@example.org"))
    assert not email(Matched("word@example.org", before="https://user:"))
    assert not email(Matched("icon@2x.png"))
