"""A request that was coached, told from its record: who may go on after saying why, past which rules, and where to."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quarterdeck.config.compose import World
from quarterdeck.model.decision import Action, Decision
from quarterdeck.policy.measures import read_duration
from quarterdeck.policy.ruleset import CompiledRule
from quarterdeck.policy.schema import CoachOptions
from quarterdeck.proxy.pages import PageContext, Said, tell
from quarterdeck.proxy.render import web_link

_INCIDENT = re.compile(r"/coach/([A-Za-z0-9][A-Za-z0-9-]{3,63})/?\Z")
# Seconds for which a request that was stopped may be gone on with. After that it is sent anew.
OPEN_FOR = 86_400.0
_DEFAULT = CoachOptions()


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of whoever sent it. `service` is an id or "", `back` the page that they wanted, "" for none."""

    incident: str
    rules: tuple[CompiledRule, ...]
    said: Said
    service: str
    host: str
    back: str

    @property
    def ask(self) -> tuple[str, ...]:
        """The texts to give, of those that any of the rules asks for."""
        wanted = {name for rule in self.rules for name in (rule.coach or _DEFAULT).ask}
        return tuple(name for name in ("reason", "ticket") if name in wanted)

    @property
    def lasts(self) -> float:
        """Seconds until the first of the rules asks again."""
        return min(map(lasts, self.rules))


def lasts(rule: CompiledRule) -> float:
    """Seconds for which a rule lets somebody go on who has said why."""
    return read_duration((rule.coach or _DEFAULT).grant)


def incident_of(path: str) -> str | None:
    """The incident that an address of the portal asks about, if it is one of coaching."""
    found = _INCIDENT.match(path.partition("?")[0])
    return found[1] if found else None


def asked_of(record: Mapping[str, Any], world: World, now: float, organisation: str = "") -> Asked | None:
    """What a record asks, by the rules of now. None when nothing is asked, or no longer."""
    if record.get("event") != "decision" or record.get("action") != str(Action.COACH):
        return None
    if now - _seconds(record.get("time")) > OPEN_FOR:
        return None
    named = [world.policy.rule(name) for name in record.get("rules", ())]
    rules = tuple(
        rule for rule in named if rule and rule.action is Action.COACH and not rule.shadow and rule.in_force(now)
    )
    if not rules:
        return None
    services = world.kit.catalog.services
    service = services.get(record.get("service", ""))
    host = str(record.get("host", ""))
    incident = str(record["incident"])
    decision = Decision(Action.COACH, tuple(rule.reason for rule in rules), world.policy.version, service=service)
    said = tell(decision, PageContext(incident, host, organisation=organisation, services=services))
    return Asked(incident, rules, said, service.id if service else "", host, _back(record))


def _back(record: Mapping[str, Any]) -> str:
    """Only a page can be gone back to; what followed its ? is not on record."""
    scheme, port = record.get("scheme"), record.get("port")
    if record.get("method") != "GET" or not record.get("path"):
        return ""
    usual = {"https": 443, "http": 80}.get(str(scheme)) == port
    return web_link(f"{scheme}://{record.get('host')}{'' if usual else f':{port}'}{record['path']}") or ""


def _seconds(time: object) -> float:
    try:
        return dt.datetime.fromisoformat(str(time)).timestamp()
    except ValueError:
        return 0.0
