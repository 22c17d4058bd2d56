"""Killed at any moment under load, and started again: the log verifies, and what was acknowledged is there once.

QUARTERDECK_KILL_ROUNDS says how often; the gate has no time for many. What the kernel had taken survives a kill, so
that a disk which loses its power is proven elsewhere, in tests/audit/test_shard.py.
"""

from __future__ import annotations

import os
import random
import signal

import pytest

from .harness.fleet import Fleet
from .harness.killing import Killing
from .harness.policy import PACKS, RULES
from .harness.world import World

ROUNDS = int(os.environ.get("QUARTERDECK_KILL_ROUNDS", "5"))
SEED = int(os.environ.get("QUARTERDECK_KILL_SEED", random.randrange(1 << 32)))


@pytest.mark.timeout(120 + 30 * ROUNDS)
def test_what_was_acknowledged_outlives_every_kill_and_is_there_once(fleet: Fleet, internet: World) -> None:
    mine = fleet(rules={"e2e.yaml": RULES}, packs=PACKS, fresh=True, workers=2, limits={"drain": 1})
    loop = Killing(mine, "www.banned.example", "governed.example", SEED)
    for number in range(ROUNDS):
        wrong = loop.round()
        assert not wrong, f"seed {SEED}, round {number}: {wrong[:5]}"
    print(f"seed {SEED}: {ROUNDS} kills, {len(loop.told.passed)} forwarded, {len(loop.told.refused)} refused")
    assert len(loop.told.passed) > ROUNDS
    assert len(loop.told.refused) > ROUNDS
    began = [line["reason"] for line in mine.records() if line["event"] == "log"]
    assert sum(one.startswith("started; ") for one in began) == 2
    assert sum(one.startswith("restarted: the log before ended without a stop") for one in began) >= ROUNDS
    mine.signal(signal.SIGTERM)
    assert mine.wait(60) == 0
    assert [line["reason"] for line in mine.records() if line["event"] == "log"].count("stopped after a drain") == 2
    assert not loop.wrong()
