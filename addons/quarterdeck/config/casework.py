"""Judges the cases written beside the rules: a case by its own file alone, or by all together when it asks for that."""

from __future__ import annotations

import base64
import binascii
import json
import time
from collections.abc import Callable, Iterator, Sequence

from quarterdeck.config.request import Refused, Stated, exchange_of, judged
from quarterdeck.engine import Kit
from quarterdeck.errors import Problem, UsageError
from quarterdeck.model.decision import Decision, Inspection
from quarterdeck.policy.cases import CaseResult, Judge, run
from quarterdeck.policy.cases_schema import Case
from quarterdeck.policy.compile import PolicySet, compile_policies
from quarterdeck.policy.dates import read_zone, starts
from quarterdeck.policy.load import PolicyFile


def failed_cases(files: Sequence[PolicyFile], policy: PolicySet, kit: Kit) -> list[Problem]:
    """A problem for each case that cannot be judged, or that comes out otherwise than it says."""
    problems, results = run_cases(files, policy, kit)
    return problems + [
        Problem(
            result.file,
            result.line,
            1,
            f"the case {result.name!r} failed: {'; '.join(result.failures)}",
            "mend the rules or the case; `quarterdeck explain` shows how a request is judged",
            "case-failed",
        )
        for result in results
        if not result.passed
    ]


def run_cases(
    files: Sequence[PolicyFile],
    policy: PolicySet,
    kit: Kit,
    *,
    now: float | None = None,
    judging: Callable[[Case], None] = lambda _: None,
) -> tuple[list[Problem], list[CaseResult]]:
    """The mistakes in requests of cases, and the results of all files that hold none.

    `now` (seconds since the epoch; the clock when None) is when a case happens that does not say so itself.
    `judging` is told of each case before it is judged.
    """
    problems = [problem for file in files for problem in unfit_cases(file, kit)]
    sound = {file.name for file in files} - {problem.file for problem in problems}
    tested = [file for file in files if file.name in sound]
    return problems, run(tested, _judge(files, policy, kit, time.time() if now is None else now, judging))


def unfit_cases(file: PolicyFile, kit: Kit) -> Iterator[Problem]:
    """The cases whose request is no request: a URL that is none, a body that is not base64."""
    for number, case in enumerate(file.policy.cases):
        try:
            exchange_of(stated(case, file, 0.0), kit.catalog)
        except Refused:
            continue
        except UsageError as error:
            place = file.place("cases", number, "request")
            yield Problem(file.name, *place, f"the case cannot be judged: {error}", "", "bad-case")


def stated(case: Case, file: PolicyFile, now: float) -> Stated:
    """The request of a case of a file; times without a zone are in the policy's. Raises UsageError."""
    request = case.request
    headers = tuple(request.headers)
    body: bytes | None = None
    if request.body_base64 is not None:
        if request.body:
            raise UsageError("a request has `body` or `body_base64`, not both")
        try:
            body = base64.b64decode(request.body_base64, validate=True)
        except binascii.Error:
            raise UsageError("`body_base64` is not base64") from None
    elif isinstance(request.body, str):
        body = request.body.encode() or None
    else:
        body = json.dumps(request.body, ensure_ascii=False, separators=(",", ":")).encode()
        if not any(name.lower() == "content-type" for name, _ in headers):
            headers += (("content-type", "application/json"),)
    return Stated(
        url=request.url,
        time=starts(request.at, read_zone(file.policy.tz)) if request.at else now,
        method=request.method,
        headers=headers,
        body=body,
        user=request.user,
        groups=request.groups,
        client=request.client,
        sni=request.sni,
        connect_host=request.connect_host,
    )


def _judge(
    files: Sequence[PolicyFile], policy: PolicySet, kit: Kit, now: float, judging: Callable[[Case], None]
) -> Judge:
    home = {id(case): file for file in files for case in file.policy.cases}
    alone: dict[str, PolicySet] = {}

    def judge(file: PolicyFile | None, case: Case) -> tuple[Decision, Inspection]:
        judging(case)
        rules = policy
        if file is not None and len(files) > 1:
            if file.name not in alone:
                alone[file.name] = compile_policies([file], kit.catalog.services)
            rules = alone[file.name]
        found = judged(stated(case, home[id(case)], now), rules, kit)
        return found.decision, found.inspection

    return judge
