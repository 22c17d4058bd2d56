"""Workers share names through the store; when it dies they are told at once, and go on when it is back."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest

from quarterdeck.proxy.vault import VaultFull, VaultUnavailable
from quarterdeck.proxy.vault_client import SocketVault
from quarterdeck.proxy.vault_frames import vault_path
from tests.proxy.vaults import killed, store

# Patience enough that only a store which is gone, not a slow machine, makes a test fail.
PATIENT = 30.0

WORKER = """
import asyncio, json, pathlib, sys
from quarterdeck.proxy.vault_client import SocketVault

async def work():
    vault = SocketVault(pathlib.Path(sys.argv[1]), 30)
    said = []
    for number in range(200):
        names = (await vault.assign(b"key", [("NAME", f"person {number * 7 % 200}")])).names
        said.append([[kind, number, text] for (kind, number), text in names.items()])
    print(json.dumps(said[-1]))

asyncio.run(work())
"""


@pytest.fixture
def running(tmp_path: Path):
    process = store(tmp_path)
    yield process
    killed(process)


def test_processes_that_assign_at_the_same_time_share_one_set_of_names(tmp_path: Path, running):
    command = [sys.executable, "-c", WORKER, str(vault_path(tmp_path))]
    workers = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(2)]
    first, second = (json.loads(worker.communicate(timeout=100)[0]) for worker in workers)
    assert sorted(first) == sorted(second)
    assert sorted(number for _, number, _ in first) == list(range(1, 201))
    assert len({text for _, _, text in first}) == 200


def test_many_questions_are_under_way_on_one_connection(tmp_path: Path, running):
    async def ask() -> None:
        vault = SocketVault(vault_path(tmp_path), PATIENT)
        keys = [bytes([number]) for number in range(100)]
        answers = await asyncio.gather(*(vault.assign(key, [("NAME", key.hex())]) for key in keys))
        assert [dict(answer.names) for answer in answers] == [{("NAME", 1): key.hex()} for key in keys]
        again = await vault.assign(b"seen", [], [("NAME", 1)], [b"d" * 16])
        assert again.seen == frozenset()
        assert (await vault.assign(b"seen", [], (), [b"d" * 16])).seen == {b"d" * 16}
        assert (await vault.recall(keys[7])).names == {("NAME", 1): "07"}
        assert (await vault.recall(b"seen", [b"d" * 16, b"e" * 16])).seen == {b"d" * 16}
        await vault.close()

    asyncio.run(ask())


def test_a_store_that_is_killed_is_told_at_once_and_one_that_is_back_is_used(tmp_path: Path, running):
    async def ask() -> None:
        vault = SocketVault(vault_path(tmp_path), PATIENT)
        await vault.assign(b"key", [("NAME", "Ada")])
        killed(running)
        with pytest.raises(VaultUnavailable, match="does not answer"):
            await vault.recall(b"key")
        with pytest.raises(VaultUnavailable, match="does not answer"):
            await vault.assign(b"key", [("NAME", "Ada")])
        second = await asyncio.to_thread(store, tmp_path)
        try:
            ((_, number),) = (await vault.assign(b"key", [("NAME", "Ada")], continues=True)).names
            assert 100 <= number <= 999
            await vault.close()
        finally:
            killed(second)

    asyncio.run(ask())


def test_a_store_that_never_answers_is_given_up_with_what_it_was_asked_meanwhile(tmp_path: Path):
    async def ask() -> None:
        async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read()
            writer.close()

        server = await asyncio.start_unix_server(silent, vault_path(tmp_path))
        vault = SocketVault(vault_path(tmp_path), 0.05)
        with pytest.raises(VaultUnavailable):
            await vault.recall(b"key")
        assert not vault._asked
        await vault.close()
        server.close()

    asyncio.run(ask())


def test_whoever_waits_when_the_connection_breaks_is_told(tmp_path: Path):
    async def ask() -> None:
        async def rude(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read(1)
            writer.close()

        server = await asyncio.start_unix_server(rude, vault_path(tmp_path))
        vault = SocketVault(vault_path(tmp_path), PATIENT)
        results = await asyncio.gather(vault.recall(b"1"), vault.recall(b"2"), return_exceptions=True)
        assert [type(result) for result in results] == [VaultUnavailable, VaultUnavailable]
        await vault.close()
        server.close()

    asyncio.run(ask())


def test_another_users_store_is_not_told_anything(tmp_path: Path, running, monkeypatch):
    monkeypatch.setattr("quarterdeck.proxy.vault_client.is_own", lambda _: False)
    with pytest.raises(VaultUnavailable):
        asyncio.run(SocketVault(vault_path(tmp_path), PATIENT).recall(b"key"))


def test_too_many_values_are_refused_here_as_there(tmp_path: Path, running):
    async def ask() -> None:
        vault = SocketVault(vault_path(tmp_path), PATIENT)
        with pytest.raises(VaultFull):
            await vault.assign(b"key", [("NAME", str(number)) for number in range(10_001)])
        with pytest.raises(VaultFull):
            await vault.assign(b"key", [("NAME", "x" * (33 << 20))])
        assert not (await vault.recall(b"key")).names
        await vault.close()

    asyncio.run(ask())
