from __future__ import annotations

import pytest

from quarterdeck.detect.confirm import ids
from quarterdeck.detect.confirm.matched import Matched


def test_a_number_is_checked_by_the_module_of_its_name() -> None:
    assert ids.stdnum("de.idnr")(Matched("36 574 261 809"))
    assert not ids.stdnum("de.idnr")(Matched("36 574 261 890"))


@pytest.mark.parametrize("name", ["", "..os", "os/path", "zz.nothing", "util"])
def test_only_checks_of_the_library_can_be_named(name: str) -> None:
    with pytest.raises(ValueError, match="python-stdnum"):
        ids.stdnum(name)


def test_numbers_that_the_library_does_not_know_are_checked_by_their_own_rule() -> None:
    assert ids.npi(Matched("1234567893"))
    assert not ids.npi(Matched("1234567890"))
    assert ids.dea(Matched("AB1234563"))
    assert not ids.dea(Matched("AB1234564"))
    assert ids.tw_id(Matched("A123456789"))
    assert not ids.tw_id(Matched("A123456788"))
    assert ids.hk_id(Matched("A123456(3)"))
    assert not ids.hk_id(Matched("A123456(4)"))
    assert ids.sg_nric(Matched("S1234567D"))
    assert not ids.sg_nric(Matched("S1234567E"))
    assert ids.snils(Matched("112-233-445 95"))
    assert not ids.snils(Matched("112-233-445 96"))
    assert ids.au_medicare(Matched("2123456701"))
    assert not ids.au_medicare(Matched("2123456711"))
    assert ids.nino(Matched("AB123456C"))
    assert not ids.nino(Matched("GB123456C"))
