"""A state folder with a log of people, as the proxy leaves it, and real keys of age to find out who they are."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from pyrage import x25519

from quarterdeck.audit.shard import Shard
from quarterdeck.audit.signer import log_key, signer
from quarterdeck.config.load import load_config
from quarterdeck.config.naming import line_of
from quarterdeck.model.record import Outcome, Record
from tests.audit.shards import records

NOON = 1_772_539_200.0  # 2026-03-03 12:00 UTC


def key_file(folder: Path, name: str) -> str:
    """Make a secret key as age-keygen does; its public part."""
    made = x25519.Identity.generate()
    (folder / f"{name}.key").write_text(f"# public key: {made.to_public()}\n{made}\n")
    return str(made.to_public())


def configured(here: Path, **audit: Any) -> Path:
    """A configuration whose state is `here/var`."""
    path = here / "quarterdeck.yaml"
    path.write_text(yaml.safe_dump({"state": str(here / "var"), "audit": audit}))
    return path


def log(
    here: Path, *who: tuple[str | None, str], path: str = "/v1/chat", incidents: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """Write a record of each user and address, as a worker with the configuration does; the lines."""
    config = load_config(here / "quarterdeck.yaml", {})
    line = line_of(config, 0)
    made = [
        Record(
            "decision",
            incidents[at] if incidents else f"qd-{at}",
            NOON + at,
            Outcome.FORWARDED,
            user=user,
            client=client,
            path=path,
        )
        for at, (user, client) in enumerate(who)
    ]
    shard = Shard(config.audit_dir / "deck-0", signer(log_key(config.state), "deck-0"))
    shard.append([line.render(line.fields(one)) for one in made])
    shard.close()
    return [json.loads(one) for one in records(config.audit_dir / "deck-0")]


def deeds(here: Path) -> list[dict[str, Any]]:
    """What commands have recorded."""
    return [json.loads(one) for one in records(here / "var" / "audit" / "admin")]


def everything(here: Path) -> bytes:
    """All that the state folder holds, names of files too."""
    files = [path for path in (here / "var").rglob("*") if path.is_file()]
    return b"\n".join(str(path).encode() + b"\n" + path.read_bytes() for path in files)
