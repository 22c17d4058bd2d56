"""End-to-end tests run the real proxy process; the fixtures are in harness/fixtures.py."""

from __future__ import annotations

import pytest

from .harness import policy
from .harness.fixtures import fleet, pytest_runtest_makereport, quarterdeck, retired, source, world
from .harness.fleet import Fleet
from .harness.quarterdeck import Quarterdeck
from .harness.vendors.fixtures import market, visit, watch
from .harness.world import World

__all__ = [
    "fleet",
    "market",
    "pytest_runtest_makereport",
    "quarterdeck",
    "retired",
    "source",
    "visit",
    "watch",
    "world",
]


@pytest.fixture(scope="session")
def internet(world: World) -> World:
    """The world with the hosts of the shared policy in it."""
    return policy.lead(world)


@pytest.fixture
def shared(fleet: Fleet, internet: World) -> Quarterdeck:
    """The proxy that most tests use: the DeepSeek ban and the rules of harness/policy.py."""
    return fleet(rules={"e2e.yaml": policy.RULES}, packs=policy.PACKS)
