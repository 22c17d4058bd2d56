"""A reviewer reads what was kept, when the signed log vouches for it; anything else is told in one sentence."""

from __future__ import annotations

import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from quarterdeck.audit.age import fingerprint, read_secret_key
from quarterdeck.audit.evidence import ANSWER, Locker
from quarterdeck.audit.shard import Shard
from quarterdeck.audit.signer import log_key, signer
from quarterdeck.config.load import load_config
from quarterdeck.config.naming import line_of
from quarterdeck.model.finding import Excerpt, Found
from quarterdeck.model.record import Evidence, Outcome, Record
from tests.cli.conftest import Answer
from tests.cli.people import NOON, configured, deeds, everything

Run = Callable[..., Answer]
INCIDENT, BARE, LOST, ABSENT = (f"qd-0199f0c2a4{digit}-1a2b3c4d5e" for digit in "abcd")
FOUND = Found("secrets.key", "/messages/0/content", 9, 20, "00ff00ff00ff00ff")
EXCERPT = Excerpt("/messages/0/content", 0, 40, "the key\nis <KEY_1>\x1b[31m canary", (FOUND,))
BACK = Excerpt("", 0, 9, "canary back", (FOUND,))


@pytest.fixture
def kept(program: Run, here: Path) -> Path:
    """A log of three incidents as a worker leaves it, with evidence of the first: of its request and its answer."""
    made = program("audit", "evidence-key", "-o", "reviewer.key", "--json")
    assert program("audit", "evidence-key", "-o", "other.key").code == 0
    configured(here, evidence={"recipients": [made.json["public_key"]]})
    config = load_config(here / "quarterdeck.yaml", {})
    locker = Locker(config.evidence_dir / "deck-0", config.audit.evidence.recipients, 100_000)
    facts = {"incident": INCIDENT, "rules": ["p/r"], "shadow": ["p/s"]}
    usual = Record("decision", INCIDENT, NOON, Outcome.REFUSED, rules=("p/r",), found=(FOUND,))
    lines = [
        replace(usual, incident=BARE),
        replace(usual, evidence=locker.keep(INCIDENT, facts, [EXCERPT])),
        replace(usual, event="outcome", time=NOON + 1, evidence=locker.keep(INCIDENT + ANSWER, facts, [BACK])),
        replace(usual, incident=LOST, evidence=Evidence(lost="quota")),
    ]
    shard = Shard(config.audit_dir / "deck-0", signer(log_key(config.state), "deck-0"))
    line = line_of(config, 0)
    shard.append([line.render(line.fields(one)) for one in lines])
    shard.close()
    return here


def read(run: Run, incident: str = INCIDENT, *more: str, key: str = "reviewer.key") -> Answer:
    return run("audit", "evidence", incident, "--key", key, "-c", "quarterdeck.yaml", *more)


def test_a_reviewer_sees_the_excerpts_and_nothing_that_moves_the_screen(program: Run, kept: Path) -> None:
    answer = read(program)
    assert answer.code == 0, answer.err
    assert answer.out.splitlines() == [
        "request, record 1 of deck-0, by p/r, p/s",
        "  /messages/0/content, characters 0 to 40: secrets.key",
        "    the key",
        "    is <KEY_1>\N{REPLACEMENT CHARACTER}[31m canary",
        "answer, record 2 of deck-0, by p/r, p/s",
        "  the body, characters 0 to 9: secrets.key",
        "    canary back",
    ]


def test_that_it_was_read_is_on_record_and_what_was_read_is_not(program: Run, kept: Path) -> None:
    assert read(program).code == 0
    (record,) = deeds(kept)
    assert record["reason"] == f"the evidence of {INCIDENT} was read"
    assert record["by_key"] == fingerprint(read_secret_key(kept / "reviewer.key").public)
    assert record["principal"]
    assert b"canary" not in everything(kept)
    assert program("audit", "verify", "var/audit").code == 0


def test_it_is_one_json_document(program: Run, kept: Path) -> None:
    told = read(program, INCIDENT, "--json").json
    assert (told["ok"], told["incident"]) == (True, INCIDENT)
    request, answer = told["evidence"]
    assert (request["log"], request["index"], request["event"]) == ("deck-0", 1, "decision")
    assert request["excerpts"][0]["text"] == EXCERPT.text
    assert (answer["event"], answer["excerpts"][0]["text"]) == ("outcome", "canary back")


@pytest.mark.parametrize(
    ("incident", "said"),
    [
        (BARE, f"No evidence was kept of {BARE}: no rule that spoke asks for any."),
        (LOST, f"No evidence of {LOST} was kept: the room for evidence (audit.evidence.total) was used up."),
        (ABSENT, f"var/audit holds no record of {ABSENT}."),
    ],
)
def test_where_there_is_none_it_says_why(program: Run, kept: Path, incident: str, said: str) -> None:
    answer = read(program, incident)
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.strip().endswith(said)
    assert read(program, incident, "--json").json["ok"] is False
    assert deeds(kept) == []


def test_another_key_opens_nothing(program: Run, kept: Path) -> None:
    answer = read(program, key="other.key")
    assert (answer.code, answer.out) == (2, "")
    assert f"the key does not open the evidence of {INCIDENT}" in answer.err
    assert deeds(kept) == []


def test_a_file_that_was_changed_is_not_shown(program: Run, kept: Path) -> None:
    path = kept / "var" / "audit-evidence" / "deck-0" / f"{INCIDENT}.age"
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    answer = read(program)
    assert (answer.code, answer.out) == (1, "")
    assert "is not the evidence that was recorded: it has been changed." in answer.err


def test_one_of_another_incident_in_its_place_is_not_shown(program: Run, kept: Path) -> None:
    folder = kept / "var" / "audit-evidence" / "deck-0"
    (folder / f"{INCIDENT}.age").write_bytes((folder / f"{INCIDENT}-answer.age").read_bytes())
    assert "it has been changed" in read(program).err


def test_what_was_erased_is_gone_and_the_log_holds(program: Run, kept: Path) -> None:
    for path in (kept / "var" / "audit-evidence" / "deck-0").iterdir():
        path.unlink()
    answer = read(program)
    assert answer.code == 1
    assert f"The evidence of {INCIDENT} has been erased; the log vouches for its hash alone." in answer.err
    assert program("audit", "verify", "var/audit").code == 0


def test_a_record_that_was_changed_vouches_for_nothing(program: Run, kept: Path) -> None:
    (segment,) = (kept / "var" / "audit" / "deck-0" / "records").iterdir()
    segment.write_bytes(segment.read_bytes().replace(b'"rules":["p/r"]', b'"rules":["p/q"]'))
    answer = read(program)
    assert (answer.code, answer.out) == (1, "")
    assert "The log does not vouch for record 1 of deck-0: record 1 of" in answer.err


def test_a_log_that_another_key_signed_vouches_for_nothing(program: Run, kept: Path) -> None:
    ours = (kept / "var" / "audit" / "deck-0" / "log.pub").read_text().strip()
    assert read(program, INCIDENT, "--log-key", ours).code == 0
    other = signer(log_key(kept / "elsewhere"), "deck-0").verifier.vkey
    answer = read(program, INCIDENT, "--log-key", other)
    assert (answer.code, answer.out) == (1, "")
    assert "does not vouch" in answer.err


def test_what_is_no_incident_is_told(program: Run, kept: Path) -> None:
    answer = read(program, "../../etc/passwd")
    assert answer.code == 2
    assert "is no number of an incident, which looks like qd-" in answer.err


def test_a_key_is_made_for_one_person_and_never_over_another(program: Run, here: Path) -> None:
    answer = program("audit", "evidence-key", "-o", "mine.key")
    assert answer.code == 0
    public = read_secret_key(here / "mine.key").public
    assert f"audit: {{evidence: {{recipients: [{public}]}}}}" in answer.out
    assert "SECRET" not in answer.out
    assert stat.S_IMODE((here / "mine.key").stat().st_mode) == 0o600
    again = program("audit", "evidence-key", "-o", "mine.key")
    assert (again.code, "mine.key is there already" in again.err) == (2, True)
    assert read_secret_key(here / "mine.key").public == public
    assert program("audit", "evidence-key", "-o", "absent/mine.key").code == 2


def test_evidence_stays_with_its_record_and_what_no_record_vouches_for_goes(program: Run, kept: Path) -> None:
    folder = kept / "var" / "audit-evidence" / "deck-0"
    orphan = folder / "qd-0190f0c2a4b-1a2b3c4d5e.age"
    orphan.touch()
    before = sorted(folder.iterdir())
    assert program("audit", "prune", "--dry-run", "-c", "quarterdeck.yaml").code == 0
    assert sorted(folder.iterdir()) == before
    assert program("audit", "prune", "-c", "quarterdeck.yaml").code == 0
    # The newest file of records is never removed, however old.
    assert sorted(folder.iterdir()) == [path for path in before if path != orphan]
    assert read(program).code == 0
