"""Nothing that a person wrote, and no credential, stands anywhere in what Quarterdeck keeps or says."""

from __future__ import annotations

import json
import secrets

import pytest

from .harness.clients import curl, httpx_client
from .harness.fleet import Fleet
from .harness.names import GOVERNED, UNLISTED
from .harness.policy import GATEWAY, PACKS, RULES
from .harness.quarterdeck import Quarterdeck
from .harness.world import World


def kept(quarterdeck: Quarterdeck) -> bytes:
    """Every byte of the state folder and of the log."""
    files = [path for path in quarterdeck.folder.rglob("*") if path.is_file()]
    return b"\n".join(path.read_bytes() for path in files)


@pytest.mark.parametrize("model", ["meta-llama/Llama-3", "forbidden-1"], ids=["allowed", "refused"])
@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
def test_a_prompt_and_its_key_are_nowhere(shared: Quarterdeck, model: str, stream: bool) -> None:
    prompt, key, cookie, query = (f"{name}{secrets.token_hex(12)}" for name in ("prompt", "sk-", "cookie", "query"))
    body = {"model": model, "stream": stream, "messages": [{"role": "user", "content": prompt}], "user": "u-" + prompt}
    headers = {"authorization": f"Bearer {key}", "x-api-key": key, "cookie": f"session={cookie}"}
    with httpx_client(shared) as client:
        got = client.post(f"https://{GATEWAY}/api/v1/chat/completions?note={query}", json=body, headers=headers)
    assert got.status_code in (200, 403)
    shared.wait_record(lambda line: line.get("host") == GATEWAY, "a record")
    everything = kept(shared)
    for secret in (prompt, key, cookie, query):
        assert secret.encode() not in everything
        assert secret not in got.text or got.status_code == 200


@pytest.mark.parametrize("body", ["{not json %s", '{"model": "x", "model": "forbidden-1", "p": "%s"}', "%s"])
def test_what_cannot_be_read_is_not_kept_either(shared: Quarterdeck, body: str) -> None:
    prompt = "odd" + secrets.token_hex(12)
    with httpx_client(shared) as client:
        got = client.post(
            f"https://{GOVERNED}/v1/chat/completions",
            content=body % prompt,
            headers={"content-type": "application/json"},
        )
    assert prompt.encode() not in kept(shared)
    assert prompt not in got.text or got.status_code == 200


def test_proxy_credentials_do_not_reach_the_origin_or_the_log(shared: Quarterdeck, internet: World) -> None:
    secret = "user" + secrets.token_hex(12)
    got = curl(shared, f"https://{GOVERNED}/echo", "--proxy-user", f"ada:{secret}", "--proxy-basic")
    assert got.status == 200
    assert "proxy-authorization" not in got.body.lower()
    assert secret.encode() not in kept(shared)


@pytest.mark.parametrize("host", [UNLISTED, "h1.governed.example"], ids=["ungoverned", "governed"])
def test_what_is_said_to_the_proxy_in_clear_does_not_reach_the_origin(
    shared: Quarterdeck, internet: World, host: str
) -> None:
    secret = "said" + secrets.token_hex(12)
    got = curl(
        shared,
        f"http://{host}/echo",
        *("-H", f"Proxy-Authorization: Basic {secret}"),
        *("-H", f"Proxy-Connection: {secret}"),
    )
    assert got.status == 200
    assert internet.saw(secret.encode()) == []
    assert secret.encode() not in kept(shared)


def test_names_are_pseudonyms_by_default(fleet: Fleet, internet: World) -> None:
    mine = fleet(rules={"e2e.yaml": RULES}, packs=PACKS, audit={"principal": "pseudonym"})
    got = curl(mine, "http://www.banned.example/")
    line = mine.record_of(got.headers["quarterdeck-incident"])
    assert line["client"] != "127.0.0.1"
    assert len(line["client"]) == 16


@pytest.mark.parametrize("inspect", ["governed", "all"])
def test_everything_is_recorded_where_that_was_asked_for(fleet: Fleet, internet: World, inspect: str) -> None:
    mine = fleet(rules={"e2e.yaml": RULES}, packs=PACKS, audit={"scope": "all"}, inspect=inspect)
    assert curl(mine, f"http://{UNLISTED}/echo/{inspect}").status == 200
    line = mine.wait_record(lambda line: line.get("path") == f"/echo/{inspect}", "the record of the request")
    assert (line["event"], line["outcome"], line["host"]) == ("decision", "forwarded", UNLISTED)
    ended = mine.wait_record(
        lambda end: end["incident"] == line["incident"] and end["event"] == "outcome", "how it ended"
    )
    assert (ended["outcome"], ended["status"]) == ("forwarded", 200)
    assert len([one for one in mine.decisions() if one["incident"] == line["incident"]]) == 1


def test_every_line_is_one_json_document(shared: Quarterdeck) -> None:
    """A URL full of line feeds, quotes and escapes is one line, escaped, and cut when it is long."""
    with httpx_client(shared) as client:
        client.get("http://www.banned.example/%0a%0d%22%7b%7d%1b[31m" + "a" * 6000)
    for path in (shared.state / "audit").glob("deck-*/records/*.jsonl"):
        for line in path.read_bytes().splitlines():
            assert isinstance(json.loads(line), dict)
            assert len(line) < 20_000
            assert b"\x1b" not in line
