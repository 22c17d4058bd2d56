"""What the hooks ask of the runtime: who may come in, where a host really is, what is opened."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from quarterdeck.engine import judge_connection
from quarterdeck.model.destination import Destination
from quarterdeck.model.principal import Principal
from quarterdeck.proxy.runtime import Exchanged, Runtime
from tests.proxy.deck import aboard, asked, judged


@pytest.mark.parametrize(
    ("allow", "client", "admitted"),
    [
        (["127.0.0.0/8", "::1/128"], "127.9.9.9", True),
        (["127.0.0.0/8", "::1/128"], "::1", True),
        (["127.0.0.0/8", "::1/128"], "192.0.2.7", False),
        (["192.0.2.5/24"], "192.0.2.200", True),
        (["0.0.0.0/0"], "2001:db8::1", False),
        ([], "127.0.0.1", False),
    ],
)
def test_a_client_is_admitted_by_the_networks_alone(tmp_path: Path, allow, client: str, admitted: bool):
    async def scenario(runtime: Runtime) -> None:
        assert runtime.admits(client) is admitted

    aboard(tmp_path, scenario, clients={"allow": allow})


def test_a_client_without_an_address_is_an_error_and_not_admitted(tmp_path: Path):
    async def scenario(runtime: Runtime) -> None:
        with pytest.raises(ValueError, match="address"):
            runtime.admits("")

    aboard(tmp_path, scenario, clients={"allow": ["0.0.0.0/0", "::/0"]})


def test_a_mapped_host_is_found_by_its_name_and_port(tmp_path: Path):
    async def scenario(runtime: Runtime) -> None:
        assert runtime.mapped("a.example", 443) == ("127.0.0.1", 9443)
        assert runtime.mapped("a.example", 80) is None
        assert runtime.mapped("b.example", 443) == ("::1", 9443)

    resolve = {"A.Example.:443": "127.0.0.1:9443", "b.example:443": "[::1]:9443"}
    aboard(tmp_path, scenario, upstream={"resolve": resolve})


@pytest.mark.parametrize(
    ("inspect", "host", "opened"),
    [
        ("governed", "banned.example", True),
        ("governed", "other.example", False),
        ("governed", "exempt.banned.example", False),
        ("all", "other.example", True),
        ("all", "exempt.banned.example", False),
    ],
)
def test_a_connection_is_opened_by_the_rules_or_by_the_setting_but_never_an_exempted_one(
    tmp_path: Path, inspect: str, host: str, opened: bool
):
    async def scenario(runtime: Runtime) -> None:
        world = runtime.world
        verdict = judge_connection(Destination(host, 443), Principal("192.0.2.7"), 0.0, world.policy, world.kit)
        assert runtime.inspects(verdict, host) is opened

    aboard(tmp_path, scenario, inspect=inspect, never_inspect={"hosts": ["exempt.banned.example"]})


def test_an_answer_is_counted_and_passed_on_and_an_empty_chunk_ends_nothing(tmp_path: Path):
    async def scenario(runtime: Runtime) -> None:
        exchanged: Exchanged = judged(runtime, asked())[0]
        assert [exchanged.count(chunk) for chunk in (b"ab", b"", b"c")] == [[b"ab"], [], [b"c"]]
        assert exchanged.answer_bytes == 3

    aboard(tmp_path, scenario)


def test_many_files_may_wait_for_their_turn(tmp_path: Path):
    async def scenario(runtime: Runtime) -> None:
        files = (runtime.extractors.extract(b"plain text", f"{number}.txt") for number in range(150))
        assert all(one.texts for one in await asyncio.gather(*files))
        await runtime.extractors.close()

    aboard(tmp_path, scenario)
