"""How long the usual questions to a large log take: `python -m benchmarks.audit_query [--records N] [--dir DIR]`.

The lines are those of real records; their times and incidents differ, and who, where and why are drawn anew for each
of some thousands. Nothing is signed, since a query does not look at that.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import Any

from quarterdeck.audit.layout import segment_path
from quarterdeck.audit.line import Line
from quarterdeck.audit.query import Log
from quarterdeck.audit.shard import SEGMENT
from quarterdeck.model.decision import Coverage
from quarterdeck.model.record import Outcome, Record

_KINDS = 5000
_BEGAN = 1_767_225_600.0
_DAYS = 180
_MARK = b"0123456789abcdef"
_MOMENT = b"2026-01-01T00:00:00.000Z"

QUESTIONS = {
    "who was refused most": "SELECT principal, count(*) AS n FROM records WHERE outcome = 'refused' "
    "GROUP BY principal ORDER BY n DESC LIMIT 20",
    "what was done, by action": "SELECT action, outcome, count(*) FROM records GROUP BY ALL ORDER BY ALL",
    "when: a day by the hour": "SELECT date_trunc('hour', time) AS hour, count(*) FROM records "
    "WHERE time >= '2026-03-03' AND time < '2026-03-04' GROUP BY hour ORDER BY hour",
    "which rule": "SELECT rule, count(*) AS n FROM (SELECT unnest(rules) AS rule FROM records) "
    "GROUP BY rule ORDER BY n DESC",
    "which service": "SELECT service, count(*) AS n, count(DISTINCT principal), sum(request_bytes) FROM records "
    "GROUP BY service ORDER BY n DESC LIMIT 20",
    "which detector": "SELECT f.key, sum(f.value) AS n FROM (SELECT unnest(map_entries(findings)) AS f FROM records "
    "WHERE cardinality(findings) > 0) GROUP BY ALL ORDER BY n DESC",
    "trend: outcomes by the day": "SELECT date_trunc('day', time) AS day, outcome, count(*) FROM records "
    "GROUP BY ALL ORDER BY ALL",
    "what was not read": "SELECT reason, count(*) AS n FROM (SELECT unnest(unread) AS reason FROM records) "
    "GROUP BY ALL ORDER BY n DESC",
    "all that one person did": "SELECT time, service, outcome FROM records "
    "WHERE principal = (SELECT min(principal) FROM records) ORDER BY time DESC LIMIT 100",
    "one incident": "SELECT * FROM records WHERE incident = '{incident}'",
}

MISNUMBERED = """SELECT count(*) FROM records
    WHERE incident <> printf('%016x', index * 2 + CAST(log[-1:] AS INTEGER))"""


def _kinds(rng: random.Random) -> list[bytes]:
    line = Line(b"key")
    made = []
    for _ in range(_KINDS):
        outcome = rng.choices(
            (Outcome.FORWARDED, Outcome.REWRITTEN, Outcome.REFUSED, Outcome.TUNNELLED), (80, 5, 5, 10)
        )[0]
        number = min(int(rng.paretovariate(0.9)), 400)
        found = outcome in (Outcome.REWRITTEN, Outcome.REFUSED)
        record = Record(
            event="decision",
            incident=_MARK.decode(),
            time=_BEGAN,
            outcome=outcome,
            action={"rewritten": "redact", "refused": "block"}.get(outcome.value, "allow"),
            reason="Credentials must not leave." if found else "No rule says otherwise.",
            policy_version="sha256:0011223344556677",
            rules=(f"acme/rule-{number % 40}",) if found else ("default/allow",),
            client=f"10.0.{rng.randrange(20)}.{rng.randrange(250)}",
            user=f"user-{rng.randrange(3000)}",
            host=f"api.service-{number}.example",
            port=443,
            scheme="https",
            method="POST",
            path="/v1/chat/completions",
            protocol="HTTP/2",
            service=f"service-{number}",
            vendor=f"Vendor {number % 90}",
            activity="chat",
            format="openai-chat",
            models=(f"model-{number % 25}",),
            findings=((f"secrets.kind-{number % 30}", rng.randint(1, 4)),) if found else (),
            coverage=Coverage.PART if number % 9 == 0 else Coverage.WHOLE,
            unread=("image",) if number % 9 == 0 else (),
            request_bytes=rng.randrange(200, 90_000),
            judge_ms=rng.random() * 3,
        )
        made.append(line.render(line.fields(record)))
    return made


def drawn(rng: random.Random, shard: int, numbers: range, of: int) -> list[bytes]:
    """The lines of these numbers of a shard that has `of`, in the order of time."""
    made = []
    for at in numbers:
        moment = _BEGAN + at * _DAYS * 86_400 / of
        told = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(moment))
        text = f"{told}.{int(moment % 1 * 1000):03d}Z".encode()
        made.append(rng.choice(_forms()) % {b"i": at * 2 + shard, b"t": text})
    return made


@cache
def _forms() -> list[bytes]:
    rng = random.Random(7)
    return [kind.replace(_MARK, b"%(i)016x").replace(_MOMENT, b"%(t)s") for kind in _kinds(rng)]


def write_log(folder: Path, records: int) -> str:
    """Write a log of two shards, each in the order of time; an incident of the middle."""
    rng = random.Random(7)
    for number in range(2):
        shard = folder / f"deck-{number}"
        segment_path(shard, 0).parent.mkdir(parents=True)
        file, size = segment_path(shard, 0).open("wb"), 0
        for at in range(records // 2):
            if size >= SEGMENT:
                file.close()
                file, size = segment_path(shard, at).open("wb"), 0
            size += file.write(drawn(rng, number, range(at, at + 1), records // 2)[0])
        file.close()
    return f"{records // 4 * 2:016x}"


def measure(records: int, folder: Path) -> dict[str, Any]:
    """Seconds that it takes to open a log of so many records, for the first time and again, and to answer questions."""
    incident = write_log(folder, records) if not folder.exists() else f"{records // 4 * 2:016x}"
    size = sum(path.stat().st_size for path in folder.rglob("*.jsonl"))
    began = time.perf_counter()
    with Log(folder):
        first = time.perf_counter() - began
    copies = sum(path.stat().st_size for path in folder.with_name(f"{folder.name}-cache").glob("*.parquet"))
    began = time.perf_counter()
    with Log(folder) as log:
        again = time.perf_counter() - began
        answers = {}
        for name, sql in QUESTIONS.items():
            began = time.perf_counter()
            log.ask(sql.format(incident=incident)).rows()
            answers[name] = time.perf_counter() - began
        if log.ask(MISNUMBERED).rows() != [(0,)]:
            raise RuntimeError("a record has another's number")
    bytes_each = {"line": size / records, "copy": copies / records}
    return {"records": records, "bytes": bytes_each, "first": first, "again": again, "answers": answers}


def table(found: dict[str, Any]) -> str:
    """The figures for a person."""
    each = found["bytes"]
    head = (
        f"a log of {found['records']:,} records, {each['line']:.0f} bytes each, {each['copy']:.0f} in copies: "
        f"opened in {found['again']:.2f} s, the first time {found['first']:.1f} s"
    )
    answers = [f"{seconds:10.3f} s  {name}" for name, seconds in found["answers"].items()]
    return "\n".join([head, *answers, "(target at 10,000,000: 1 s a question)"])


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--dir", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        print(table(measure(given.records, (given.dir or Path(scratch)) / "audit")))


if __name__ == "__main__":
    main()
