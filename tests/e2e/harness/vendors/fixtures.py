"""The fixtures of the tests with vendors: their origins, one proxy for all tests, and what happened in a test."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from ..fleet import Fleet
from ..quarterdeck import Quarterdeck
from .market import RULES, Market
from .visit import Visit


@pytest.fixture(scope="session")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Market]:
    """Every vendor's origin."""
    market = Market(tmp_path_factory.mktemp("market"))
    yield market
    market.close()


@pytest.fixture(scope="session")
def watch(tmp_path_factory: pytest.TempPathFactory, market: Market) -> Iterator[Quarterdeck]:
    """The proxy between the SDKs and the vendors."""
    fleet = Fleet(tmp_path_factory.mktemp("watch"), market)
    yield fleet(rules=RULES)
    fleet.close()


@pytest.fixture
def visit(market: Market, watch: Quarterdeck) -> Callable[[str], Visit]:
    """`visit("openai")`: what happens there from now on."""
    return lambda vendor: Visit(watch, market.origins[vendor])
