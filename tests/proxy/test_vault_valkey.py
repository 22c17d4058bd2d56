"""The shared vault, with a real server: it sees nothing, loses nothing to a race, and its end is told in time."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import pytest
from valkey.asyncio import Valkey

from quarterdeck.proxy.vault import Bounds, VaultFull, VaultUnavailable
from quarterdeck.proxy.vault_seal import Seal
from quarterdeck.proxy.vault_valkey import ValkeyVault
from tests.e2e.harness.process import free_port
from tests.proxy.vaults import KEY, SERVER, server

needs_server = pytest.mark.skipif(SERVER is None, reason="neither redis-server nor valkey-server is installed")
PATIENT = 30.0


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    with server(tmp_path_factory.mktemp("valkey")) as (_, url):
        yield url


def vault(url: str, patience: float = PATIENT, key: bytes = KEY, **bounds) -> ValkeyVault:
    return ValkeyVault(url, Seal(key), Bounds(**bounds), patience)


@needs_server
def test_machines_that_assign_at_the_same_time_share_one_set_of_names(url: str):
    async def ask() -> None:
        one, two = vault(url), vault(url)
        calls = [
            machine.assign(b"race", [("NAME", f"person {number // 2}")], (), [bytes([number]) * 16])
            for number in range(24)
            for machine in (one, two)
        ]
        answers = await asyncio.gather(*calls)
        names = (await one.recall(b"race")).names
        assert sorted(number for _, number in names) == list(range(1, 13))
        assert len(set(names.values())) == 12
        assert all(answer.names.items() <= names.items() for answer in answers)
        # Each digest came twice, and the second time it was known.
        assert sum(len(answer.seen) for answer in answers) == 24
        await one.close()
        await two.close()

    asyncio.run(ask())


@needs_server
def test_a_conversation_goes_on_at_another_machine(url: str):
    async def ask() -> None:
        one, two = vault(url), vault(url)
        await one.assign(b"on", [("NAME", "Ada")], [("NAME", 1)], [b"d" * 16])
        again = await two.assign(b"on", [("NAME", "Ada"), ("NAME", "Bob")], (), [b"d" * 16], continues=True)
        assert again.names == {("NAME", 2): "Ada", ("NAME", 3): "Bob"}
        assert again.seen == {b"d" * 16}
        assert (await two.recall(b"on", [b"d" * 16, b"e" * 16])).seen == {b"d" * 16}
        assert (await one.recall(b"on", [b"e" * 16])).seen == frozenset()
        assert not (await two.recall(b"unknown")).names
        ((_, number),) = (await two.assign(b"new", [("NAME", "Ada")], continues=True)).names
        assert 100 <= number <= 999
        await one.close()
        await two.close()

    asyncio.run(ask())


@needs_server
def test_the_server_holds_nothing_that_can_be_read(url: str):
    async def ask() -> None:
        ours = vault(url)
        await ours.assign(b"principal-ada", [("PAYMENT_CARD", "4000-made-up-0002")], (), [b"digest-of-a-text"])
        raw = Valkey.from_url(url)
        held = [(key, await raw.get(key)) async for key in raw.scan_iter()]
        assert held
        everything = b" ".join(part for pair in held for part in pair)
        for name in [key for key, _ in held]:
            everything += await raw.dump(name)
        for known in (b"principal-ada", b"4000", b"made-up", b"PAYMENT", b"digest-of", b"principal-ada".hex().encode()):
            assert known not in everything
        await raw.aclose()
        await ours.close()

    asyncio.run(ask())


@needs_server
def test_another_key_reads_nothing_and_what_was_moved_or_changed_is_not_believed(url: str):
    async def ask() -> None:
        ours, raw, seal = vault(url), Valkey.from_url(url), Seal(KEY)
        await ours.assign(b"mine", [("NAME", "Ada")])
        assert not (await vault(url, key=b"l" * 32).recall(b"mine")).names
        await raw.set(seal.name(b"yours"), await raw.get(seal.name(b"mine")))
        with pytest.raises(VaultUnavailable, match="cannot be read: it was sealed with another key"):
            await ours.recall(b"yours")
        with pytest.raises(VaultUnavailable, match="cannot be read"):
            await ours.assign(b"yours", [("NAME", "Bob")])
        await raw.rpush(seal.name(b"list"), b"x")
        with pytest.raises(VaultUnavailable, match="ResponseError"):
            await ours.assign(b"list", [("NAME", "Bob")])
        await raw.aclose()
        await ours.close()

    asyncio.run(ask())


@needs_server
def test_an_idle_conversation_expires_and_each_use_puts_that_off(url: str):
    async def ask() -> None:
        ours, raw = vault(url, expire=1000), Valkey.from_url(url)
        name = Seal(KEY).name(b"idle")
        await ours.assign(b"idle", [("NAME", "Ada")])
        assert 0 < await raw.pttl(name) <= 1_000_000
        await raw.pexpire(name, 60_000)
        await ours.recall(b"idle")
        assert await raw.pttl(name) > 60_000
        await raw.pexpire(name, 60_000)
        await ours.assign(b"idle", [("NAME", "Ada")])
        assert await raw.pttl(name) > 60_000
        short = vault(url, expire=0.001)
        await short.assign(b"brief", [("NAME", "Ada")])
        while await raw.exists(Seal(KEY).name(b"brief")):  # noqa: ASYNC110  the server tells nobody that it forgets
            await asyncio.sleep(0.001)
        assert not (await ours.recall(b"brief")).names
        await raw.aclose()
        await ours.close()
        await short.close()

    asyncio.run(ask())


@needs_server
def test_too_many_values_are_refused_and_none_of_them_kept(url: str):
    async def ask() -> None:
        ours = vault(url, values=1)
        with pytest.raises(VaultFull):
            await ours.assign(b"full", [("NAME", "Ada"), ("NAME", "Bob")])
        assert not (await ours.recall(b"full")).names
        await ours.close()

    asyncio.run(ask())


@needs_server
def test_a_server_that_stops_is_told_and_one_that_hangs_is_given_up(tmp_path: Path):
    async def ask() -> None:
        with server(tmp_path) as (process, url):
            ours = vault(url)
            await ours.assign(b"key", [("NAME", "Ada")])
            process.send_signal(signal.SIGSTOP)
            hasty = vault(url, 0.05)
            with pytest.raises(VaultUnavailable, match="TimeoutError"):
                await hasty.recall(b"key")
            process.send_signal(signal.SIGCONT)
            assert (await ours.recall(b"key")).names
            process.kill()
            process.wait()
            for asked in (ours.recall(b"key"), ours.assign(b"key", [("NAME", "Bob")])):
                with pytest.raises(VaultUnavailable, match="shared store of placeholders does not answer"):
                    await asked
            await ours.close()
            await hasty.close()

    asyncio.run(ask())


def test_what_is_said_of_a_server_that_is_not_there_holds_no_password():
    address = f"valkey://user:made-up@127.0.0.1:{free_port()}"
    with pytest.raises(VaultUnavailable) as error:
        asyncio.run(vault(address).recall(b"key"))
    assert "made-up" not in str(error.value)
    assert repr(vault(address)) == "ValkeyVault()"
