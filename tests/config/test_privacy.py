"""What may be known from the log is said once, and what contradicts it is refused."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError
from pyrage import x25519

from quarterdeck.config.schema import Audit

ONE, TWO, THREE = (str(x25519.Identity.generate().to_public()) for _ in range(3))
TWO_STEPS = {"identities": {"reviewers": [ONE], "approvers": [TWO]}}
ACME = {"name": "acme", "users": ["*@acme.example"], "key_file": "acme.key"}


def audit(**keys: Any) -> Audit:
    return Audit.model_validate(keys)


def test_by_default_each_person_has_a_pseudonym_that_never_rotates_and_nobody_can_find_out():
    kept = audit()
    assert (kept.principal, kept.pseudonyms.keys, kept.pseudonyms.rotate) == ("pseudonym", "person", 0)
    assert (kept.identities.reviewers, kept.encrypt, kept.tenants) == ((), (), ())


@pytest.mark.parametrize(("value", "days"), [("never", 0), ("90d", 90), ("1 d", 1)])
def test_how_long_a_pseudonym_stays(value: str, days: int):
    assert audit(pseudonyms={"rotate": value}).pseudonyms.rotate == days


def test_two_lists_say_who_finds_out_together():
    assert audit(identities={"reviewers": [ONE, TWO], "approvers": [THREE]}).identities.approvers == (THREE,)


@pytest.mark.parametrize(
    ("keys", "why"),
    [
        ({"pseudonyms": {"rotate": "quarterly"}}, "neither never nor a number of days; write it as 90d"),
        ({"pseudonyms": {"rotate": "0d"}}, "neither never nor a number of days"),
        ({"identities": {"reviewers": [ONE]}}, "it takes reviewers and approvers"),
        ({"identities": {"approvers": [ONE]}}, "it takes reviewers and approvers"),
        ({"identities": {"reviewers": [ONE, TWO], "approvers": [TWO]}}, " is a reviewer and an approver"),
        ({"identities": {"reviewers": ["age1x"], "approvers": [TWO]}}, "'age1x' is no public key of age"),
        ({**TWO_STEPS, "principal": "clear"}, "identities needs principal: pseudonym"),
        ({"encrypt": ["path"], "principal": "clear"}, "encrypt needs principal: pseudonym"),
        ({"tenants": [ACME], "principal": "clear"}, "tenants needs principal: pseudonym"),
        ({**TWO_STEPS, "pseudonyms": {"keys": "shared"}}, "identities needs pseudonyms: {keys: person}"),
        ({"pseudonyms": {"keys": "shared", "rotate": "90d"}}, "rotate needs pseudonyms: {keys: person}"),
        ({**TWO_STEPS, "encrypt": ["path", "client"]}, "encrypt must leave out principal and client"),
        ({"encrypt": ["host"]}, "Input should be 'principal', 'client' or 'path'"),
        ({"tenants": [ACME, {**ACME, "users": ["b"]}]}, "there are two tenants 'acme'"),
        ({"tenants": [{**ACME, "name": "_"}]}, "'_' is no name of a tenant"),
        ({"tenants": [{**ACME, "name": "../x"}]}, "is no name of a tenant"),
        ({"tenants": [{"name": "acme", "key_file": "k"}]}, "tenant acme has nobody in it"),
        ({"tenants": [{**ACME, "cidr": ["192.0.2.7/24"]}]}, "has host bits set"),
        ({"tenants": [{"name": "acme", "users": ["*"]}]}, "Field required"),
    ],
)
def test_what_cannot_be_meant_is_refused(keys: dict[str, Any], why: str):
    with pytest.raises(ValidationError) as caught:
        audit(**keys)
    assert why in str(caught.value)


def test_a_path_may_be_sealed_where_names_are_in_escrow():
    assert audit(**TWO_STEPS, encrypt=["path"]).encrypt == ("path",)
