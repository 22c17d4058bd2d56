"""Records of every kind, made up from a seed, with what an attacker would put into each text."""

from __future__ import annotations

import random
from typing import Any

import orjson

from quarterdeck.audit.line import Line
from quarterdeck.model.decision import Coverage
from quarterdeck.model.finding import Found
from quarterdeck.model.record import Evidence, Outcome, Record

EVENTS = ("decision", "connection", "outcome", "policy", "grant", "reveal", "erase", "log")
KEY = bytes(range(32))
LOG, INDEX = "deck-0", 7

HOSTILE = (
    "a|b",
    "a\\|b\\",
    "x=y act=allowed",
    "end\\",
    "two\nlines",
    "\r\nCEF:0|a|b|c|d|e|9|",
    "\t\x00\x1b[31m\x7f\x85",
    "\u2028\u2029\u202e",
    "日本語 \U0001f600",
    "  spaces  ",
    '{"json": "}"}',
    "%0a${jndi:x}",
    "unknown",
    "=",
    "|",
    "\\",
    " ",
    "é\u0301",
    "x" * 3000,
)
CLIENTS = ("192.0.2.7", "2001:db8::7", "::ffff:192.0.2.7", "fe80::1%eth0", "::1", "")
HOSTS = ("chat.example.com", "192.0.2.200", "2001:db8::9", "xn--bcher-kva.example")
METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "A|B=C")
RULES = ("bans/no-chat", "quarterdeck/default", "own/päck", "alone")
DETECTORS = ("secrets.github-pat", "pii.email", "custom.project", "marking.mip.1", "source-code.java", "a|=\n")
REASONS = (
    "started; version 0.1.0, configuration sha256:00ff00ff00ff00ff, durability before-release",
    "restarted: the log before ended without a stop; version 0.1.0, configuration sha256:00ff, durability async",
    "stopped after a drain",
    "incomplete: records since 2026-03-01T10:00:00Z that could not be written: 12 (No space left on device)",
    "deleted: deck-0 records 0-99, older than 180 days",
    "in force",
    "not loaded: rules.yaml:3: unknown key",
)


def text(of: random.Random, *plain: str) -> str:
    """Mostly something plain, else something hostile, now and then two of them."""
    if plain and of.random() < 0.6:
        return of.choice(plain)
    return "".join(of.choice(HOSTILE) for _ in range(of.choice((1, 1, 2))))


def record(of: random.Random, event: str) -> Record:
    """A record as the proxy might make one; what it never sets for a kind of event is left out here too."""
    read = event in ("decision", "outcome")
    named = event in ("decision", "connection", "outcome", "grant")
    host = of.choice((*HOSTS, text(of))) if named and of.random() < 0.9 else ""
    more: dict[str, Any] = {
        "reason": of.choice(REASONS) if event in ("policy", "log") and of.random() < 0.7 else text(of, "A reason."),
        "policy_version": of.choice(("sha256:0123", "", text(of))),
        "rules": tuple(of.sample((*RULES, text(of)), of.choice((0, 1, 1, 2, 3)))) if named else (),
        "client": of.choice((*CLIENTS, text(of))) if named else "",
        "host": host,
        "service": of.choice((None, "chatgpt", text(of))) if named else None,
    }
    if event in ("decision", "connection") and host:
        more |= {"port": of.choice((80, 443, 65535))}
    if event == "decision":
        more |= {
            "scheme": of.choice(("https", "http")) if host else "",
            "method": of.choice((*METHODS, text(of))),
            "path": of.choice(("", "/v1/chat", "/a?b=c", "/", text(of))),
            "protocol": of.choice(("h2", "http/1.1", "h3", "")),
            "action": of.choice(("allow", "monitor", "redact", "coach", "block")),
            "shadow": of.choice(((), ("own/next",))),
            "exceptions": of.choice(((), ("ex-1", text(of)))),
            "granted": of.choice(((), ("own/coached",))),
            "user": of.choice((None, "ada", text(of))),
            "vendor": of.choice((None, "OpenAI")),
            "activity": of.choice((None, "chat", "upload")),
            "format": of.choice((None, "openai-chat")),
            "artifact": of.choice((None, "pypi:requests", text(of))),
            "drift": of.random() < 0.1,
        }
    if read:
        more |= {
            "models": of.choice(((), None, ("gpt-5",), (text(of), text(of)))),
            "findings": tuple((name, of.randrange(1, 9)) for name in of.sample(DETECTORS, of.choice((0, 0, 1, 2, 3)))),
            "found": of.choice(
                ((), (Found("pii.email", "/messages/0/*", 3, 1 << 40, "00ff"), Found("own.x", "", 0, 1)))
            ),
            "evidence": of.choice((None, Evidence("00" * 32, 700), Evidence(lost="quota"))),
            "request_bytes": of.choice((0, 12, 1 << 40)),
            "coverage": of.choice(list(Coverage)),
            "unread": of.choice(((), ("encrypted", "too-large"))),
            "judge_ms": of.random() * 9,
        }
    if event == "outcome":
        more |= {
            "status": of.choice((None, 200, 403, 599)),
            "answer_bytes": of.choice((0, 99)),
            "total_ms": of.choice((0.0, 0.4, 1234.5)),
        }
    if event == "grant":
        more |= {
            "action": "coach",
            "user": of.choice((None, "ada", text(of))),
            "until": 1_900_000_000.0,
            "ticket": text(of, "T-1"),
        }
    if event in ("reveal", "erase"):
        more |= {
            "user": of.choice((None, "root", text(of))),
            "subject": "0123456789abcdef" if event == "reveal" else "",
            "by_key": of.choice(("", "8a1f8a1f8a1f8a1f")),
            "until": of.choice((0.0, 1_900_000_000.0)),
            "ticket": text(of, "T-1"),
            "affected": of.choice((0, 3)),
        }
    outcome = Outcome.GRANTED if event == "grant" else of.choice(list(Outcome))
    return Record(event, of.choice(("qd-1", text(of))), of.uniform(0, 4e9), outcome, **more)


def line(of: random.Random, event: str) -> dict[str, Any]:
    """The line of such a record, read back as whoever exports it reads it."""
    made = Line(of.choice((KEY, None)), of.choice(("host", "path", "full")), of.randrange(4))
    return parsed(made, record(of, event))


def parsed(made: Line, of: Record) -> dict[str, Any]:
    fields: dict[str, Any] = orjson.loads(Line.render(made.fields(of)))
    return fields


def plain(event: str = "decision", **more: Any) -> dict[str, Any]:
    """A line with what one test is about and little else."""
    known: dict[str, Any] = {
        "time": "2026-03-01T10:00:00.250Z",
        "event": event,
        "incident": "qd-1",
        "outcome": "forwarded",
        "coverage": "whole",
        "worker": 0,
    }
    return {name: value for name, value in {**known, **more}.items() if value is not None}
