"""Runs the cases written beside the rules: what was decided is compared with what was expected, in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from quarterdeck.model.decision import Decision, Inspection
from quarterdeck.policy.cases_schema import Case, Expectation
from quarterdeck.policy.load import PolicyFile

# Judges the request of a case by one file's policy alone, or by all together when given None. A judge that also
# knows the verdict on the connection returns it beside the decision.
Judge = Callable[[PolicyFile | None, Case], Decision | tuple[Decision, Inspection]]


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What came of a case; `failures` says in one sentence each what differs, and is empty when it passed."""

    policy: str
    case: Case
    file: str
    line: int
    failures: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        return not self.failures

    @property
    def name(self) -> str:
        """The case's own name, or its method and URL."""
        request = self.case.request
        return self.case.name or f"{request.method or ('POST' if request.body else 'GET')} {request.url}"

    def __str__(self) -> str:
        outcome = "passed" if self.passed else "FAILED: " + "; ".join(self.failures)
        return f"{self.file}:{self.line}: {self.name}: {outcome}"


def run(files: Sequence[PolicyFile], judge: Judge) -> list[CaseResult]:
    """The results of all cases of all files, in the order in which they stand."""
    return [
        _run(file, case, file.place("cases", number)[0], judge)
        for file in files
        for number, case in enumerate(file.policy.cases)
    ]


def _run(file: PolicyFile, case: Case, line: int, judge: Judge) -> CaseResult:
    judged = judge(None if case.scope == "composed" else file, case)
    decision, inspection = judged if isinstance(judged, tuple) else (judged, None)
    failures = tuple(_failures(case.expect, decision, inspection))
    return CaseResult(file.policy.policy or "", case, file.name, line, failures)


def _failures(expect: Expectation, decision: Decision, inspection: Inspection | None) -> list[str]:
    failures = []
    said = ", ".join(f"{reason.id} ({reason.action})" for reason in decision.reasons)
    if expect.action is not None and expect.action != str(decision.action):
        failures.append(f"expected {expect.action}, but it was {decision.action}, by {said}")
    if expect.rule is not None and not any(expect.rule in (reason.rule, reason.id) for reason in decision.reasons):
        failures.append(f"expected the rule {expect.rule}, but those that spoke were {said}")
    service = decision.service.id if decision.service else None
    if expect.service is not None and expect.service.lower().replace("_", "-") != service:
        failures.append(f"expected the service {expect.service}, but it was {service or 'none'}")
    if expect.activity is not None and expect.activity != decision.activity:
        failures.append(f"expected the activity {expect.activity}, but it was {decision.activity or 'none'}")
    models = decision.models
    if expect.model is not None and (models is None or expect.model not in models):
        named = "unreadable" if models is None else ", ".join(models) or "none"
        failures.append(f"expected the model {expect.model}, but it was {named}")
    if expect.inspection is not None:
        if inspection is None:
            failures.append("the verdict on the connection was not judged")
        elif expect.inspection != inspection.verdict.value:
            verdict, because = inspection.verdict.value, inspection.because
            failures.append(f"expected the connection's verdict {expect.inspection}, but it was {verdict} ({because})")
    return failures
