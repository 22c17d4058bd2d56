"""A name in escrow takes a reviewer, an approver and the machine: any two of them have nothing."""

from __future__ import annotations

import pytest
from pyrage import x25519

from quarterdeck.audit.age import NotForThisKey, SecretKey
from quarterdeck.audit.escrow import Escrow, opened
from quarterdeck.audit.seal import NotSealed

MACHINE = bytes(range(32))
REVIEWER, APPROVER = (SecretKey(str(x25519.Identity.generate())) for _ in range(2))
ESCROW = Escrow([REVIEWER.public], [APPROVER.public])
SEALED = ESCROW.seal(MACHINE, "0123", "canary-ada")


def test_all_three_together_read_the_name():
    inner = APPROVER.opened(REVIEWER.opened(SEALED))
    assert opened(MACHINE, "0123", inner) == "canary-ada"


def test_no_layer_shows_the_name():
    outer = REVIEWER.opened(SEALED)
    for data in (SEALED, outer, APPROVER.opened(outer)):
        assert b"canary" not in data


def test_the_approver_cannot_begin():
    with pytest.raises(NotForThisKey):
        APPROVER.opened(SEALED)


def test_the_reviewer_cannot_finish():
    with pytest.raises(NotForThisKey):
        REVIEWER.opened(REVIEWER.opened(SEALED))


def test_both_without_the_machine_have_nothing():
    inner = APPROVER.opened(REVIEWER.opened(SEALED))
    with pytest.raises(NotSealed):
        opened(bytes(32), "0123", inner)


def test_a_name_cannot_be_put_under_another_pseudonym():
    inner = APPROVER.opened(REVIEWER.opened(SEALED))
    with pytest.raises(NotSealed):
        opened(MACHINE, "4567", inner)


def test_others_who_may_find_out_are_another_mark():
    public = [REVIEWER.public, APPROVER.public]
    assert Escrow(public[:1], public[1:]).mark == ESCROW.mark
    assert len({ESCROW.mark, Escrow(public[1:], public[:1]).mark, Escrow(public, public).mark}) == 3


def test_what_is_no_key_is_refused():
    with pytest.raises(ValueError, match="no public key of age"):
        Escrow([REVIEWER.public], ["age1nope"])
