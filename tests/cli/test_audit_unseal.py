"""Sealed fields are read by whoever holds the keys, of one person at a time, and on record."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.cli.conftest import Answer
from tests.cli.people import configured, deeds, everything, log

Run = Callable[..., Answer]
ADA = ("canary-ada", "192.0.2.77")
WHY = ("--reason", "A leak of plans.", "--ticket", "SEC-7", "-c", "quarterdeck.yaml")


def test_the_log_holds_no_name_and_whoever_has_the_key_reads_it(program: Run, here: Path) -> None:
    configured(here, encrypt=["principal", "client", "path"])
    ada, bob = log(here, ADA, ("bob", "192.0.2.78"), path="/~canary-ada")
    for data in (everything(here), str(ada).encode()):
        assert b"canary" not in data
        assert b"192.0.2.77" not in data
    shown = program("audit", "unseal", ada["principal"], *WHY)
    assert shown.code == 0, shown.err
    facts = {"principal": "canary-ada", "client": "192.0.2.77", "path": "/~canary-ada"}
    assert shown.lines == [{**ada, "unsealed": facts}]
    (record,) = deeds(here)
    assert (record["event"], record["outcome"], record["subject"]) == ("reveal", "revealed", ada["principal"])
    assert (record["reason"], record["ticket"], len(record["principal"])) == (WHY[1], "SEC-7", 16)
    assert bob["principal"] not in shown.out


def test_only_what_is_to_be_sealed_is_sealed(quarterdeck: Run, here: Path) -> None:
    configured(here, encrypt=["path"])
    (line,) = log(here, ADA, path="/plans")
    assert "path" not in line
    (shown,) = quarterdeck("audit", "unseal", line["principal"], *WHY).lines
    assert shown["unsealed"] == {"path": "/plans"}


def test_what_belongs_to_a_user_is_not_read_by_the_address(quarterdeck: Run, here: Path) -> None:
    """Else erasing the user would leave it readable."""
    configured(here, encrypt=["path"])
    (line,) = log(here, ADA, path="/plans")
    (shown,) = quarterdeck("audit", "unseal", line["client"], *WHY).lines
    assert "unsealed" not in shown


def test_without_the_key_of_a_tenant_nothing_of_its_people_is_read_and_all_of_the_others(
    quarterdeck: Run, here: Path
) -> None:
    (here / "acme.key").write_text("5e" * 32)
    (here / "zoo.key").write_text("6f" * 32)
    tenants = [
        {"name": "acme", "users": ["*@acme.example"], "key_file": "acme.key"},
        {"name": "zoo", "cidr": ["192.0.2.0/24"], "key_file": "zoo.key"},
    ]
    configured(here, encrypt=["principal"], tenants=tenants)
    lines = log(here, ("canary@acme.example", "203.0.113.1"), ("bob", "192.0.2.78"), ("eve", "203.0.113.2"))
    assert [one.get("tenant") for one in lines] == ["acme", "zoo", None]

    def read(at: int) -> str | None:
        answer = quarterdeck("audit", "unseal", lines[at]["principal"], *WHY)
        return answer.lines[0]["unsealed"]["principal"] if answer.code == 0 else None

    assert [read(at) for at in range(3)] == ["canary@acme.example", "bob", "eve"]
    # Withheld: another key stands in its place.
    (here / "acme.key").write_text("7a" * 32)
    assert [read(at) for at in range(3)] == [None, "bob", "eve"]
    (here / "acme.key").unlink()
    answer = quarterdeck("audit", "unseal", lines[1]["principal"], *WHY)
    assert (answer.code, "the key of tenant 'acme' cannot be read" in answer.err) == (2, True)
    configured(here, encrypt=["principal"], tenants=tenants[1:])
    assert [read(at) for at in range(3)] == [None, "bob", "eve"]


def test_who_is_not_known_is_told(quarterdeck: Run, here: Path) -> None:
    configured(here)
    log(here, ADA)
    for pseudonym in ("0123456789abcdef", "canary-ada", "../x"):
        answer = quarterdeck("audit", "unseal", pseudonym, *WHY)
        assert (answer.code, "nobody is known as" in answer.err) == (2, True)
