"""The fixtures that tests/e2e and tests/evasion share."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Generator, Iterator

import pytest

from .fleet import Fleet
from .world import World

_ADDRESSES = itertools.count(1)


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Origins on loopback and the names that lead to them."""
    world = World(tmp_path_factory.mktemp("world"))
    yield world
    world.close()


@pytest.fixture(scope="session")
def fleet(tmp_path_factory: pytest.TempPathFactory, world: World) -> Iterator[Fleet]:
    """Every Quarterdeck of the session."""
    fleet = Fleet(tmp_path_factory.mktemp("fleet"), world)
    yield fleet
    fleet.close()


@pytest.fixture
def quarterdeck(fleet: Fleet) -> Callable[..., object]:
    """`quarterdeck(rules=..., **config)`: a running proxy."""
    return fleet


@pytest.fixture(autouse=True)
def retired(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a test made `fresh` stops with it. What its module made has been made before."""
    if "fleet" not in request.fixturenames:
        yield
        return
    fleet: Fleet = request.getfixturevalue("fleet")
    kept = len(fleet.running)
    yield
    fleet.retire(kept)


@pytest.fixture
def source() -> str:
    """A loopback address that no other test comes from: what the log says of it is what this test did."""
    number = next(_ADDRESSES)
    return f"127.{10 + number // 62500}.{number // 250 % 250}.{1 + number % 250}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failure shows what the proxies said."""
    report = yield
    fleet = getattr(item, "funcargs", {}).get("fleet") or getattr(item, "funcargs", {}).get("quarterdeck")
    if report.failed and isinstance(fleet, Fleet):
        report.sections.append(("proxy logs", fleet.logs()))
    return report
