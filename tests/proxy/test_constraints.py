"""Name constraints mean what a person who wrote a domain thinks that they mean."""

from __future__ import annotations

import pytest
from cryptography import x509

from quarterdeck.errors import UsageError
from quarterdeck.proxy.authority import make
from quarterdeck.proxy.constraints import build, describe
from tests.proxy.organization import issue


def test_name_constraints_say_which_hosts_it_may_sign_for():
    authority = make(permit=["deepseek.com", "bücher.example"], exclude=["internal.deepseek.com"])
    found = authority.certificate.extensions.get_extension_for_class(x509.NameConstraints)
    assert found.critical
    assert authority.permits("deepseek.com")
    assert authority.permits("chat.deepseek.com")
    assert authority.permits("shop.xn--bcher-kva.example")
    assert not authority.permits("internal.deepseek.com")
    assert not authority.permits("a.internal.deepseek.com")
    assert not authority.permits("notdeepseek.com")
    assert not authority.permits("com")
    assert not authority.permits("192.0.2.1")
    assert not authority.permits("2001:db8::1")


def test_networks_can_be_permitted_beside_domains():
    authority = make(permit=["example.org", "192.0.2.0/24"])
    assert authority.permits("192.0.2.77")
    assert not authority.permits("198.51.100.1")
    assert not authority.permits("2001:db8::1")


def test_an_exclusion_alone_leaves_the_rest():
    authority = make(exclude=["bank.example", "10.0.0.0/8"])
    assert authority.permits("example.org")
    assert authority.permits("192.0.2.1")
    assert not authority.permits("www.bank.example")
    assert not authority.permits("10.1.2.3")


@pytest.mark.parametrize(
    ("permit", "message"),
    [("*.example.org", "without `\\*.`"), (".example.org", "leading dot"), ("10.0.0.0/8", "permit a domain as well")],
)
def test_constraints_that_mean_something_else_are_refused(permit: str, message: str):
    with pytest.raises(UsageError, match=message):
        make(permit=[permit])


def test_every_constraint_of_the_chain_counts():
    only = x509.NameConstraints([x509.DNSName("example.org")], None)
    lower = issue("Lower", issue("Root", constraints=only), path_length=0)
    assert lower.permits("www.example.org")
    assert not lower.permits("www.example.com")


def test_what_is_described_builds_the_same_again():
    for permit, exclude in ((["example.org"], ["a.example.org"]), ([], ["10.0.0.0/8"]), (["b.example", "::/64"], [])):
        constraints = build(permit, exclude)
        assert build(*describe(constraints)) == constraints
