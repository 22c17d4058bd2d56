"""`make bench`: stock mitmdump and Quarterdeck side by side in one run, a million banned domains, and the deck log.

Absolute figures of a shared machine mean little; compare the ratios.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import audit_append
import audit_query
import audit_release
import audit_verify
import extract
import first_token
import parse
import upload
from domains import measure_domains
from load import build_client, load
from origin import start
from proxies import HOST, quarterdeck, stock, stop, to_origin


def main() -> int:
    """Measure, print a table and, with --json, the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=8, help="length of each run")
    parser.add_argument(
        "--connections", type=int, default=64, help="connections kept open; those that wait share a sync"
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--domains", type=int, default=1_000_000, help="how many banned domains; 0 leaves them out")
    parser.add_argument("--records", type=int, default=1_000_000, help="of a log that is verified; 0 leaves logs out")
    parser.add_argument("--upload", type=int, default=1000, help="MB of one upload; 0 leaves it out")
    options = parser.parse_args()
    missing = [name for name in ("nginx", "cc") if not shutil.which(name)]
    if missing:
        print(f"the benchmark needs {' and '.join(missing)}", file=sys.stderr)
        return 2
    os.environ.pop("QUARTERDECK_CONFIG", None)
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        client = build_client(folder)
        nginx, origin = start(folder, [HOST, "localhost"])
        stack.callback(stop, nginx)
        stock_port, stock_pids = stock(stack, folder)
        one_port, one_pids = quarterdeck(stack, folder, 1, to_origin(folder, origin))
        two_port, two_pids = quarterdeck(stack, folder, 2, to_origin(folder, origin))
        run = {"seconds": options.seconds, "connections": options.connections}
        # Each is measured twice, in turns, so that a slow minute of the machine falls on both.
        rounds = [
            {
                "stock": load(client, stock_port, origin, "localhost", stock_pids, **run),
                "one": load(client, one_port, origin, HOST, one_pids, **run),
                "two": load(client, two_port, origin, HOST, two_pids, **run),
            }
            for _ in range(2)
        ]
        figures = {kind: best([a_round[kind] for a_round in rounds]) for kind in ("stock", "one", "two")}
    result = {
        **figures,
        "cpu_ratio": figures["one"]["cpu_ms"] / figures["stock"]["cpu_ms"],
        "two_workers": figures["two"]["rps"] / figures["one"]["rps"],
        "cores": len(os.sched_getaffinity(0)),
    }
    if options.domains:
        result["domains"] = measure_domains(options.domains)
    result["parse_us"] = parse.measure()
    result["first_event_ms"] = first_token.measure()
    result["extract_ms"] = extract.measure()
    if options.records:
        result["log"] = measure_log(options.records)
    if options.upload:
        result["upload"] = upload.measure(options.upload * upload.MB, text=False)
    print(json.dumps(result, indent=2) if options.json else table(result))
    return 0


def measure_log(records: int) -> dict:
    """How fast the deck log is written, verified and asked, and what it costs a request."""
    with tempfile.TemporaryDirectory() as name:
        return {
            "append": audit_append.measure(Path(name)),
            "release": audit_release.measure(),
            "verify": audit_verify.measure(records, Path(name) / "audit"),
            "query": audit_query.measure(records, Path(name) / "asked"),
        }


def best(runs: list[dict]) -> dict:
    """The least disturbed of several runs."""
    run = min(runs, key=lambda found: found["cpu_ms_per_req"])
    return {"cpu_ms": run["cpu_ms_per_req"], "rps": max(found["rps"] for found in runs), "p50_ms": run["p50_ms"]}


def table(result: dict) -> str:
    """The figures for a person."""
    names = {"stock": "stock mitmdump -q", "one": "Quarterdeck, baseline", "two": "Quarterdeck, 2 workers"}
    lines = [f"{'':26}{'CPU ms/request':>16}{'requests/s':>12}{'p50 ms':>10}"]
    lines += [
        f"{text:26}{result[key]['cpu_ms']:16.3f}{result[key]['rps']:12.0f}{result[key]['p50_ms']:10.2f}"
        for key, text in names.items()
    ]
    lines.append(f"CPU a request, Quarterdeck / stock: {result['cpu_ratio']:.2f} (target: at most 0.60)")
    lines.append(
        f"requests/s, two workers / one: {result['two_workers']:.2f} on {result['cores']} cores (target: 1.70)"
    )
    if "domains" in result:
        found = result["domains"]
        lines.append(
            f"{found['names']:,} banned domains: loaded in {found['seconds']:.2f} s, {found['megabytes']:.0f} MB, "
            f"{found['lookup_us']:.2f} us a look-up (targets: 5 s, 250 MB, 5 us)"
        )
    lines += [parse.table(result["parse_us"]), first_token.table(result["first_event_ms"])]
    lines.append(extract.table(result["extract_ms"]))
    if "log" in result:
        found = result["log"]
        lines += [audit_append.table(found["append"]), audit_release.table(found["release"])]
        lines += [audit_verify.table(found["verify"]), audit_query.table(found["query"])]
    if "upload" in result:
        found = result["upload"]
        lines.append(
            f"an upload of {found['size_mb']:.0f} MB, held until judged: {found['seconds']:.1f} s, "
            f"{found['more_mb']:.0f} MB of memory (target: at most 64)"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
