"""When the disk takes no more: what must be recorded is refused, rules still change, and all is well afterwards."""

from __future__ import annotations

import json
import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from .harness.clients import curl
from .harness.deadline import until
from .harness.fleet import Fleet
from .harness.names import BANNED
from .harness.policy import PACKS, RULES
from .harness.quarterdeck import Quarterdeck
from .harness.rawclient import Ended, Hang, RawClient
from .harness.world import World

GOVERNED_TUNNEL = "api.openai.com"


def workers(quarterdeck: Quarterdeck) -> dict[str, int]:
    found: dict[str, int] = json.loads((quarterdeck.state / "status" / "supervisor.json").read_bytes())["workers"]
    return found


@contextmanager
def full_disk(quarterdeck: Quarterdeck) -> Iterator[None]:
    """No file of the workers can grow, as on a disk without room."""
    pids = list(workers(quarterdeck).values())
    for pid in pids:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (10, resource.RLIM_INFINITY))
    yield
    for pid in pids:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def tunnel(quarterdeck: Quarterdeck, mark: str) -> int:
    """The status that an origin gives inside a tunnel to a governed host that is exempted from decryption."""
    with RawClient(quarterdeck.address, patience=10) as client:
        client.connect(f"{GOVERNED_TUNNEL}:443")
        client.start_tls(GOVERNED_TUNNEL.encode())
        client.send(b"GET /%b HTTP/1.1\r\nHost: %b\r\n\r\n" % (mark.encode(), GOVERNED_TUNNEL.encode()))
        return client.reply().status


def test_what_cannot_be_recorded_is_refused_and_passes_again_afterwards(fleet: Fleet, internet: World) -> None:
    mine = fleet(
        rules={"e2e.yaml": RULES},
        packs=PACKS,
        fresh=True,
        never_inspect={"hosts": [GOVERNED_TUNNEL]},
        limits={"drain": 1},
    )
    assert tunnel(mine, "before") == 200
    with full_disk(mine):
        assert curl(mine, "https://governed.example/during").status == 503
        with pytest.raises((Ended, Hang)):
            tunnel(mine, "during-the-fault")
    assert not internet.saw(b"during-the-fault")
    assert curl(mine, "https://governed.example/page").status == 200
    assert tunnel(mine, "after") == 200


@pytest.mark.parametrize("count", [1, 2])
def test_rules_change_while_the_disk_is_full_and_afterwards(fleet: Fleet, internet: World, count: int) -> None:
    mine = fleet(rules={"e2e.yaml": RULES}, packs=PACKS, fresh=True, workers=count, limits={"drain": 1})
    until(lambda: mine.log.read_text().count("ready on") == count, "all to be ready", 20)
    pids = workers(mine)

    def ban(domain: str) -> None:
        more = RULES.replace("  - domain: banned.example", f"  - domain: {domain}\n  - domain: banned.example")
        (mine.rules / "e2e.yaml").write_text(more)
        mine.signal(signal.SIGHUP)

    def refused(host: str) -> bool:
        """By every worker, whichever takes the connection."""
        return all(curl(mine, f"http://{host}/").status in (403, 503) for _ in range(8))

    with full_disk(mine):
        ban("unlisted.example")
        until(lambda: refused("www.unlisted.example"), "the ban that was added on a full disk", 20)
    ban("governed.example")
    until(lambda: refused("governed.example"), "the ban that was added afterwards", 20)
    assert workers(mine) == pids
    assert curl(mine, "http://governed.example/").status == 403


def test_a_worker_that_dies_on_a_full_disk_does_not_take_the_proxy_with_it(fleet: Fleet, internet: World) -> None:
    """The supervisor and a new worker can write no file either."""
    mine = fleet(rules={"e2e.yaml": RULES}, packs=PACKS, fresh=True, limits={"drain": 1})
    process = mine.process
    assert process is not None
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (10, resource.RLIM_INFINITY))
    os.kill(workers(mine)["0"], signal.SIGKILL)
    until(lambda: curl(mine, f"https://{BANNED}/").status in (403, 503), "another worker to refuse", 20)
    assert process.poll() is None


@pytest.mark.parametrize("times", [1, 20, 60])
def test_a_reload_that_comes_during_the_start_kills_nothing(fleet: Fleet, internet: World, times: int) -> None:
    mine = fleet(rules={"e2e.yaml": RULES}, packs=PACKS, fresh=True, limits={"drain": 1})
    until(lambda: "ready on" in mine.log.read_text(), "the first worker to be ready", 20)
    first = workers(mine)["0"]
    os.kill(first, signal.SIGKILL)
    until(lambda: workers(mine).get("0", first) != first, "another worker", 20)
    for _ in range(times):
        mine.signal(signal.SIGHUP)
    until(lambda: mine.log.read_text().count("ready on") >= 2, "the worker to be ready", 20)
    assert mine.log.read_text().count("it is started again") == 1
    assert curl(mine, f"https://{BANNED}/").status == 403
