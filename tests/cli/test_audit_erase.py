"""Somebody is erased: nothing in the state folder gives the name any more, and every proof is still good."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from quarterdeck.audit.key import grant_key
from quarterdeck.model.grant import Grant
from quarterdeck.model.principal import Principal
from quarterdeck.proxy.grants import GrantBook, grants_path
from tests.cli.conftest import Answer
from tests.cli.people import NOON, configured, deeds, everything, key_file, log

Run = Callable[..., Answer]
ADA = ("canary-ada", "192.0.2.77")
WHY = ("--reason", "Asked to.", "--ticket", "DSR-1", "-c", "quarterdeck.yaml")


def erase(run: Run, *names: str, more: tuple[str, ...] = ("--json",)) -> Answer:
    return run("audit", "erase", *names, *WHY, *more)


def test_one_person_is_erased_and_every_proof_is_still_good(program: Run, here: Path) -> None:
    configured(here, encrypt=["principal", "client", "path"], pseudonyms={"rotate": "30d"})
    before = log(here, ADA, ("bob", "192.0.2.78"), ADA, path="/~canary-ada")
    answer = program("audit", "prove", "0", "-o", "p", "-c", "quarterdeck.yaml")
    assert answer.code == 0, answer.err
    assert before[0]["principal"] in {one["principal"] for one in before}

    answer = erase(program, "canary-ada", "192.0.2.77")
    assert answer.code == 0, answer.err
    assert answer.json == {"pseudonyms": 2, "records": 2, "evidence": 0}

    verified = program("audit", "verify", "var/audit", "--json")
    assert (verified.code, verified.json["ok"], verified.json["records"]) == (0, True, 4)
    key = str(here / "var" / "audit" / "deck-0" / "log.pub")
    assert program("audit", "verify-proof", "p", "p.record", "--key", key).code == 0
    left = everything(here)
    for name in (b"canary", b"192.0.2.77"):
        assert name not in left
    unsealed = program("audit", "unseal", before[0]["principal"], *WHY)
    assert (unsealed.code, unsealed.out) == (2, "")
    # The others are as they were.
    assert program("audit", "unseal", before[1]["principal"], *WHY).lines[0]["unsealed"]["client"] == "192.0.2.78"


def test_it_is_on_record_without_whom_it_was(quarterdeck: Run, here: Path) -> None:
    configured(here)
    (line,) = log(here, ADA)
    assert erase(quarterdeck, *ADA).code == 0
    (record,) = deeds(here)
    assert (record["event"], record["outcome"], record["affected"]) == ("erase", "erased", 2)
    assert (record["reason"], record["ticket"]) == ("Asked to.", "DSR-1")
    assert len(record["principal"]) == 16
    assert line["principal"] not in str(record)
    assert line["client"] not in str(record)


def test_whoever_comes_back_has_another_pseudonym_and_the_others_keep_theirs(quarterdeck: Run, here: Path) -> None:
    configured(here)
    log(here, ADA, ("bob", "192.0.2.78"))
    assert erase(quarterdeck, "canary-ada").json == {"pseudonyms": 1, "records": 1, "evidence": 0}
    lines = log(here, ADA, ("bob", "192.0.2.78"))
    assert lines[0]["principal"] != lines[2]["principal"]
    assert lines[0]["client"] == lines[2]["client"]
    assert lines[1]["principal"] == lines[3]["principal"]


def test_what_was_granted_and_what_is_asked_about_them_is_gone_too(quarterdeck: Run, here: Path) -> None:
    reviewer, approver = key_file(here, "reviewer"), key_file(here, "approver")
    configured(here, identities={"reviewers": [reviewer], "approvers": [approver]})
    lines = log(here, ADA, ("bob", "192.0.2.78"))
    state = here / "var"
    grants = GrantBook(grants_path(state), grant_key(state))
    who = [Principal(ADA[1], ADA[0]), Principal(ADA[1]), Principal("192.0.2.78", "bob")]
    grants.add([Grant(grants.digest(one), "p/think", "qd-1", NOON, 1e12) for one in who])
    asked = [
        quarterdeck("audit", "reveal", "request", one["principal"], "--key", "reviewer.key", *WHY, "--json").json
        for one in lines
    ]
    assert erase(quarterdeck, *ADA).code == 0
    left = GrantBook(grants_path(state), grant_key(state))
    assert [bool(left.of(one, NOON)) for one in who] == [False, False, True]
    for one, code in zip(asked, (2, 0), strict=True):
        shown = quarterdeck(
            "audit", "reveal", "approve", one["request"], "--key", "approver.key", "-c", "quarterdeck.yaml"
        )
        assert shown.code == code
        assert "canary" not in shown.out


def test_names_are_read_from_standard_input(quarterdeck: Run, here: Path) -> None:
    configured(here)
    log(here, ADA, ("bob", "192.0.2.78"))
    answer = quarterdeck("audit", "erase", "-", *WHY, "--json", stdin=b"canary-ada\n\n192.0.2.77\r\n")
    assert answer.json["pseudonyms"] == 2
    answer = quarterdeck("audit", "erase", "-", *WHY, "--json", stdin=b"\n")
    assert (answer.code, "nobody is known" in answer.err) == (2, True)


def test_whoever_is_not_known_is_told(quarterdeck: Run, here: Path) -> None:
    configured(here)
    log(here, ADA)
    answer = erase(quarterdeck, "nobody")
    assert (answer.code, "nobody is known by such a name" in answer.err) == (2, True)
    assert not (here / "var" / "audit" / "admin").exists()


@pytest.mark.parametrize(
    ("audit", "why"),
    [
        ({"principal": "clear"}, "the log holds names in clear"),
        ({"pseudonyms": {"keys": "shared"}}, "all pseudonyms hang on one key"),
    ],
)
def test_where_nobody_can_be_erased_it_is_said(quarterdeck: Run, here: Path, audit: dict[str, Any], why: str) -> None:
    configured(here, **audit)
    log(here, ADA)
    answer = erase(quarterdeck, "canary-ada")
    assert (answer.code, why in answer.err) == (2, True)


def test_nobody_is_erased_where_it_cannot_be_recorded(
    quarterdeck: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configured(here)
    log(here, ADA)

    def full(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("quarterdeck.cli.audit_erase.record_deed", full)
        assert erase(quarterdeck, "canary-ada").code != 0
    assert erase(quarterdeck, "canary-ada").code == 0


def test_what_was_done_is_told_to_people(quarterdeck: Run, here: Path) -> None:
    configured(here)
    log(here, ADA, ADA)
    answer = erase(quarterdeck, "canary-ada", more=())
    assert answer.out == "1 pseudonym in 2 records of the log can no longer be tied to anybody.\n"


def test_a_text_that_looks_like_a_pseudonym_is_not_counted(quarterdeck: Run, here: Path) -> None:
    configured(here)
    (line,) = log(here, ADA)
    log(here, ("bob", "192.0.2.78"), path=f'/{line["principal"]}/:"{line["principal"]}"')
    assert erase(quarterdeck, "canary-ada").json["records"] == 1


def test_nobody_is_erased_while_a_hold_is_on_their_records(quarterdeck: Run, here: Path) -> None:
    configured(here)
    line, _ = log(here, ADA, ("bob", "192.0.2.78"))
    why = ("--reason", "A lawsuit.", "-c", "quarterdeck.yaml")
    held = quarterdeck("audit", "hold", "add", "acme-v-us", "--principal", line["principal"], *why)
    assert held.code == 0, held.err
    answer = erase(quarterdeck, *ADA)
    assert (answer.code, "held: acme-v-us" in answer.err) == (2, True)
    assert erase(quarterdeck, "bob").code == 0
    assert quarterdeck("audit", "hold", "remove", "acme-v-us", *why).code == 0
    assert erase(quarterdeck, *ADA).code == 0


def test_the_evidence_of_their_requests_is_removed_and_that_of_others_is_not(quarterdeck: Run, here: Path) -> None:
    configured(here)
    lines = log(here, ADA, ("bob", "192.0.2.78"), incidents=("qd-019cb1f2a00-0123456789", "qd-019cb1f2a01-0123456789"))
    folder = here / "var" / "audit-evidence" / "deck-0"
    folder.mkdir(parents=True)
    for line in lines:
        for end in ("", "-answer"):
            (folder / f"{line['incident']}{end}.age").write_bytes(b"sealed")
    assert erase(quarterdeck, "canary-ada").json == {"pseudonyms": 1, "records": 1, "evidence": 2}
    assert {path.name.partition(".")[0].removesuffix("-answer") for path in folder.iterdir()} == {lines[1]["incident"]}
