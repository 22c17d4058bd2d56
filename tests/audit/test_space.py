"""A tenant's people are told by name or address, and what is of one tenant is nothing under the key of another."""

from __future__ import annotations

import pytest

from quarterdeck.audit.space import NOBODYS, space, space_of, tenant_key
from quarterdeck.errors import UsageError

ACME = space(b"a" * 32, "acme", ["*@acme.example"], ["192.0.2.0/25", "2001:db8:1::/48"])
ZOO = space(b"z" * 32, "zoo", cidr=["192.0.2.0/24"])
REST = space(b"r" * 32)


@pytest.mark.parametrize(
    ("user", "client", "name"),
    [
        ("ada@acme.example", "203.0.113.1", "acme"),
        ("Ada@ACME.example", "203.0.113.1", "acme"),
        (None, "192.0.2.7", "acme"),
        ("bob@elsewhere.example", "192.0.2.7", "acme"),
        (None, "::ffff:192.0.2.7", "acme"),
        (None, "2001:db8:1::7%eth0", "acme"),
        (None, "192.0.2.200", "zoo"),
        (None, "203.0.113.1", ""),
        ("bob", "no address", ""),
        (None, "", ""),
    ],
)
def test_the_first_tenant_that_holds_somebody_is_theirs(user: str | None, client: str, name: str):
    assert space_of([ACME, ZOO, REST], user, client).name == name


def test_the_keys_of_a_space_are_all_others():
    keys = {key for one in (ACME, ZOO, REST) for key in (one.index, one.wrap, one.machine)}
    assert len(keys) == 9
    assert b"a" * 32 not in keys


def test_a_space_does_not_show_its_keys():
    assert "index" not in repr(ACME)


def test_those_of_no_tenant_have_a_folder_that_no_tenant_can_have():
    assert (REST.folder, ACME.folder) == (NOBODYS, "acme")


def test_the_key_of_a_tenant_is_its_file(tmp_path):
    path = tmp_path / "acme.key"
    path.write_text("5e" * 32 + "\n")
    key = tenant_key(path, "acme")
    path.write_text("5e" * 32)
    assert tenant_key(path, "acme") == key
    path.write_text("5f" * 32)
    assert tenant_key(path, "acme") != key
    assert len(key) == 32


def test_a_key_that_is_not_there_or_too_short_is_told(tmp_path):
    path = tmp_path / "acme.key"
    with pytest.raises(UsageError, match=r"tenant 'acme' cannot be read from .*acme\.key: No such file"):
        tenant_key(path, "acme")
    path.write_text("canary")
    with pytest.raises(UsageError, match="too short") as caught:
        tenant_key(path, "acme")
    assert "canary" not in str(caught.value)
