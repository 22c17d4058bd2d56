"""No name, address or word of a person comes out of a default log, in any format and by any command."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from quarterdeck.export import FORMATS

from .harness.clients import curl
from .harness.fleet import Fleet
from .harness.names import GOVERNED, UNLISTED
from .harness.policy import PACKS, RULES
from .harness.quarterdeck import Quarterdeck
from .harness.world import World
from .harness.written import files_in

CLIENT = "127.0.0.213"
CANARY = "kestrel.oduya"
MAIL = f"{CANARY}@canary.example"
FINDS = """\
policy: canary
detectors:
  - {id: custom.gauge, regex: 'kestrel[.]oduya', hits: [kestrel.oduya], misses: [kestrel]}
rules:
  - {id: noticed, match: {content: custom.gauge}, action: monitor}
"""
# Where a client can put what we promise not to keep: the query, every header, credentials, and all of a body.
HEADERS = (
    "User-Agent",
    "Cookie",
    "From",
    "X-Forwarded-For",
    "Forwarded",
    "X-Real-IP",
    "Authorization",
    "X-Api-Key",
    "OpenAI-Organization",
    "Referer",
    "Accept-Language",
)


@pytest.fixture
def asked(fleet: Fleet, internet: World, tmp_path: Path) -> Quarterdeck:
    mine = fleet(
        rules={"e2e.yaml": RULES, "canary.yaml": FINDS},
        packs=PACKS,
        fresh=True,
        audit={"principal": "pseudonym", "scope": "all"},
    )
    options = [part for name in HEADERS for part in ("-H", f"{name}: {MAIL}")]
    options += ["--interface", CLIENT, "--proxy-user", f"{MAIL}:{CANARY}", "--user", f"{MAIL}:{CANARY}"]
    said = {
        "model": "m",
        "user": MAIL,
        "metadata": {CANARY: MAIL, "KestrelOduya": MAIL, "notes": {"Oduya": [MAIL]}},
        "messages": [{"role": "user", "content": MAIL}],
    }
    (tmp_path / f"{CANARY}.txt").write_text(MAIL)
    bodies = (
        ("-H", "Content-Type: application/json", "-d", json.dumps(said)),
        ("-F", f"file=@{tmp_path / CANARY}.txt", "-F", f"{CANARY}={MAIL}"),
        ("-d", f"{CANARY}={MAIL}"),
        (),
    )
    for host in (GOVERNED, UNLISTED, "www.banned.example"):
        for body in bodies:
            curl(mine, f"http://{host}/v1/chat/completions?who={MAIL}", *options, *body)
    curl(mine, f"https://{GOVERNED}/v1/chat/completions?who={MAIL}", *options, *bodies[0])
    mine.wait_record(lambda line: line.get("host") == "www.banned.example", "the records")
    mine.stop()
    return mine


def test_a_default_log_is_handed_on_without_anybody_in_it(asked: Quarterdeck, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    commands = [
        *(("export", "--format", form) for form in sorted(FORMATS)),
        ("tail", "-n", "1000"),
        ("query", "SELECT * FROM records", "--json"),
        ("stats",),
        ("stats", "--json"),
        ("report", "-o", str(page)),
    ]
    for one in commands:
        line = [sys.executable, "-m", "quarterdeck", "audit", *one, "-c", str(asked.config)]
        done = subprocess.run(line, capture_output=True, check=False)
        assert done.returncode == 0, (one, done.stderr.decode())
        said = page.read_bytes() if one[0] == "report" else done.stdout
        assert b"custom.gauge" in said, one
        for name in ("kestrel", "oduya", CLIENT, MAIL.partition("@")[2]):
            assert name.encode() not in said.lower(), one
    assert b'"found":' in b"".join(path.read_bytes() for path in (asked.state / "audit").rglob("*.jsonl"))
    left = [path for path, data in files_in(asked.folder) if CLIENT.encode() in data]
    assert left == []
