"""Two people find out together who a pseudonym is: with real keys, in order, once, in time, and on record."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from quarterdeck.audit.age import fingerprint
from tests.cli.conftest import Answer
from tests.cli.people import configured, deeds, everything, key_file, log

Run = Callable[..., Answer]
WHY = ("--reason", "A leak of plans.", "--ticket", "SEC-7")


@pytest.fixture
def keys(here: Path) -> dict[str, str]:
    return {name: key_file(here, name) for name in ("reviewer", "approver", "stranger")}


@pytest.fixture
def lines(here: Path, keys: dict[str, str]) -> list[dict[str, Any]]:
    configured(here, identities={"reviewers": [keys["reviewer"]], "approvers": [keys["approver"]]})
    return log(here, ("canary-ada", "192.0.2.77"), ("bob", "192.0.2.78"))


def ask(run: Run, pseudonym: str, *more: str, key: str = "reviewer") -> Answer:
    return run("audit", "reveal", "request", pseudonym, *WHY, "--key", f"{key}.key", *more, "-c", "quarterdeck.yaml")


def approve(run: Run, number: str, *more: str, key: str = "approver") -> Answer:
    return run("audit", "reveal", "approve", number, "--key", f"{key}.key", *more, "-c", "quarterdeck.yaml")


def test_two_people_find_out_and_both_are_on_record(
    program: Run, here: Path, keys: dict[str, str], lines: list[dict[str, Any]]
) -> None:
    pseudonym = lines[0]["principal"]
    asked = ask(program, pseudonym, "--json")
    assert asked.code == 0, asked.err
    number = asked.json["request"]
    (record,) = deeds(here)
    assert (record["event"], record["outcome"], record["incident"]) == ("reveal", "requested", number)
    assert (record["subject"], record["reason"], record["ticket"]) == (pseudonym, WHY[1], "SEC-7")
    assert record["by_key"] == fingerprint(keys["reviewer"])
    assert record["until"] > record["time"]
    assert asked.json["until"][:19] == record["until"][:19]
    assert b"canary" not in everything(here)

    shown = approve(program, number)
    assert (shown.code, shown.out) == (0, f"{pseudonym} is canary-ada\n"), shown.err
    _, record = deeds(here)
    assert (record["event"], record["outcome"], record["incident"]) == ("reveal", "revealed", number)
    assert (record["subject"], record["reason"], record["by_key"]) == (pseudonym, WHY[1], fingerprint(keys["approver"]))
    assert b"canary" not in everything(here)
    assert program("audit", "verify", "var/audit").code == 0


def test_an_address_is_found_out_in_the_same_way(quarterdeck: Run, lines: list[dict[str, Any]]) -> None:
    number = ask(quarterdeck, lines[0]["client"], "--json").json["request"]
    assert approve(quarterdeck, number, "--json").json["name"] == "192.0.2.77"


def test_a_key_may_come_through_standard_input(quarterdeck: Run, here: Path, lines: list[dict[str, Any]]) -> None:
    files = [(here / f"{name}.key").read_bytes() for name in ("reviewer", "approver")]
    why = (*WHY, "--key", "-", "-c", "quarterdeck.yaml", "--json")
    asked = quarterdeck("audit", "reveal", "request", lines[0]["principal"], *why, stdin=files[0])
    assert asked.code == 0, asked.err
    shown = quarterdeck("audit", "reveal", "approve", asked.json["request"], *why[4:], stdin=files[1])
    assert shown.json["name"] == "canary-ada"
    wrong = quarterdeck("audit", "reveal", "request", lines[0]["principal"], *why, stdin=b"AGE-SECRET-KEY-1CANARY")
    assert (wrong.code, "standard input must hold one secret key" in wrong.err) == (2, True)
    assert "CANARY" not in wrong.err


def test_a_request_serves_once(quarterdeck: Run, lines: list[dict[str, Any]]) -> None:
    number = ask(quarterdeck, lines[0]["principal"], "--json").json["request"]
    assert approve(quarterdeck, number).code == 0
    again = approve(quarterdeck, number)
    assert (again.code, again.out) == (2, "")
    assert f"there is no open request {number}" in again.err


@pytest.mark.parametrize("key", ["approver", "stranger"])
def test_only_a_reviewer_asks(quarterdeck: Run, here: Path, lines: list[dict[str, Any]], key: str) -> None:
    answer = ask(quarterdeck, lines[0]["principal"], key=key)
    assert (answer.code, answer.out) == (2, "")
    assert "this key belongs to no reviewer of audit.identities" in answer.err
    assert not (here / "var" / "audit" / "admin").exists()


@pytest.mark.parametrize("key", ["reviewer", "stranger"])
def test_only_an_approver_approves(quarterdeck: Run, here: Path, lines: list[dict[str, Any]], key: str) -> None:
    number = ask(quarterdeck, lines[0]["principal"], "--json").json["request"]
    answer = approve(quarterdeck, number, key=key)
    assert (answer.code, answer.out) == (2, "")
    assert "this key belongs to no approver" in answer.err
    assert len(deeds(here)) == 1


def test_whoever_has_asked_does_not_approve_though_the_lists_were_turned_round_since(
    quarterdeck: Run, here: Path, keys: dict[str, str], lines: list[dict[str, Any]]
) -> None:
    number = ask(quarterdeck, lines[0]["principal"], "--json").json["request"]
    configured(here, identities={"reviewers": [keys["stranger"]], "approvers": [keys["reviewer"]]})
    answer = approve(quarterdeck, number, key="reviewer")
    assert (answer.code, answer.out) == (2, "")
    assert "it takes a second person" in answer.err


def test_whoever_became_a_reviewer_later_cannot_open_what_was_sealed_before(
    quarterdeck: Run, here: Path, keys: dict[str, str], lines: list[dict[str, Any]]
) -> None:
    configured(here, identities={"reviewers": [keys["stranger"]], "approvers": [keys["approver"]]})
    answer = ask(quarterdeck, lines[0]["principal"], key="stranger")
    assert (answer.code, answer.out) == (2, "")
    assert "which was sealed to others" in answer.err
    log(here, ("canary-ada", "192.0.2.77"))
    assert ask(quarterdeck, lines[0]["principal"], key="stranger").code == 0


def test_a_request_that_has_expired_is_refused(
    quarterdeck: Run, here: Path, lines: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    number = ask(quarterdeck, lines[0]["principal"], "--expires", "30m", "--json").json["request"]
    later = time.time() + 1801
    with monkeypatch.context() as patch:
        patch.setattr("quarterdeck.cli.audit_reveal.time.time", lambda: later)
        answer = approve(quarterdeck, number)
    assert (answer.code, answer.out) == (2, "")
    assert f"the request {number} has expired" in answer.err
    assert "no open request" in approve(quarterdeck, number).err
    assert len(deeds(here)) == 1


def test_a_request_that_was_made_to_last_longer_is_refused(
    quarterdeck: Run, here: Path, lines: list[dict[str, Any]]
) -> None:
    told = ask(quarterdeck, lines[0]["principal"], "--json").json
    path = Path(told["file"])
    said = json.loads(path.read_text())
    said["request"]["until"] += 86_400
    path.write_text(json.dumps(said))
    answer = approve(quarterdeck, told["request"])
    assert (answer.code, answer.out) == (2, "")
    assert "is not as it was made" in answer.err


def test_nothing_is_shown_where_it_cannot_be_recorded(
    quarterdeck: Run, here: Path, lines: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    number = ask(quarterdeck, lines[0]["principal"], "--json").json["request"]

    def full(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("quarterdeck.cli.audit_reveal.record_deed", full)
    answer = approve(quarterdeck, number)
    assert answer.code != 0
    assert "canary" not in answer.out + answer.err


def test_on_another_machine_both_keys_find_nothing(quarterdeck: Run, here: Path, lines: list[dict[str, Any]]) -> None:
    number = ask(quarterdeck, lines[0]["principal"], "--json").json["request"]
    (here / "var" / "pseudonym.key").rename(here / "kept.key")
    answer = approve(quarterdeck, number)
    assert (answer.code, answer.out) == (2, "")


@pytest.mark.parametrize(
    ("pseudonym", "why"),
    [("0123456789abcdef", "nobody is known as"), ("ada", "is no pseudonym"), ("20260101-0123456789abcdef", "nobody")],
)
def test_who_is_not_known_is_told(quarterdeck: Run, lines: list[dict[str, Any]], pseudonym: str, why: str) -> None:
    answer = ask(quarterdeck, pseudonym)
    assert (answer.code, answer.out) == (2, "")
    assert why in answer.err


@pytest.mark.parametrize("expires", ["8d", "0m", "soon"])
def test_how_long_a_request_is_open_has_an_end(quarterdeck: Run, lines: list[dict[str, Any]], expires: str) -> None:
    assert ask(quarterdeck, lines[0]["principal"], "--expires", expires).code == 2


def test_a_reason_must_be_given(quarterdeck: Run, lines: list[dict[str, Any]]) -> None:
    answer = quarterdeck("audit", "reveal", "request", lines[0]["principal"], "--key", "reviewer.key")
    assert (answer.code, "--reason" in answer.err) == (2, True)


def test_where_nobody_may_find_out_it_is_said(quarterdeck: Run, here: Path, keys: dict[str, str]) -> None:
    configured(here)
    (line,) = log(here, ("canary-ada", "192.0.2.77"))
    answer = ask(quarterdeck, line["principal"])
    assert (answer.code, "audit.identities names nobody" in answer.err) == (2, True)
    configured(here, identities={"reviewers": [keys["reviewer"]], "approvers": [keys["approver"]]})
    answer = ask(quarterdeck, line["principal"])
    assert (answer.code, "so the name is not sealed" in answer.err) == (2, True)


def test_without_the_key_of_a_tenant_its_people_are_not_found_out_and_others_are(
    quarterdeck: Run, here: Path, keys: dict[str, str]
) -> None:
    both = {"reviewers": [keys["reviewer"]], "approvers": [keys["approver"]]}
    (here / "acme.key").write_text("5e" * 32)
    acme = {"name": "acme", "users": ["*@acme.example"], "key_file": "acme.key"}
    configured(here, identities=both, tenants=[acme])
    lines = log(here, ("canary@acme.example", "203.0.113.1"), ("bob", "192.0.2.78"))
    asked = [ask(quarterdeck, one["principal"], "--json").json["request"] for one in lines for _ in range(2)]
    assert approve(quarterdeck, asked[0], "--json").json["name"] == "canary@acme.example"
    (here / "acme.key").write_text("6f" * 32)
    withheld = approve(quarterdeck, asked[1])
    assert (withheld.code, withheld.out) == (2, "")
    assert "the key of the state folder or tenant" in withheld.err
    assert approve(quarterdeck, asked[2], "--json").json["name"] == "bob"
    configured(here, identities=both)
    assert approve(quarterdeck, asked[1]).code == 2
    assert "nobody is known as" in ask(quarterdeck, lines[0]["principal"]).err
    assert approve(quarterdeck, asked[3], "--json").json["name"] == "bob"


def test_what_is_asked_is_told_to_people_too(quarterdeck: Run, lines: list[dict[str, Any]]) -> None:
    answer = ask(quarterdeck, lines[0]["principal"])
    assert "quarterdeck audit reveal approve rv-" in answer.out
    assert "canary" not in answer.out
