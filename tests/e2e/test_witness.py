"""A real proxy is seen by a real witness, and when its log is put back to what it was, everybody is told."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from quarterdeck.audit.signer import signer
from tests.audit.shards import KEY
from tests.audit.witnesses import Running

from .harness.clients import curl
from .harness.deadline import until
from .harness.fleet import Fleet
from .harness.policy import PACKS, RULES
from .harness.process import clean_environment
from .harness.quarterdeck import Quarterdeck
from .harness.world import World

LOG = signer(KEY, "deck-0").verifier


@pytest.fixture
def witness(tmp_path: Path) -> Iterator[Running]:
    one = Running(tmp_path / "witness", LOG.vkey, "--name", "witness.example/1")
    yield one
    if one.process.poll() is None:
        one.kill()


def command(mine: Quarterdeck, *words: str) -> dict[str, Any]:
    given = [sys.executable, "-m", "quarterdeck", *words, "-c", str(mine.config), "--json"]
    done = subprocess.run(given, capture_output=True, env=clean_environment(mine.folder), check=False)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def verified(mine: Quarterdeck, witness: Running) -> dict[str, Any]:
    return command(mine, "audit", "verify", "--key", LOG.vkey, "--witness", witness.key)


def seen(mine: Quarterdeck) -> int:
    found = [log["records"] for one in command(mine, "status")["witnesses"] for log in one["logs"]]
    return max(found, default=0)


def test_what_the_witness_has_seen_cannot_be_put_back(
    fleet: Fleet, internet: World, witness: Running, tmp_path: Path
) -> None:
    entry = {"key": witness.key, "url": f"http://{witness.address}"}
    mine = fleet(rules={"e2e.yaml": RULES}, packs=PACKS, fresh=True, start=False, audit={"witnesses": [entry]})
    mine.state.mkdir(mode=0o700)
    (mine.state / "audit.key").write_bytes(KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    mine.start()
    assert curl(mine, "http://www.banned.example/witnessed").status == 403
    until(lambda: seen(mine), "the witness to have seen the log", 60)
    mine.stop()
    first = verified(mine, witness)
    assert first["ok"]
    # Even the record of the stop.
    assert [one["witnessed"]["after"] for one in first["logs"]] == [0]
    shutil.copytree(mine.state / "audit", tmp_path / "before")

    mine.start()
    assert curl(mine, "http://www.banned.example/unwelcome").status == 403
    mine.stop()
    assert verified(mine, witness)["logs"][0]["witnessed"]["records"] > first["records"]

    # Whoever would have the second refusal not on record puts all of the log back, and goes on.
    shutil.rmtree(mine.state / "audit")
    shutil.copytree(tmp_path / "before", mine.state / "audit")
    assert verified(mine, witness)["ok"]
    mine.start()
    until(lambda: command(mine, "status")["problems"], "the contradiction to be told", 60)
    problem = command(mine, "status")["problems"][0]
    assert problem.startswith("THE DECK LOG IS NOT WHAT ITS WITNESS HAS SEEN: ")
    admin = mine.state / "audit" / "admin" / "records"
    until(admin.is_dir, "it to be on record", 30)
    assert "witness: " in "".join(path.read_text() for path in admin.iterdir())
    mine.stop()
    # What the witness keeps itself says the same to anybody who has the log.
    kept = next(path for path in (tmp_path / "witness" / "logs").iterdir() if LOG.name in path.read_text())
    answer = command(mine, "audit", "verify", "--checkpoint", str(kept))
    assert not answer["ok"]
    assert answer["log"] == "deck-0"
