"""What a worker says of itself: a small file in the state folder that `quarterdeck status` reads."""

from __future__ import annotations

import logging
import os
import time
from pathlib import Path
from typing import Any

import orjson

from quarterdeck.policy.lint import standing
from quarterdeck.proxy.runtime import Runtime

logger = logging.getLogger("quarterdeck.status")


def status_path(state: Path, worker: int) -> Path:
    """The file of one worker."""
    return state / "status" / f"worker-{worker}.json"


def write_status(runtime: Runtime) -> None:
    """Replace the file of this worker. Raises OSError."""
    write_json(status_path(runtime.config.state, runtime.worker), describe(runtime))


def tell(runtime: Runtime) -> None:
    """Replace it if that can be done: the traffic matters more than what is told of it."""
    try:
        write_status(runtime)
    except OSError as error:
        logger.warning("cannot write the status file: %s", error)


def describe(runtime: Runtime) -> dict[str, Any]:
    """The state of a worker as plain data; times are seconds since the epoch."""
    return {
        "worker": runtime.worker,
        "pid": os.getpid(),
        "time": time.time(),
        "policy_version": runtime.world.policy.version,
        "policy_loaded": runtime.loaded,
        "reload_done": runtime.reload_done,
        "rules_problem": runtime.problem or _log_problem(runtime),
        "fallback": runtime.world.fallback,
        "draining": runtime.draining,
        "connections": len(runtime.links),
        "in_flight": len(runtime.flows),
        "notices": _notices(runtime),
        "grants": _grants(runtime),
        "counts": dict(sorted(runtime.counts.items())),
        "coverage": runtime.tally.told(),
    }


def _log_problem(runtime: Runtime) -> str:
    log = runtime.log
    if log.failure:
        return f"the deck log cannot be written: {log.failure}"
    return f"the deck log cannot be signed: {log.unsigned}" if log.unsigned else ""


def _notices(runtime: Runtime) -> list[str]:
    """One worker speaks for all: they have the same rules."""
    if runtime.worker != 0:
        return []
    world = runtime.world
    return [str(found) for found in standing(world.files, world.policy, world.kit.inspect_shared, time.time())]


def _grants(runtime: Runtime) -> list[dict[str, Any]]:
    """What somebody who was coached may do for now; who it is stands under the incident in the log."""
    if runtime.worker != 0 or runtime.grants is None:
        return []
    standing = runtime.grants.standing(time.time())
    return [{"rule": one.rule, "incident": one.incident, "until": one.until} for one in standing]


def write_json(path: Path, data: dict[str, Any]) -> None:
    """Replace a JSON file in one step, so that a reader never sees half of it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    temporary.write_bytes(orjson.dumps(data, option=orjson.OPT_INDENT_2))
    temporary.replace(path)
