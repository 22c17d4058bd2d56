"""A configuration makes lines that name people as it says, and what it needs of keys must be there."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from pyrage import x25519
from tests.audit.recorded import NOON, keep, record

from quarterdeck.audit.identity import escrowed
from quarterdeck.config.naming import drop_unseen, line_of, people_of
from quarterdeck.config.schema import Config
from quarterdeck.errors import UsageError
from quarterdeck.model.record import Outcome, Record


def kept(state: Path, user: str | None = "ada", client: str = "192.0.2.7", **audit: Any) -> dict[str, Any]:
    config = Config.model_validate({"state": state, "audit": audit})
    record = Record("decision", "qd-1", NOON, Outcome.FORWARDED, user=user, client=client, path="/~ada")
    return line_of(config, 3).fields(record)


def test_by_default_names_hang_on_a_key_of_each_person(tmp_path: Path):
    line = kept(tmp_path)
    assert kept(tmp_path)["principal"] == line["principal"] != "ada"
    assert line["worker"] == 3
    people_of(Config(state=tmp_path)).erase(["ada"])
    assert kept(tmp_path)["principal"] != line["principal"]
    assert kept(tmp_path)["client"] == line["client"]


def test_machines_that_share_a_key_give_the_same_pseudonym(tmp_path: Path):
    shared = {"pseudonyms": {"keys": "shared"}}
    line = kept(tmp_path / "one", **shared)
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "pseudonym.key").write_bytes((tmp_path / "one" / "pseudonym.key").read_bytes())
    assert kept(tmp_path / "two", **shared)["principal"] == line["principal"] != "ada"
    assert not (tmp_path / "one" / "identities").exists()


def test_names_are_in_clear_only_when_it_says_so(tmp_path: Path):
    line = kept(tmp_path, principal="clear")
    assert (line["principal"], line["client"]) == ("ada", "192.0.2.7")
    assert not list(tmp_path.iterdir())


def test_a_pseudonym_tells_its_epoch_when_it_rotates(tmp_path: Path):
    assert kept(tmp_path, pseudonyms={"rotate": "30d"})["principal"].startswith("2026")


def test_people_are_put_in_escrow_when_there_is_one(tmp_path: Path):
    one, two = (str(x25519.Identity.generate().to_public()) for _ in range(2))
    line = kept(tmp_path, identities={"reviewers": [one], "approvers": [two]})
    found = dict(escrowed(path.read_bytes()) for path in people_of(Config(state=tmp_path)).files())
    assert set(found) == {line["principal"], line["client"]}
    assert all(found.values())


def test_fields_are_sealed_as_it_says(tmp_path: Path):
    line = kept(tmp_path, encrypt=["path"])
    assert "path" not in line
    assert line["sealed"]


def test_a_tenant_is_named_and_has_people_of_its_own(tmp_path: Path):
    key = tmp_path / "acme.key"
    key.write_text("5e" * 32)
    tenants = [{"name": "acme", "cidr": ["192.0.2.0/24"], "key_file": key}]
    line = kept(tmp_path, tenants=tenants)
    assert line["tenant"] == "acme"
    assert "tenant" not in kept(tmp_path, client="203.0.113.1", tenants=tenants)
    assert line["client"] != kept(tmp_path)["client"]


def test_without_the_key_of_a_tenant_nothing_is_recorded(tmp_path: Path):
    with pytest.raises(UsageError, match="the key of tenant 'acme' cannot be read"):
        kept(tmp_path, tenants=[{"name": "acme", "users": ["*"], "key_file": tmp_path / "none"}])


def test_people_of_whom_no_record_is_left_are_dropped(tmp_path: Path):
    config = Config(state=tmp_path)
    assert drop_unseen(config) == 0
    people = people_of(config)
    for name in ("ada", "bob"):
        people.named(name, "", NOON)
    ada = people.path(people.spaces[-1], "always", "ada")
    os.utime(ada, (NOON - 9 * 86_400, NOON - 9 * 86_400))
    keep(config.audit_dir, [record(0)])
    assert drop_unseen(config) == 1
    assert people.of(["ada"]) == []
    assert len(people.of(["bob"])) == 1
