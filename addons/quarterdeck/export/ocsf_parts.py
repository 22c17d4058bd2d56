"""The objects that events of OCSF are put together from. A part of which a line says nothing is left out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from quarterdeck import __version__
from quarterdeck.export import lines
from quarterdeck.export.lines import Line
from quarterdeck.export.ocsf_words import (
    CONTROLS,
    DETECTED,
    LOGGED,
    METHODS,
    OBSERVED,
    OTHER,
    SEVERITIES,
    Kind,
    Numbered,
)

Event = dict[str, Any]

# What of a line these parts say: `opened`, `control` and who asked from where.
_OPENED = frozenset({"time", "event", "incident", "reason", "truncated"})
WHO = frozenset({"principal", "client"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line stands, and the version of the schema that an event of it is written in."""

    log: str
    index: int
    version: str

    @property
    def uid(self) -> str:
        return lines.uid(self.log, self.index)


def present(**values: Any) -> dict[str, Any]:
    """Those of the values that say something."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {}, ())}


def opened(line: Line, place: Place, kind: Kind, activity: Numbered) -> Event:
    """The attributes that every event has."""
    level = lines.severity(line)
    return {
        "category_uid": kind.category,
        "category_name": kind.category_caption,
        "class_uid": kind.uid,
        "class_name": kind.caption,
        "activity_id": activity[0],
        "activity_name": activity[1] or "unknown",
        "type_uid": kind.uid * 100 + activity[0],
        "type_name": f"{kind.caption}: {'Other' if activity[0] == OTHER else activity[1]}",
        "severity_id": level,
        "severity": SEVERITIES[level],
        "time": lines.milliseconds(line),
        "metadata": metadata(line, place, kind),
        "message": lines.word(line, "reason") or lines.title(line),
    }


def metadata(line: Line, place: Place, kind: Kind) -> Event:
    """Whose event this is, of which line, and which others it belongs with."""
    original = place.uid if place.version != "1.6.0" else ""
    return {
        "version": place.version,
        "product": {"name": lines.PRODUCT, "vendor_name": lines.PRODUCT, "version": __version__},
        "uid": place.uid,
        "sequence": place.index,
        "log_name": place.log,
        **present(
            profiles=list(kind.profiles),
            correlation_uid=lines.word(line, "incident"),
            event_code=lines.word(line, "event"),
            original_time=lines.word(line, "time"),
            original_event_uid=original,
            is_truncated=line.get("truncated"),
        ),
    }


def unmapped(line: Line, *said: Collection[str]) -> Event:
    """What no attribute says, under the names of the deck log: nothing of a line is lost."""
    known = _OPENED.union(*said)
    rest = {name: value for name, value in line.items() if name not in known}
    return {"unmapped": rest} if rest else {}


def controlled(line: Line) -> frozenset[str]:
    """What `control` says of a line: of several rules only one."""
    return frozenset({"policy_version", "rules"} if len(lines.words(line, "rules")) == 1 else {"policy_version"})


def status(line: Line) -> Event:
    """Whether it was done, and what was answered."""
    done: Numbered = (1, "Success") if lines.succeeded(line) else (2, "Failure")
    code = line.get("status")
    return {
        "status_id": done[0],
        "status": done[1],
        **present(status_code=str(code) if code else "", status_detail=lines.word(line, "reason")),
    }


def control(line: Line) -> Event:
    """What the profile security_control tells of what was done, by which rule of which version."""
    outcome = lines.word(line, "outcome")
    action, disposition = CONTROLS.get(outcome, ((OTHER, outcome or "unknown"), (OTHER, outcome or "unknown")))
    if outcome == "forwarded" and lines.word(line, "action") == "monitor":
        action, disposition = OBSERVED, DETECTED if lines.findings(line) else LOGGED
    return {
        "action_id": action[0],
        "action": action[1],
        "disposition_id": disposition[0],
        "disposition": disposition[1],
        **present(firewall_rule=rule(line), policy=policy(line)),
    }


def rule(line: Line) -> Event:
    """The strictest rule that spoke."""
    uid, _ = lines.policy(line)
    return {"uid": uid, "name": uid.partition("/")[2] or uid} if uid else {}


def policy(line: Line) -> Event:
    """The policy of that rule. The version is a digest of all rules that were in force, not only of its own."""
    _, name = lines.policy(line)
    version = lines.word(line, "policy_version")
    return {"uid": name or "quarterdeck", **present(version=version)} if name or version else {}


def source(line: Line) -> Event:
    """Who asked from where: an address, or the pseudonym of one."""
    client = lines.word(line, "client")
    return {"ip" if lines.is_address(client) else "uid": client} if client else {}


def destination(line: Line) -> Event:
    """What was asked."""
    host, port = lines.word(line, "host"), line.get("port")
    return {"ip" if lines.is_address(host) else "hostname": host, **present(port=port)} if host else {}


def user(line: Line) -> Event:
    """Who asked: a name, or the pseudonym of one."""
    principal = lines.word(line, "principal")
    return {"uid": principal} if principal else {}


def actor(line: Line) -> Event:
    """The same, as the one who acts."""
    known = user(line)
    return {"user": known} if known else {}


def request(line: Line) -> Event:
    """The request, by the number of its incident. A method that OCSF does not know stands in the activity alone."""
    method = lines.word(line, "method")
    return present(
        uid=lines.word(line, "incident"),
        http_method=method if method in METHODS else "",
        url=url(line),
        version=lines.http_version(line),
        body_length=line.get("request_bytes"),
    )


def response(line: Line) -> Event:
    """The answer. OCSF takes none without its status."""
    status = line.get("status")
    return {"code": status, **present(body_length=line.get("answer_bytes"))} if status else {}


def url(line: Line) -> Event:
    """The address of a request in its parts and as a whole."""
    path, query = lines.target(line)
    whole = lines.address(line) or ("" if path else lines.word(line, "path"))
    if not whole and not path:
        return {}
    return present(
        scheme=lines.word(line, "scheme"),
        hostname=lines.word(line, "host"),
        port=line.get("port"),
        path=path,
        query_string=query,
        url_string=whole,
    )


def traffic(line: Line) -> Event:
    """How much went out of the house, and how much came in."""
    sent, came = line.get("request_bytes", 0), line.get("answer_bytes", 0)
    return present(bytes_out=sent or None, bytes_in=came or None, bytes=sent + came or None)


def proxy(place: Place) -> Event:
    """The process of ours that stood between: each writes a log of its own."""
    return {"svc_name": lines.PRODUCT, "instance_uid": place.log}
