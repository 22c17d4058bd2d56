"""Gathers what the portal tells from the runtime: the authorities, the policy in sentences, incidents by id."""

from __future__ import annotations

from quarterdeck.config.compose import World
from quarterdeck.config.schema import Config
from quarterdeck.policy.load import PolicyFile
from quarterdeck.policy.sentences import ban_sentence, rule_sentence
from quarterdeck.proxy.authority import Authority
from quarterdeck.proxy.coached import incident_of
from quarterdeck.proxy.coaching import Coach
from quarterdeck.proxy.enforce import Answer
from quarterdeck.proxy.incidents import find_coached, find_incident
from quarterdeck.proxy.portal import (
    PolicyText,
    PortalAuthority,
    PortalResponse,
    PortalState,
    RuleText,
    portal_authority,
    respond,
)
from quarterdeck.proxy.runtime import Runtime
from quarterdeck.proxy.story import recorded
from quarterdeck.proxy.visit import Visit


class PortalDesk:
    """Answers for the portal; the state is gathered anew whenever the policy has changed."""

    def __init__(self, runtime: Runtime, current: Authority, staged: Authority | None) -> None:
        self.runtime = runtime
        self._authorities = [portal_authority(current)]
        if staged is not None:
            self._authorities.append(portal_authority(staged, "next"))
        self._coach = Coach(runtime, lambda incident: find_coached(runtime.config.audit_dir, incident))
        self._world: World | None = None
        self._state: PortalState | None = None

    def __call__(self, visit: Visit) -> Answer:
        """A whole response for a request to the portal."""
        state = self._gathered()
        if incident_of(visit.path) is not None and visit.method == "GET":
            return _answer(self._coach.show(visit, state))
        return _answer(respond(visit.method, visit.path, state, accept=visit.accept))

    async def take(self, visit: Visit) -> Answer:
        """A whole response for a request with a form."""
        return _answer(await self._coach.take(visit, self._gathered()))

    def _gathered(self) -> PortalState:
        if self._state is None or self._world is not self.runtime.world:
            self._world = self.runtime.world
            self._state = gather(self.runtime.config, self._world, tuple(self._authorities))
        return self._state


def _answer(made: PortalResponse) -> Answer:
    return Answer(made.status, made.headers, made.body)


def gather(config: Config, world: World, authorities: tuple[PortalAuthority, ...]) -> PortalState:
    """The state of the portal for a policy."""
    return PortalState(
        proxy=config.listen,
        authorities=authorities,
        policies=tuple(map(_policy_text, world.files)),
        policy_version=world.policy.version,
        fallback=config.pac.fallback,
        incident=lambda incident: find_incident(config.audit_dir, incident),
        organisation=config.organisation,
        warnings=("The configured rules could not be loaded.",) if world.fallback else (),
        recorded=recorded(config.audit, evidence=bool(world.policy.captures)),
    )


def _policy_text(file: PolicyFile) -> PolicyText:
    policy = file.policy
    name = policy.policy or file.name
    bans = [
        RuleText(
            name,
            ban.id or f"ban {number + 1}",
            "block",
            _told(ban_sentence(ban), ban.reason),
            file.at("ban", number),
            ban.mode,
        )
        for number, ban in enumerate(policy.ban)
    ]
    rules = [
        RuleText(
            name,
            rule.id,
            str(rule.action),
            _told(rule_sentence(rule), rule.reason),
            file.at("rules", number),
            rule.mode,
        )
        for number, rule in enumerate(policy.rules)
    ]
    return PolicyText(name, policy.description, policy.owner, policy.references, policy.mode, (*bans, *rules))


def _told(sentence: str, reason: str) -> str:
    return f"{sentence} {reason}".rstrip()
