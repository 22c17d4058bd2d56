"""Whatever is done to a log is caught and told with the first entry that is bad; what is missed names its seed."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from quarterdeck.audit.verify import verify_shard

from .tampers import SCRATCH, SIZES, TAMPERS, Log, Tamper, tried

EACH = 40


@pytest.fixture(scope="module")
def log() -> Iterator[Log]:
    """One log for all, which each tamper leaves as it was."""
    with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
        yield Log.made(Path(folder))


@pytest.mark.parametrize("tamper", TAMPERS, ids=lambda one: one.__name__)
def test_a_random_tamper_is_caught_and_located(log: Log, tamper: Tamper) -> None:
    for number in range(EACH):
        seed = f"{tamper.__name__}-{number}-{random.randrange(1 << 32)}"
        wrong = tried(random.Random(seed), log, tamper)
        assert not wrong, f"seed {seed}: {wrong}"
    for name in SIZES:
        assert verify_shard(log.folder / name, [log.vkeys[name]], [log.newest[name]]).ok
