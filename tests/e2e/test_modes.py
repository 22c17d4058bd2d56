"""The other ways to run: behind another proxy, and transparently, where clients know of no proxy at all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .harness.clients import Curled, curl, httpx_client
from .harness.fleet import Fleet
from .harness.names import BANNED, UNLISTED
from .harness.namespace import FAR, Namespaces, Unusable
from .harness.origin import Origin
from .harness.policy import PACKS, RULES
from .harness.quarterdeck import Quarterdeck
from .harness.relay import Relay
from .harness.world import World


@pytest.fixture(scope="module")
def relay(internet: World) -> Iterator[Relay]:
    relay = Relay(internet)
    yield relay
    relay.close()


@pytest.fixture(scope="module")
def behind(fleet: Fleet, internet: World, relay: Relay) -> Quarterdeck:
    """A Quarterdeck that reaches everything through the relay and nothing by itself."""
    hosts = ("governed.example", BANNED, "www.banned.example", UNLISTED)
    resolve = {f"{host}:{port}": f"{FAR}:{port}" for host in hosts for port in (443, 80)}
    upstream = {"trust": [str(internet.authority.path)], "resolve": resolve}
    return fleet(
        rules={"e2e.yaml": RULES},
        packs=PACKS,
        fresh=True,
        mode=f"upstream:http://127.0.0.1:{relay.port}",
        upstream=upstream,
    )


def test_upstream_allowed(behind: Quarterdeck, relay: Relay) -> None:
    with httpx_client(behind) as client:
        got = client.get("https://governed.example/echo")
    assert got.json()["host"] == "governed.example"
    assert "governed.example:443" in relay.targets


def test_upstream_refused(behind: Quarterdeck, relay: Relay) -> None:
    assert curl(behind, f"https://{BANNED}/").status == 403
    assert f"{BANNED}:443" not in relay.targets


def test_upstream_tunnelled(behind: Quarterdeck, relay: Relay, internet: World) -> None:
    with httpx_client(behind, ca=str(internet.authority.path)) as client:
        got = client.get(f"https://{UNLISTED}/echo")
    assert got.headers["x-origin"] == "unlisted"
    assert f"{UNLISTED}:443" in relay.targets


def test_upstream_plain_http(behind: Quarterdeck, relay: Relay) -> None:
    assert curl(behind, f"http://{UNLISTED}/echo").headers["x-origin"] == "unlisted"
    assert curl(behind, "http://www.banned.example/").status == 403
    assert "www.banned.example:80" not in relay.targets


PORT = 8080


@pytest.fixture(scope="module")
def network() -> Iterator[Namespaces]:
    try:
        made = Namespaces(PORT)
    except Unusable as error:
        pytest.skip(f"no network namespaces here: {error}")
    yield made
    made.close()


@pytest.fixture(scope="module")
def far(network: Namespaces, internet: World) -> Iterator[Origin]:
    """One address out there that answers on 80 and 443 for every name."""
    origins = [Origin("far", internet.authority, listener=network.listen(FAR, port)) for port in (443, 80)]
    yield origins[0]
    for origin in origins:
        origin.close()


@pytest.fixture(scope="module")
def transparent(fleet: Fleet, network: Namespaces, internet: World, far: Origin) -> Quarterdeck:
    hosts = ("governed.example", BANNED, "www.banned.example", UNLISTED)
    resolve = {f"{host}:{port}": f"{FAR}:{port}" for host in hosts for port in (443, 80)}
    upstream = {"trust": [str(internet.authority.path)], "resolve": resolve}
    mine = fleet(
        rules={"e2e.yaml": RULES},
        packs=PACKS,
        fresh=True,
        start=False,
        prefix=network.router,
        mode="transparent",
        listen=f"0.0.0.0:{PORT}",
        clients={"allow": ["192.0.2.0/24"]},
        upstream=upstream,
    )
    mine.ready_line = True
    return mine.start()


def ask(
    mine: Quarterdeck, network: Namespaces, host: str, scheme: str = "https", ca: str | None = None, at: str = FAR
) -> Curled:
    """curl without a proxy, from the client's side; `at` is the address that it believes the host to have."""
    port = 443 if scheme == "https" else 80
    options = ["--noproxy", "*", "--resolve", f"{host}:{port}:{at}", *(["--cacert", ca] if ca else [])]
    return curl(mine, f"{scheme}://{host}/echo", *options, prefix=network.client)


def test_transparent_refused(transparent: Quarterdeck, network: Namespaces, far: Origin) -> None:
    got = ask(transparent, network, BANNED)
    assert got.status == 403
    assert transparent.record_of(got.headers["quarterdeck-incident"])["host"] == BANNED
    assert far.requests == []


def test_transparent_plain_http_refused(transparent: Quarterdeck, network: Namespaces) -> None:
    got = ask(transparent, network, "www.banned.example", "http")
    assert got.status == 403
    transparent.record_of(got.headers["quarterdeck-incident"])


def test_transparent_governed_passes(transparent: Quarterdeck, network: Namespaces) -> None:
    got = ask(transparent, network, "governed.example")
    assert got.status == 200
    assert '"governed.example"' in got.body


def test_transparent_ungoverned_is_tunnelled(transparent: Quarterdeck, network: Namespaces, internet: World) -> None:
    assert ask(transparent, network, UNLISTED).code == 60
    got = ask(transparent, network, UNLISTED, ca=str(internet.authority.path))
    assert got.headers["x-origin"] == "far"


@pytest.mark.parametrize("scheme", ["https", "http"])
def test_transparent_dials_the_name_that_was_judged(
    transparent: Quarterdeck, network: Namespaces, internet: World, scheme: str
) -> None:
    """A client that puts an innocent name on the address of another host reaches what it named, or nothing."""
    got = ask(transparent, network, UNLISTED, scheme, ca=str(internet.authority.path), at="203.0.113.99")
    assert got.headers["x-origin"] == "far"


def test_transparent_fronting_is_refused(transparent: Quarterdeck, network: Namespaces) -> None:
    """SNI of a governed host, Host of a banned one."""
    options = ["--noproxy", "*", "--resolve", f"governed.example:443:{FAR}", "-H", f"Host: {BANNED}"]
    got = curl(transparent, "https://governed.example/", *options, prefix=network.client)
    assert got.status >= 400
    assert "x-origin" not in got.headers
