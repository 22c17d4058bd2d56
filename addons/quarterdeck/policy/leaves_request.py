"""Leaves about where a request goes and what it does: host, URL, method, activity, artifact, size, opacity."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from quarterdeck.model.facts import Facts, Stage
from quarterdeck.policy.globs import compile_glob, glob_set, is_glob
from quarterdeck.policy.grammar import ArtifactTest
from quarterdeck.policy.hosts import host_test, is_host_glob
from quarterdeck.policy.measures import read_bound
from quarterdeck.policy.term import Gate, Term, pending_with_service, term
from quarterdeck.policy.tri import Test, any_of


def host_term(patterns: Iterable[str]) -> Term:
    """Whether the host is one of these. Known from the first packet on."""
    patterns = list(patterns)
    covers = host_test(patterns)
    return term(
        lambda facts: covers(facts.destination.host), "host", gates=frozenset(("host", pattern) for pattern in patterns)
    )


def domains_term(covers: Callable[[str], bool]) -> Term:
    """Whether a list of domains, read from a file, covers the host."""
    return term(lambda facts: covers(facts.destination.host), "host")


def url_term(globs: Iterable[str]) -> Term:
    """Whether the URL, without its query, matches one of the globs."""
    tests, gates = [], set()
    for glob in globs:
        test, gate = _url(glob.casefold())
        tests.append(test)
        gates.add(gate)

    return term(any_of(tests), "url", gates=None if None in gates else frozenset(gate for gate in gates if gate))


def _url(glob: str) -> tuple[Test, Gate | None]:
    """The test of one glob, and the host that it is about when it names one.

    In the host part `*` stops at the slash, so that no path can pass for a host.
    """
    scheme, found, rest = glob.partition("://")
    if not found:
        scheme, rest = "*", glob
    if not found and "/" not in rest and is_glob(rest):
        whole = compile_glob(glob)
        return (lambda facts: None if _pathless(facts) else whole(_url_of(facts))), None
    host, slash, path = rest.partition("/")
    host_ok = compile_glob(host or "*", "[^/]")
    path_ok = compile_glob(slash + path if slash else "*")
    scheme_ok = compile_glob(scheme)
    by_port = ":" in host.rpartition("]")[2]

    def test(facts: Facts) -> bool | None:
        there = facts.destination
        if not (host_ok(there.authority if by_port else there.host) and scheme_ok(there.scheme)):
            return False
        return None if _pathless(facts) else path_ok(facts.path.casefold())

    if host in ("", "*") or by_port:
        return test, None
    return test, ("host", host if is_glob(host) else "=" + host)


def _connection(facts: Facts) -> bool:
    return facts.stage is Stage.CONNECTION


def _pathless(facts: Facts) -> bool:
    return facts.stage is Stage.CONNECTION or "url" in facts.unrecorded


def _url_of(facts: Facts) -> str:
    return f"{facts.destination.scheme}://{facts.destination.authority}{facts.path}".casefold()


def names_a_host(globs: Iterable[str]) -> bool:
    """Whether every one of these URL globs says which host it is about."""
    return all((gate := _url(glob.casefold())[1]) is not None and is_host_glob(gate[1]) for glob in globs)


def method_term(methods: Iterable[str]) -> Term:
    """Whether the method is one of these. Every host can be sent any method."""
    wanted = frozenset(methods)
    return term(lambda facts: None if _connection(facts) else facts.method.upper() in wanted, "method")


def activity_term(activities: Iterable[str], named: bool) -> Term:
    """Whether what is being done is one of these."""
    wanted = frozenset(activities)
    return term(pending_with_service(lambda facts: facts.activity in wanted, named), "activity")


def tool_term(globs: Iterable[str], named: bool) -> Term:
    """Whether a tool of one of these names is called."""
    matches = glob_set(globs)

    def test(facts: Facts) -> bool | None:
        if facts.tool is None:
            return None if "tool" in facts.unrecorded else False
        return matches(facts.tool.casefold())

    return term(pending_with_service(test, named), "tool")


def artifact_term(tests: Iterable[ArtifactTest], named: bool) -> Term:
    """Whether something is fetched that is of one of these kinds and names."""
    wanted = [
        (
            frozenset(test.kind) if test.kind else None,
            glob_set(test.name) if test.name else None,
            glob_set(test.registry) if test.registry else None,
        )
        for test in tests
    ]

    def test(facts: Facts) -> bool | None:
        fetched = facts.artifact
        if _connection(facts):
            return None if named or facts.artifact_host else False
        if fetched is None:
            return False
        if "artifact" in facts.unrecorded:
            return None
        for kinds, name, registry in wanted:
            if (
                (kinds is None or fetched.kind in kinds)
                and (name is None or name(fetched.name.casefold()))
                and (registry is None or registry(fetched.registry.casefold()))
            ):
                return True
        return False

    return term(test, "artifact", gates=frozenset({("artifact", "")}))


def size_term(bounds: Iterable[str], named: bool) -> Term:
    """Whether the body's size meets one of these comparisons."""
    wanted = [read_bound(bound) for bound in bounds]

    def test(facts: Facts) -> bool | None:
        size = facts.size
        if size is None:
            return None
        return any(compare(size, limit) for compare, limit in wanted)

    return term(pending_with_service(test, named), "size")


def direction_term(direction: str) -> Term:
    """Whether it is the request, or the answer, that is being judged."""
    stage = Stage.REQUEST if direction == "request" else Stage.ANSWER
    return term(lambda facts: None if _connection(facts) else facts.stage is stage, f"direction.{direction}")


def opaque_term(reasons: Iterable[str], named: bool) -> Term:
    """Whether the body could not be read, for one of these reasons; for none of them: whether it could be."""
    reasons = tuple(reasons)
    matches = glob_set(reasons)

    def test(facts: Facts) -> bool | None:
        if facts.stage is Stage.ANSWER and facts.findings is None:
            # It has not come yet.
            return None
        if "opaque" in facts.unrecorded:
            return None
        if not reasons:
            return not facts.opaque
        return any(matches(reason.casefold()) for reason in facts.opaque)

    return term(pending_with_service(test, named), "opaque")


def unsupplied_term(fact: str, named: bool) -> Term:
    """A fact that nothing tells yet: unknown wherever it could matter. `check` refuses rules that read it."""
    return term(pending_with_service(_nothing_tells, named), fact)


def _nothing_tells(facts: Facts) -> bool | None:
    return None if facts.service is not None or facts.artifact is not None else False
