"""A record vouches for evidence that is on disk, or says why there is none."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from quarterdeck.audit.age import SecretKey, make_secret_key
from quarterdeck.audit.evidence import Locker, kept, opened
from quarterdeck.audit.files import Files
from quarterdeck.config.schema import Config
from quarterdeck.model.finding import Excerpt
from quarterdeck.model.record import Evidence, Outcome, Record
from quarterdeck.proxy.evidence import DISK, NOBODY, Keeping

KEY = SecretKey(make_secret_key())
INCIDENT = "qd-0199f0c2a4b-1a2b3c4d5e"
RECORD = Record("decision", INCIDENT, 1.0, Outcome.FORWARDED, rules=("p/r",), shadow=("p/s",))
EXCERPTS = (Excerpt("/a", 0, 3, "abc"),)


class Full(Files):
    def write(self, fd: int, data: bytes | memoryview) -> int:
        raise OSError(28, "No space left on device")


def keeping(folder: Path, *, block: bool = True, files: Files | None = None) -> Keeping:
    return Keeping(Locker(folder / "deck-0", [KEY.public], 10_000, files), block=block)


def test_a_record_without_excerpts_is_left_alone(tmp_path: Path) -> None:
    assert asyncio.run(keeping(tmp_path).keep(RECORD, ())) is RECORD
    assert list(tmp_path.iterdir()) == []


def test_the_record_vouches_for_what_is_on_disk(tmp_path: Path) -> None:
    made = asyncio.run(keeping(tmp_path).keep(RECORD, EXCERPTS))
    path = kept(tmp_path, INCIDENT, answer=False)
    assert path is not None
    assert made == replace(RECORD, evidence=Evidence(made.evidence.sha256, path.stat().st_size))
    told = opened(path.read_bytes(), KEY)
    assert told["rules"] == ["p/r"]
    assert told["shadow"] == ["p/s"]
    assert [one["text"] for one in told["excerpts"]] == ["abc"]


def test_that_of_an_outcome_is_the_answers(tmp_path: Path) -> None:
    asyncio.run(keeping(tmp_path).keep(replace(RECORD, event="outcome"), EXCERPTS))
    assert kept(tmp_path, INCIDENT, answer=True) is not None


@pytest.mark.parametrize("outcome", [Outcome.FORWARDED, Outcome.REWRITTEN])
def test_nothing_goes_on_whose_evidence_cannot_be_written(tmp_path: Path, outcome: Outcome) -> None:
    record = replace(RECORD, outcome=outcome)
    made = asyncio.run(keeping(tmp_path, files=Full()).keep(record, EXCERPTS))
    assert (made.outcome, made.evidence) == (Outcome.REFUSED, Evidence(lost=DISK))


def test_it_goes_on_where_the_configuration_says_flag(tmp_path: Path) -> None:
    made = asyncio.run(keeping(tmp_path, block=False, files=Full()).keep(RECORD, EXCERPTS))
    assert (made.outcome, made.evidence) == (Outcome.FORWARDED, Evidence(lost=DISK))


def test_what_is_stopped_anyway_is_recorded_as_what_it_is(tmp_path: Path) -> None:
    record = replace(RECORD, outcome=Outcome.CUT)
    made = asyncio.run(keeping(tmp_path, files=Full()).keep(record, EXCERPTS))
    assert (made.outcome, made.evidence) == (Outcome.CUT, Evidence(lost=DISK))


def test_without_reviewers_it_says_so() -> None:
    made = asyncio.run(Keeping(None, block=True).keep(RECORD, EXCERPTS))
    assert (made.outcome, made.evidence) == (Outcome.FORWARDED, Evidence(lost=NOBODY))


def test_a_hook_that_cannot_wait_hands_it_over(tmp_path: Path) -> None:
    noted: list[Record] = []

    async def scenario() -> None:
        mine = keeping(tmp_path)
        mine.note(RECORD, (), noted.append)
        assert noted == [RECORD]
        mine.note(replace(RECORD, event="outcome"), EXCERPTS, noted.append)
        assert noted == [RECORD]
        await mine.settled()

    asyncio.run(scenario())
    assert noted[1].evidence is not None
    assert noted[1].evidence.sha256


def test_each_worker_has_a_folder_and_its_share_of_the_room(tmp_path: Path) -> None:
    keys = {"recipients": [KEY.public], "total": 2000}
    config = Config.model_validate({"state": tmp_path, "workers": 2, "audit": {"evidence": keys}})

    async def scenario() -> list[Evidence | None]:
        mine = Keeping.of(config, 1)
        return [
            (await mine.keep(replace(RECORD, incident=f"{INCIDENT[:-1]}{at}"), EXCERPTS)).evidence
            for at in "0123456789"
        ]

    made = asyncio.run(scenario())
    # A file of age has some hundred bytes more or fewer each time, so it is not known how many fit.
    stored = sum(path.stat().st_size for path in (tmp_path / "audit-evidence" / "deck-1").iterdir())
    assert 0 < stored <= 1000
    assert Evidence(lost="quota") in made


def test_that_there_is_no_room_is_said_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    mine = Keeping(Locker(tmp_path / "deck-0", [KEY.public], 10), block=True)

    async def scenario() -> list[Record]:
        return [await mine.keep(RECORD, EXCERPTS) for _ in range(3)]

    made = asyncio.run(scenario())
    assert [(one.outcome, one.evidence) for one in made] == [(Outcome.FORWARDED, Evidence(lost="quota"))] * 3
    assert [one.levelname for one in caplog.records] == ["WARNING"]
    assert "audit.evidence.total" in caplog.text
