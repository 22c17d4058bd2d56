"""A held body: whole when it comes back, with a reason when no more of it can be held."""

from __future__ import annotations

import asyncio
import errno
import os

import pytest

from quarterdeck.config.schema import Config
from quarterdeck.proxy.held import Held
from quarterdeck.proxy.room import Room
from quarterdeck.proxy.spool import PIECE, Spool

DATA = os.urandom(2 * PIECE + 5000)


@pytest.fixture
def room(tmp_path):
    return Room(Config.model_validate({"state": tmp_path, "workers": 1, "limits": {"min_free": 0}}))


def held_in(room: Room, most: int = 10 * PIECE) -> Held:
    spool = room.open()
    assert isinstance(spool, Spool)
    return Held(spool, room, most)


async def fill(held: Held, data: bytes = DATA, *, ended: bool = True) -> None:
    for start in range(0, len(data), 300_000):
        if held.add(data[start : start + 300_000]):
            await held.keep()
    if ended:
        held.ended = True
        await held.keep()


async def rest(held: Held) -> bytes:
    pieces = []
    while piece := await held.next():
        assert len(piece) <= 3 * PIECE
        pieces.append(piece)
    return b"".join(pieces)


def test_what_came_goes_on(room):
    async def scenario() -> bytes:
        held = held_in(room)
        await fill(held)
        assert (held.reason, held.size, room.used) == (None, len(DATA), len(DATA))
        got = await rest(held)
        held.close()
        held.close()
        assert room.used == 0
        return got

    assert asyncio.run(scenario()) == DATA


@pytest.mark.parametrize("ended", [True, False])
@pytest.mark.parametrize(("start", "end"), [(0, None), (10, 20), (PIECE - 1, PIECE + 1), (2 * PIECE + 4000, None)])
def test_any_part_is_read_without_taking_it(room, start, end, ended):
    async def scenario() -> tuple[bytes, bytes]:
        held = held_in(room)
        await fill(held, ended=ended)
        part = b"".join([piece async for piece in held.pieces(start, end)])
        return part, await rest(held)

    assert asyncio.run(scenario()) == (DATA[start:end], DATA)


def test_a_body_over_its_limit_has_a_reason_and_is_all_there(room):
    async def scenario() -> tuple[str | None, bytes]:
        held = held_in(room, PIECE + 100_000)
        await fill(held)
        return held.reason, await rest(held)

    reason, got = asyncio.run(scenario())
    assert reason == "too-large"
    assert got[: PIECE + 100_000] == DATA[: PIECE + 100_000]
    assert got == DATA


def test_no_more_room(room):
    room.most = PIECE

    async def scenario() -> tuple[str | None, int, bytes]:
        held = held_in(room)
        await fill(held)
        used = room.used
        return held.reason, used, await rest(held)

    reason, used, got = asyncio.run(scenario())
    assert (reason, used) == ("spool-full", PIECE)
    assert got == DATA


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_a_disk_that_fails_loses_nothing_that_has_come(room, monkeypatch, caplog, number):
    write, calls = os.pwrite, []

    def failing(file: int, data: bytes, at: int) -> int:
        calls.append(at)
        if len(calls) > 1:
            raise OSError(number, "the disk")
        return write(file, data, at)

    monkeypatch.setattr("quarterdeck.proxy.spool.os.pwrite", failing)

    async def scenario() -> tuple[str | None, bytes]:
        held = held_in(room)
        await fill(held)
        got = await rest(held)
        held.close()
        return held.reason, got

    reason, got = asyncio.run(scenario())
    assert (reason, got, room.used) == ("spool-failed", DATA, 0)
    assert "a body cannot be held on disk" in caplog.text
