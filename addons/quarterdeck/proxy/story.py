"""What the log keeps, and an incident told from its record: what the block page told already, never who it was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import Enum
from typing import Any

from quarterdeck.config.schema import Audit
from quarterdeck.model.reasons import told
from quarterdeck.proxy.render import line, moment, when, without_query

_OUTCOMES = {
    "refused": "The request was stopped and not sent on.",
    "forwarded": "The request was sent on unchanged.",
    "rewritten": "The request was sent on without the parts that may not leave.",
    "held": "The request is held back until somebody decides.",
    "cut": "The connection was broken off.",
    "tunnelled": "The connection passed without being read.",
    "granted": "A reason was given, and the request may be sent again.",
    "failed": "The request did not reach its destination.",
    "requested": "Somebody asked who stands behind a pseudonym of the log.",
    "revealed": "Two people found out who stands behind a pseudonym of the log.",
    "erased": "Somebody was made unknown to the log.",
}


def recorded(audit: Audit, *, evidence: bool = False) -> tuple[str, ...]:
    """What the log keeps, in sentences, from the settings that decide it; `evidence`: some rule asks for it."""
    url, principal, scope = audit.url, audit.principal, audit.scope
    address = {"host": "the host", "full": "the whole address"}.get(url, "the address without what follows the ?")
    which = "every request" if scope == "all" else "every request to a service that a rule covers"
    who = "as they are" if principal == "clear" else "under a pseudonym"
    if audit.identities.reviewers:
        who += " that two people can resolve together, which is itself recorded"
    around = "the text around what some rules found, without what they found, which reviewers alone can read"
    never = "what you write to a service or send along, nor what it answers"
    return (
        f"Of {which}: the time, {address}, the service, the model, the sizes, the rules that spoke and what was done.",
        f"Who sent it: the user, if known, and the device's address, {who}.",
        "What you answer when the portal asks you why you need a service.",
        "Where something was found that must not leave, and a keyed fingerprint of it.",
        *((f"For review: {around}.", f"Never otherwise: {never}.") if evidence else (f"Never: {never}.",)),
    )


def tell_incident(id_: str, record: Mapping[str, Any]) -> dict[str, Any]:
    """What the portal shows of a record.

    Client, user and device stay out: whoever holds the number of an incident need not be the one it happened to.
    """
    outcome = _plain(record.get("outcome"))
    host, path = _plain(record.get("host")), without_query(_plain(record.get("path")))
    facts = {
        "Time": when(_time(record.get("time"))),
        "Address": host + path,
        "Method": _plain(record.get("method")),
        "Service": _plain(record.get("service")),
        "Vendor": _plain(record.get("vendor")),
        "Activity": _plain(record.get("activity")),
        "Model": _listed(record.get("models")),
        "Download": _plain(record.get("artifact")),
        "Could not be read": _unread(record.get("unread")),
        "Rules": _listed(record.get("rules")),
        "Exceptions": _listed(record.get("exceptions")),
        "In trial": _listed(record.get("shadow")),
        "Policy version": _plain(record.get("policy_version")),
    }
    return {
        "incident": id_,
        "action": _plain(record.get("action")),
        "outcome": outcome,
        "what": _OUTCOMES.get(outcome, ""),
        "reason": _plain(record.get("reason")),
        "facts": {label: value for label, value in facts.items() if value},
    }


def _plain(value: Any) -> str:
    if isinstance(value, Enum):
        value = value.value
    return "" if value is None else line(str(value))


def _listed(value: Any) -> str:
    return ", ".join(map(_plain, value)) if isinstance(value, list | tuple) else _plain(value)


def _unread(value: Any) -> str:
    reasons = value if isinstance(value, list | tuple) else () if value is None else (value,)
    return _listed([told(str(reason)) for reason in reasons])


def _time(value: Any) -> dt.datetime | None:
    if isinstance(value, int | float):
        return moment(value)
    try:
        time = dt.datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return (time if time.tzinfo else time.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
