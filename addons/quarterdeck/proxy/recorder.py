"""From decisions to the deck log: exactly one decision record an attempt, and one line more when it has ended."""

from __future__ import annotations

import errno
import time
from collections import Counter
from dataclasses import dataclass

from mitmproxy import http

from quarterdeck import __version__
from quarterdeck.audit.ending import STOPPED
from quarterdeck.model.decision import Coverage, Decision
from quarterdeck.model.record import Outcome, Record
from quarterdeck.proxy.judging import Judging
from quarterdeck.proxy.link import Link
from quarterdeck.proxy.runtime import Exchanged, Runtime
from quarterdeck.proxy.translate import new_incident

FAULT = "Quarterdeck failed; nothing more was sent on."


@dataclass(frozen=True, slots=True)
class Requested:
    """The parts of a request that a record names. `path` is the target as it stood on the wire."""

    method: str
    path: str
    protocol: str


def requested(flow: http.HTTPFlow) -> Requested:
    """What a record names of a request that was not read."""
    request = flow.request
    return Requested(request.method, request.path, "h2" if request.is_http2 else "http/1.1")


class Recorder:
    """Composes records and hands them to the log."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime

    def connection(
        self, link: Link, outcome: Outcome, why: str, *, host: str = "", port: int = 0, unread: str = ""
    ) -> str:
        """Record a connection that was settled without reading a request; returns the incident id."""
        self.runtime.counts[outcome.value] += 1
        record = self._connection(link, outcome, why, host, port, unread)
        self.runtime.tally.add(record.coverage, record.unread)
        self.runtime.log.note(record)
        return record.incident

    async def tunnelled(self, link: Link, why: str) -> None:
        """Record a tunnel, and return when that is durable. Raises OSError."""
        record = self._connection(link, Outcome.TUNNELLED, why, unread="tunnelled")
        self.runtime.tally.add(record.coverage, record.unread)
        await self._commit(record)

    async def _commit(self, record: Record) -> None:
        try:
            await self.runtime.log.commit(record)
        except OSError:
            self.runtime.counts["unrecorded"] += 1
            raise

    def _connection(
        self, link: Link, outcome: Outcome, why: str, host: str = "", port: int = 0, unread: str = ""
    ) -> Record:
        link.recorded = True
        named = link.destination or link.target
        reason = link.reason
        return Record(
            event="connection",
            incident=new_incident(),
            time=time.time(),
            outcome=outcome,
            action="" if outcome is Outcome.TUNNELLED else "block",
            reason=why,
            rules=(reason.id,) if reason else (),
            policy_version=self.runtime.world.policy.version,
            client=link.client,
            host=named.host if named else host,
            port=named.port if named else port,
            coverage=Coverage.NONE,
            unread=(unread,) if unread else (),
        )

    async def decided(self, exchanged: Exchanged, decision: Decision, outcome: Outcome, request: Requested) -> None:
        """Record a decision, and return when it is durable. Raises OSError."""
        self.runtime.counts[outcome.value] += 1
        self.runtime.tally.add(decision.coverage, decision.unread)
        if decision.drift and decision.format:
            self.runtime.tally.drifted(decision.format, exchanged.destination.host, exchanged.started)
        record = await self.runtime.keeping.keep(
            decision_record(exchanged, decision, outcome, request), decision.excerpts
        )
        await self._commit(record)
        if record.outcome is not outcome:
            raise OSError(errno.EIO, "the evidence that a rule asks for cannot be written")

    def refused(self, exchanged: Exchanged, why: str, request: Requested) -> None:
        """Record an exchange that was refused before policy was asked."""
        self.runtime.counts[Outcome.REFUSED.value] += 1
        self.runtime.tally.add(Coverage.NONE, ())
        self.runtime.log.note(
            Record(
                event="decision",
                incident=exchanged.incident,
                time=exchanged.started,
                outcome=Outcome.REFUSED,
                action="block",
                reason=why,
                policy_version=exchanged.world.policy.version,
                client=exchanged.principal.client,
                host=exchanged.destination.host,
                port=exchanged.destination.port,
                scheme=exchanged.destination.scheme,
                method=request.method,
                path=request.path,
                protocol=request.protocol,
                coverage=Coverage.NONE,
            )
        )

    def failed(self, exchanged: Exchanged, request: Requested) -> None:
        """Record that Quarterdeck itself failed an exchange, whether or not it had been let through by then."""
        if exchanged.decision is None:
            self.refused(exchanged, FAULT, request)
        else:
            self.ended(exchanged, Outcome.FAILED, None, FAULT)

    def ended(
        self,
        exchanged: Exchanged,
        outcome: Outcome,
        status: int | None,
        why: str = "",
        *,
        answering: Judging | None = None,
        stopped: Decision | None = None,
    ) -> None:
        """Record how an exchange that was let through came out, and how much of its answer was read.

        `stopped` is the decision that refused an answer by its head alone.
        """
        decision = exchanged.decision
        spoke = stopped or (answering.decision if answering else None)
        self.runtime.keeping.note(
            Record(
                event="outcome",
                incident=exchanged.incident,
                time=time.time(),
                outcome=outcome,
                action=str(spoke.action) if spoke else "",
                reason=why or (spoke.reasons[0].text if spoke else ""),
                rules=tuple(reason.id for reason in spoke.reasons) if spoke and not spoke.default else (),
                shadow=tuple(reason.id for reason in spoke.shadow) if spoke else (),
                models=answering.models if answering else (),
                findings=_counted(spoke) if spoke else (),
                found=answering.noticed.found if answering else spoke.found if spoke else (),
                coverage=answering.coverage if answering else Coverage.NONE,
                unread=answering.unread if answering else ("not-asked",),
                service=decision.service.id if decision and decision.service else None,
                host=exchanged.destination.host,
                status=status,
                request_bytes=exchanged.request_bytes,
                answer_bytes=exchanged.answer_bytes,
                total_ms=(time.time() - exchanged.started) * 1000,
            ),
            answering.noticed.excerpts if answering else (),
            self.runtime.log.note,
        )

    def started(self) -> None:
        """Record that this worker's log begins to be written, and by what it is."""
        runtime = self.runtime
        began = "restarted: the log before ended without a stop" if runtime.log.broken_off else "started"
        settings = f"version {__version__}, configuration {runtime.config.digest}"
        self._log(f"{began}; {settings}, durability {runtime.config.audit.durability}")

    def stopped(self) -> None:
        """Record that it is written no more."""
        self._log(f"{STOPPED} after a drain")

    def _log(self, why: str) -> None:
        version = self.runtime.world.policy.version
        self.runtime.log.note(
            Record(
                event="log",
                incident=new_incident(),
                time=time.time(),
                outcome=Outcome.FORWARDED,
                reason=why,
                policy_version=version,
            )
        )

    def policy(self, outcome: Outcome, why: str, version: str) -> None:
        """Record that a policy came into force or was rejected."""
        self.runtime.log.note(
            Record(
                event="policy",
                incident=new_incident(),
                time=time.time(),
                outcome=outcome,
                reason=why,
                policy_version=version,
            )
        )


def _counted(decision: Decision) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(finding.detector for finding in decision.findings).items()))


def decision_record(exchanged: Exchanged, decision: Decision, outcome: Outcome, request: Requested) -> Record:
    """The record of a decision."""
    service = decision.service
    return Record(
        event="decision",
        incident=exchanged.incident,
        time=exchanged.started,
        outcome=outcome,
        action=str(decision.action),
        reason=decision.reasons[0].text,
        policy_version=decision.policy_version,
        rules=tuple(reason.id for reason in decision.reasons),
        shadow=tuple(reason.id for reason in decision.shadow),
        exceptions=tuple(lifted.id for lifted in decision.exceptions),
        granted=tuple(reason.id for reason in decision.reasons if reason.granted),
        client=exchanged.principal.client,
        user=exchanged.principal.user,
        host=exchanged.destination.host,
        port=exchanged.destination.port,
        scheme=exchanged.destination.scheme,
        method=request.method,
        path=request.path,
        protocol=request.protocol,
        service=service.id if service else None,
        vendor=service.vendor if service else None,
        activity=decision.activity,
        format=decision.format,
        models=decision.models,
        artifact=f"{decision.artifact.registry}:{decision.artifact.name}" if decision.artifact else None,
        findings=_counted(decision),
        found=decision.found,
        coverage=decision.coverage,
        unread=decision.unread,
        drift=decision.drift,
        request_bytes=exchanged.request_bytes,
        judge_ms=exchanged.judge_ms,
    )
