"""Whoever is known by name is the same person at every address; whoever is not, is their address."""

from __future__ import annotations

import pytest

from quarterdeck.model.principal import Principal


@pytest.mark.parametrize(
    ("principal", "who"),
    [
        (Principal("10.0.0.1", "ada"), "user:ada"),
        (Principal("10.0.0.2", "ada", granted=frozenset({"p/r"})), "user:ada"),
        (Principal("10.0.0.1"), "client:10.0.0.1"),
        (Principal("10.0.0.1", "client:10.0.0.1"), "user:client:10.0.0.1"),
    ],
)
def test_one_name_stands_for_one_principal(principal: Principal, who: str):
    assert principal.who == who
