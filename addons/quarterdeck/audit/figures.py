"""What a log adds up to in a span of time: the questions that a person who reviews it asks first.

A request counts by its decision, a connection by what became of it; what became of an answer is counted apart.
"""

# ruff: noqa: S608  every text of SQL here is our own; the span is bound

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from quarterdeck.audit.query import Log

KINDS = ("refused", "coached", "redacted", "passed", "tunnelled", "failed")
TOP = 15
_MOST_BARS = 62
_MOST_LISTED = 200
_STEPS = {"hour": 3600, "day": 86_400, "week": 604_800, "month": 30 * 86_400}

Row = tuple[Any, ...]

_KIND = """CASE WHEN outcome IN ('refused', 'cut', 'held') THEN if(action = 'coach', 'coached', 'refused')
    WHEN outcome = 'rewritten' THEN 'redacted' WHEN outcome IN ('tunnelled', 'failed') THEN outcome ELSE 'passed' END"""
# `r` are all records of the span, `d` those that judge something.
_SPAN = f"""WITH r AS (SELECT *, {_KIND} AS kind FROM records WHERE time >= $begin AND time < $end),
    d AS (FROM r WHERE event IN ('decision', 'connection')) """
_COUNTS = ", ".join(f"count(*) FILTER (kind = '{kind}')" for kind in KINDS)
_BY = f"count(*) AS n, {_COUNTS} FROM"


@dataclass(frozen=True, slots=True)
class Listed:
    """The first rows of a list, and how many it has."""

    rows: list[Row]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


@dataclass(frozen=True, slots=True)
class Figures:
    """`kinds` are counts by KINDS; `trend` has rows of a time and those counts, one a `step`.

    `services`, `rules` and `principals` have a name, a count, and the counts by KINDS; `detectors` a name, in how many
    requests and answers, and how often. `requests` and `answers` count how much was read of them.
    """

    begin: dt.datetime
    end: dt.datetime
    records: int
    unreadable: int
    judged: int
    kinds: dict[str, int]
    answers_stopped: int
    answers_rewritten: int
    step: str
    trend: list[Row]
    services: Listed
    rules: Listed
    shadow: Listed
    detectors: Listed
    principals: Listed
    requests: dict[str, int]
    answers: dict[str, int]
    unread: Listed
    tunnelled: Listed
    pinned: Listed
    drift: Listed
    grants: Listed
    exceptions: Listed
    policies: Listed
    starts: Listed


class _Asked:
    """Questions about one span."""

    def __init__(self, log: Log, begin: dt.datetime, end: dt.datetime) -> None:
        self._log, self._span = log, {"begin": begin, "end": end}

    def rows(self, sql: str) -> list[Row]:
        return self._log.ask(_SPAN + sql, self._span).rows()

    def one(self, sql: str) -> Row:
        return self.rows(sql)[0]

    def listed(self, sql: str, most: int = TOP) -> Listed:
        """`sql` has an order of its own; how many rows there are is counted beside it."""
        found = self.rows(f"SELECT *, count(*) OVER () FROM ({sql}) LIMIT {most}")
        return Listed([row[:-1] for row in found], found[0][-1] if found else 0)

    def coverage(self, among: str) -> dict[str, int]:
        found: dict[str, int] = dict(self.rows(f"SELECT coverage, count(*) FROM {among} GROUP BY coverage"))
        return {name: found.get(name, 0) for name in ("whole", "part", "none")}


def span_of(log: Log) -> tuple[dt.datetime, dt.datetime]:
    """From the first record of a log until just after its last; an empty one spans nothing."""
    first, last = log.ask("SELECT min(time), max(time) FROM records").rows()[0]
    if first is None:
        first = last = dt.datetime(1970, 1, 1)  # noqa: DTZ001  the view's times are UTC without saying so
    return first, last + dt.timedelta(milliseconds=1)


def figures(log: Log, begin: dt.datetime, end: dt.datetime) -> Figures:
    """What the log says of the time from `begin` until before `end`, both in UTC without saying so."""
    ask = _Asked(log, begin, end)
    step = next((name for name, size in _STEPS.items() if (end - begin).total_seconds() / size <= _MOST_BARS), "month")
    judged, *counts = ask.one(f"SELECT {_BY} d")
    stopped, rewritten = ask.one(
        "SELECT count(*) FILTER (outcome IN ('cut', 'refused')), count(*) FILTER (outcome = 'rewritten') "
        "FROM r WHERE event = 'outcome'"
    )
    most = "ORDER BY n DESC, 1"
    listed = ask.listed
    return Figures(
        begin=begin,
        end=end,
        records=ask.one("SELECT count(*) FROM r")[0],
        unreadable=log.ask("SELECT count(*) FROM records WHERE time IS NULL").rows()[0][0],
        judged=judged,
        kinds=dict(zip(KINDS, counts, strict=True)),
        answers_stopped=stopped,
        answers_rewritten=rewritten,
        step=step,
        trend=ask.rows(
            f"SELECT date_trunc('{step}', time) AS moment, {_COUNTS} FROM d GROUP BY moment ORDER BY moment"
        ),
        services=listed(f"SELECT service, {_BY} d WHERE service IS NOT NULL GROUP BY service {most}"),
        rules=listed(f"SELECT rule, {_BY} (SELECT unnest(rules) AS rule, kind FROM d) GROUP BY rule {most}"),
        shadow=listed(f"SELECT rule, count(*) AS n FROM (SELECT unnest(shadow) AS rule FROM r) GROUP BY rule {most}"),
        detectors=listed(
            "SELECT f.key, count(*) AS n, sum(f.value)::BIGINT "
            "FROM (SELECT unnest(map_entries(findings)) AS f FROM r WHERE cardinality(findings) > 0) "
            f"GROUP BY ALL {most}"
        ),
        principals=listed(
            f"SELECT coalesce(principal, client) AS who, {_BY} d WHERE who IS NOT NULL GROUP BY who {most}"
        ),
        requests=ask.coverage("d"),
        answers=ask.coverage("r WHERE event = 'outcome'"),
        unread=listed(
            "SELECT reason, count(*) AS n, count(*) FILTER (event <> 'outcome'), count(*) FILTER (event = 'outcome') "
            f"FROM (SELECT unnest(unread) AS reason, event FROM r) GROUP BY reason {most}",
            _MOST_LISTED,
        ),
        tunnelled=listed(f"SELECT host, count(*) AS n FROM d WHERE outcome = 'tunnelled' GROUP BY host {most}"),
        pinned=listed(f"SELECT host, count(*) AS n FROM d WHERE 'pinned' IN unread GROUP BY host {most}"),
        drift=listed(f"SELECT format, host, count(*) AS n FROM r WHERE drift GROUP BY ALL {most}, 2"),
        grants=listed(
            "SELECT time, coalesce(principal, client), rules, reason, ticket, until FROM r WHERE event = 'grant' "
            "ORDER BY time, log, index",
            _MOST_LISTED,
        ),
        exceptions=listed(f"SELECT id, count(*) AS n FROM (SELECT unnest(exceptions) AS id FROM d) GROUP BY id {most}"),
        policies=listed(
            # Every worker says so; once is enough.
            "SELECT min(time) AS moment, outcome, reason, policy_version FROM r WHERE event = 'policy' "
            "GROUP BY outcome, reason, policy_version, date_trunc('minute', time) ORDER BY moment",
            _MOST_LISTED,
        ),
        starts=listed(
            "SELECT time, log, outcome, reason FROM r WHERE event = 'log' ORDER BY time, log, index", _MOST_LISTED
        ),
    )
