from __future__ import annotations

import asyncio
import threading

import pytest

from quarterdeck.proxy.aside import LARGE, aside


def whose(_: object) -> str:
    return threading.current_thread().name


@pytest.mark.parametrize(("size", "beside"), [(0, False), (LARGE, False), (LARGE + 1, True)])
def test_what_is_large_is_worked_on_beside_the_loop(size: int, beside: bool) -> None:
    assert asyncio.run(aside(size, whose, None)).startswith("aside") is beside


def test_the_loop_goes_on_meanwhile() -> None:
    gate = threading.Event()

    async def scenario() -> bool:
        waiting = asyncio.create_task(aside(LARGE + 1, gate.wait, 10))
        await asyncio.sleep(0)
        gate.set()
        return await waiting

    assert asyncio.run(scenario())


def test_a_fault_reaches_whoever_asked() -> None:
    with pytest.raises(ZeroDivisionError):
        asyncio.run(aside(LARGE + 1, lambda: 1 // 0))
