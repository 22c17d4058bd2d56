"""`quarterdeck status`: what is running, with which policy, and what is wrong."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import click
import orjson

from quarterdeck.cli.options import config_option, json_option, load, state_option
from quarterdeck.proxy.processes import alive, caretaker_path, supervisor_path, supervisor_pid
from quarterdeck.sinks.status import status_path as sinks_path

STALE = 10.0
# The same for the process that looks after the deck log, to which all others go before.
CARETAKER_STALE = 60.0


@click.command()
@config_option
@state_option
@json_option
def status(path: Path | None, state: Path | None, as_json: bool) -> int:
    """Show what is running. Exit code 1 when nothing runs or something is wrong."""
    found = collect(load(path, state).state)
    if as_json:
        click.echo(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode())
    else:
        _print(found)
    return 0 if found["running"] and not found["problems"] else 1


def collect(state: Path) -> dict[str, Any]:
    """What the status files of a state folder say, as plain data."""
    pid = supervisor_pid(state)
    supervisor = _read(supervisor_path(state)) if pid else {}
    workers = [_read(file) for file in sorted((state / "status").glob("worker-*.json"))] if pid else []
    workers = [worker for worker in workers if worker and alive(worker["pid"])]
    problems = sorted({worker["rules_problem"] for worker in workers if worker["rules_problem"]})
    sinks = _sinks(state) if supervisor.get("sinks") else []
    problems += [f"sink {sink['name']}: {sink['problem']}" for sink in sinks if sink["problem"]]
    if supervisor.get("sinks") and not sinks and time.time() - supervisor["started"] > STALE:
        problems.append("the process that ships the deck log does not report")
    caretaker = _caretaker(state) if supervisor.get("caretaker") else {}
    problems += _log_problems(caretaker)
    if supervisor.get("caretaker") and not caretaker and time.time() - supervisor["started"] > CARETAKER_STALE:
        problems.append("the process that looks after the deck log does not report")
    problems += [
        f"worker {worker['worker']} has not reported for {time.time() - worker['time']:.0f} s"
        for worker in workers
        if time.time() - worker["time"] > STALE
    ]
    counts: dict[str, int] = {}
    for worker in workers:
        for name, number in worker["counts"].items():
            counts[name] = counts.get(name, 0) + number
    return {
        "running": bool(pid),
        "state": str(state),
        "supervisor": supervisor,
        "policy_versions": sorted({worker["policy_version"] for worker in workers}),
        "problems": problems,
        "notices": [notice for worker in workers for notice in worker["notices"]],
        "grants": [grant for worker in workers for grant in worker["grants"]],
        "counts": counts,
        "coverage": _coverage(workers),
        "workers": workers,
        "sinks": sinks,
        "witnesses": caretaker.get("witnesses", []),
        "retention": caretaker.get("retention", {}),
    }


def _sinks(state: Path) -> list[dict[str, Any]]:
    """What is told of each sink; nothing where the process that ships has not told anything lately."""
    told = _read(sinks_path(state))
    if not told or not alive(told["pid"]) or time.time() - told["time"] > STALE:
        return []
    return list(told["sinks"])


def _caretaker(state: Path) -> dict[str, Any]:
    """What is told of the deck log on disk; nothing where who looks after it has not told anything lately."""
    told = _read(caretaker_path(state))
    return told if told and alive(told["pid"]) and time.time() - told["time"] <= CARETAKER_STALE else {}


def _log_problems(caretaker: dict[str, Any]) -> list[str]:
    if not caretaker:
        return []
    why = caretaker["retention"]["problem"]
    problems = [f"old records cannot be removed: {why}"] if why else []
    for witness in caretaker["witnesses"]:
        problems += [f"witness {witness['name']}: {witness['problem']}"] if witness["problem"] else []
        for log in witness["logs"]:
            said = "THE DECK LOG IS NOT WHAT ITS WITNESS HAS SEEN: " if log["forked"] else ""
            problems += [f"{said}{log['problem']}"] if log["problem"] else []
    return problems


def _coverage(workers: list[dict[str, Any]]) -> dict[str, Any]:
    """How much was read, over all workers."""
    totals: dict[str, int] = {"whole": 0, "part": 0, "none": 0}
    unread: dict[str, int] = {}
    drift: dict[tuple[str, str], int] = {}
    for told in (worker["coverage"] for worker in workers):
        for name in totals:
            totals[name] += told[name]
        for reason, number in told["unread"].items():
            unread[reason] = unread.get(reason, 0) + number
        for one in told["drift"]:
            key = (one["format"], one["host"])
            drift[key] = drift.get(key, 0) + one["requests"]
    listed = [{"format": key[0], "host": key[1], "requests": number} for key, number in sorted(drift.items())]
    return {**totals, "unread": dict(sorted(unread.items())), "drift": listed}


def _read(path: Path) -> dict[str, Any]:
    try:
        data: dict[str, Any] = orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return {}
    return data


def _print(found: dict[str, Any]) -> None:
    if not found["running"]:
        click.echo(f"Quarterdeck does not run with the state folder {found['state']}.")
        return
    supervisor = found["supervisor"]
    click.echo(f"Quarterdeck listens on {supervisor['listen']} ({supervisor['mode']}), pid {supervisor['pid']}.")
    click.echo(f"Policy in force: {', '.join(found['policy_versions']) or 'none yet'}")
    for worker in found["workers"]:
        loaded = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(worker["policy_loaded"]))
        click.echo(
            f"  worker {worker['worker']}: pid {worker['pid']}, {worker['connections']} connections, "
            f"{worker['in_flight']} in flight, rules of {loaded}"
        )
    for name, number in found["counts"].items():
        click.echo(f"  {name}: {number}")
    _print_coverage(found["coverage"])
    for sink in found["sinks"]:
        _print_sink(sink)
    for witness in found["witnesses"]:
        _print_witness(witness)
    for grant in found["grants"]:
        until = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(grant["until"]))
        click.echo(f"Granted until {until}: {grant['rule']} (incident {grant['incident']})")
    for notice in found["notices"]:
        click.echo(f"Notice: {notice}")
    for problem in found["problems"]:
        click.secho(f"Problem: {problem}", fg="red")


def _print_witness(witness: dict[str, Any]) -> None:
    for log in witness["logs"]:
        when = f" at {time.strftime('%Y-%m-%d %H:%M:%S', time.localtime(log['time']))}" if log["time"] else ""
        click.echo(f"Witness {witness['name']}: {log['records']} records of {log['log']}{when}")


def _print_sink(sink: dict[str, Any]) -> None:
    behind = f", the oldest {sink['behind']:.0f} s old" if sink["waiting"] and sink["behind"] else ""
    click.echo(
        f"Sink {sink['name']} ({sink['type']}): {sink['delivered']} delivered, {sink['waiting']} waiting{behind}"
    )
    if sink["lost"]:
        click.secho(f"  {sink['lost']} records were removed from the log before this sink had them", fg="yellow")


def _print_coverage(coverage: dict[str, Any]) -> None:
    click.echo(f"Read whole: {coverage['whole']}, in part: {coverage['part']}, not at all: {coverage['none']}")
    for reason, number in coverage["unread"].items():
        click.echo(f"  not read ({reason}): {number}")
    for one in coverage["drift"]:
        click.secho(
            f"Adapter drift: {one['requests']} requests to {one['host']} had not the shape of {one['format']}; "
            "what they said was not read",
            fg="yellow",
        )
