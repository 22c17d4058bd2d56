"""Who used a real proxy is known to two people together, and, once erased, to nobody; meanwhile it goes on serving."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from pyrage import x25519

from .harness.clients import curl, httpx_client
from .harness.deadline import until
from .harness.fleet import Fleet
from .harness.policy import PACKS, RULES
from .harness.quarterdeck import Line, Quarterdeck
from .harness.world import World
from .harness.written import files_in
from .test_coaching import ANSWER, CHAT
from .test_coaching import RULES as COACHING

ADA, BOB = "127.0.0.211", "127.0.0.212"
BODY = {"model": "m", "messages": [{"role": "user", "content": "Which quay has the pilot gig?"}]}
BANNED = "http://www.banned.example/plans/of/canary-ada"


def visit(mine: Quarterdeck, client: str) -> Line:
    """The record of a request from an address."""
    got = curl(mine, BANNED, "--interface", client)
    return mine.record_of(got.headers["quarterdeck-incident"])


def command(mine: Quarterdeck, *arguments: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "quarterdeck", "audit", *arguments, "-c", str(mine.config)]
    return subprocess.run(line, capture_output=True, text=True, check=False)


def kept(mine: Quarterdeck) -> bytes:
    """Every byte that the proxy has written, and the names of its files."""
    files = files_in(mine.folder)
    return b"\n".join(str(path).encode() + data for path, data in files if path != mine.config)


def key_file(folder: Path, name: str) -> tuple[str, str]:
    made = x25519.Identity.generate()
    (folder / f"{name}.key").write_text(f"{made}\n")
    return str(made.to_public()), str(folder / f"{name}.key")


def test_two_people_find_out_who_it_was_and_once_erased_nobody_does(
    fleet: Fleet, internet: World, tmp_path: Path
) -> None:
    (reviewer, first), (approver, second) = (key_file(tmp_path, name) for name in ("reviewer", "approver"))
    audit = {
        "principal": "pseudonym",
        "pseudonyms": {"rotate": "30d"},
        "identities": {"reviewers": [reviewer], "approvers": [approver]},
        "encrypt": ["path"],
    }
    mine = fleet(rules={"e2e.yaml": RULES}, packs=PACKS, fresh=True, workers=2, audit=audit)
    # Whichever worker takes the connection, a person has one pseudonym.
    lines = [visit(mine, client) for client in (ADA, BOB, ADA, ADA, ADA, ADA)]
    ada, bob = lines[0]["client"], lines[1]["client"]
    assert [one["client"] for one in lines] == [ada, bob, ada, ada, ada, ada]
    assert ada != bob
    for name in (ADA, BOB, "canary-ada"):
        assert name.encode() not in kept(mine)

    asked = command(mine, "reveal", "request", ada, "--reason", "A leak.", "--key", first, "--json")
    assert asked.returncode == 0, asked.stderr
    number = json.loads(asked.stdout)["request"]
    shown = command(mine, "reveal", "approve", number, "--key", second, "--json")
    assert json.loads(shown.stdout)["name"] == ADA, shown.stderr
    read = command(mine, "unseal", ada, "--reason", "A leak.")
    assert {json.loads(one)["unsealed"]["path"] for one in read.stdout.splitlines()} == {"/plans/of/canary-ada"}

    erased = command(mine, "erase", ADA, "--reason", "Asked to.", "--json")
    # Five of their own, and three of what was done to find out who they are.
    assert json.loads(erased.stdout) == {"pseudonyms": 1, "records": 8, "evidence": 0}, erased.stderr
    until(lambda: visit(mine, ADA)["client"] != ada, "a pseudonym that is new", 20)
    assert visit(mine, BOB)["client"] == bob
    asked = command(mine, "reveal", "request", ada, "--reason", "A leak.", "--key", first)
    assert (asked.returncode, asked.stdout) == (2, "")
    assert command(mine, "unseal", ada, "--reason", "A leak.").returncode == 2
    for name in (ADA, BOB, "canary-ada"):
        assert name.encode() not in kept(mine)

    mine.stop()
    verified = json.loads(command(mine, "verify", "--json").stdout)
    assert verified["ok"], verified
    events = [one for one in admin(mine) if one["event"] in ("reveal", "erase")]
    assert [one["outcome"] for one in events] == ["requested", "revealed", "revealed", "erased"]


def test_a_tenant_hangs_on_its_key_and_nobody_else_does(fleet: Fleet, internet: World, tmp_path: Path) -> None:
    key = tmp_path / "acme.key"
    key.write_text("5e" * 32)
    tenants = [{"name": "acme", "cidr": [f"{ADA}/32"], "key_file": str(key)}]
    audit = {"principal": "pseudonym", "encrypt": ["client"], "tenants": tenants}
    mine = fleet(rules={"e2e.yaml": RULES}, packs=PACKS, fresh=True, audit=audit)
    ada, bob = visit(mine, ADA), visit(mine, BOB)
    assert (ada["tenant"], bob.get("tenant")) == ("acme", None)

    def read(line: Line) -> str | None:
        done = command(mine, "unseal", line["client"], "--reason", "A leak.")
        return json.loads(done.stdout)["unsealed"]["client"] if done.returncode == 0 else None

    assert (read(ada), read(bob)) == (ADA, BOB)
    key.write_text("6f" * 32)
    assert (read(ada), read(bob)) == (None, BOB)
    key.unlink()
    mine.stop()
    run = subprocess.run(mine.command(), capture_output=True, text=True, check=False, timeout=60)
    assert run.returncode != 0
    assert "the key of tenant 'acme' cannot be read" in run.stderr + run.stdout


def admin(mine: Quarterdeck) -> list[Line]:
    """What commands have recorded."""
    segments = sorted((mine.state / "audit" / "admin" / "records").glob("*.jsonl"))
    return [json.loads(line) for path in segments for line in path.read_bytes().splitlines()]


def test_who_was_coached_is_known_again_by_a_pseudonym_that_rotates(fleet: Fleet, internet: World) -> None:
    audit = {"principal": "pseudonym", "pseudonyms": {"rotate": "1d"}}
    mine = fleet(rules={"coaching.yaml": COACHING}, fresh=True, workers=2, audit=audit)
    with httpx_client(mine) as client:
        incident = client.post(CHAT, json=BODY).headers["quarterdeck-incident"]
        page = f"http://quarterdeck.proxy/coach/{incident}"
        elsewhere = curl(mine, page, "--interface", BOB, "-H", "Accept: application/json")
        assert elsewhere.status == 404
        granted = client.post(page, data=ANSWER, headers={"accept": "application/json"})
        assert granted.status_code == 200, granted.text
        assert client.post(CHAT, json=BODY).status_code == 200
