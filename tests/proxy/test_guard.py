"""Traps 1 and 2 of the design: whatever breaks inside a hook, the exchange is refused and never let through."""

from __future__ import annotations

import asyncio

import pytest

from quarterdeck.proxy.guard import fail_closed


class Addon:
    def __init__(self, *, refusal_breaks: bool = False) -> None:
        self.refused: list[object] = []
        self.aborted: list[object] = []
        self.refusal_breaks = refusal_breaks

    def abort(self, data: object) -> None:
        self.aborted.append(data)

    def _refuse(self, data: object) -> None:
        if self.refusal_breaks:
            raise RuntimeError("and the refusal too")
        self.refused.append(data)

    @fail_closed(_refuse)
    def plain(self, data: dict[str, int]) -> None:
        data["one"] += 1

    @fail_closed(_refuse)
    async def waiting(self, data: dict[str, int]) -> None:
        await asyncio.sleep(0)
        data["one"] += 1


def test_a_hook_that_works_is_left_alone() -> None:
    addon, data = Addon(), {"one": 1}
    addon.plain(data)
    asyncio.run(addon.waiting(data))
    assert data == {"one": 3}
    assert not addon.refused


@pytest.mark.parametrize("kind", ["plain", "waiting"])
def test_a_hook_that_breaks_refuses(kind: str) -> None:
    addon, data = Addon(), dict[str, int]()
    result = getattr(addon, kind)(data)
    if kind == "waiting":
        asyncio.run(result)
    assert addon.refused == [data]
    assert not addon.aborted


def test_a_refusal_that_breaks_cuts_the_connection() -> None:
    addon, data = Addon(refusal_breaks=True), dict[str, int]()
    with pytest.raises(RuntimeError):
        addon.plain(data)
    assert addon.aborted == [data]


def test_a_guarded_hook_keeps_its_kind() -> None:
    assert asyncio.iscoroutinefunction(Addon.waiting)
    assert not asyncio.iscoroutinefunction(Addon.plain)
