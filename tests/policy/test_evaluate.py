"""The semantics of DESIGN section 5, rule by rule."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from quarterdeck.errors import Problems
from quarterdeck.model.content import Artifact
from quarterdeck.model.decision import Action, Verdict
from quarterdeck.model.facts import Facts, Maker, Stage
from quarterdeck.model.finding import Finding
from quarterdeck.model.principal import Principal
from quarterdeck.policy.compile import compile_policies
from quarterdeck.policy.evaluate import DEFAULT, decide, inspect, inspects_answer, refused_by_host
from quarterdeck.policy.load import load_policies
from tests.policy.catalogue import SERVICES, TUESDAY, action, compiled, connection, judge, match, request
from tests.policy.generated import policies

DAY = 86_400.0


def one_rule(match: str, more: str = "action: block", **policy: str) -> Any:
    head = "\n".join(f"{key}: {value}" for key, value in {"policy": "p", **policy}.items())
    return compiled(f"{head}\nrules:\n  - {{id: r, match: {{{match}}}, {more}}}")


def test_the_strictest_wins_and_all_reasons_are_told_strictest_first() -> None:
    policy = compiled(
        "policy: z\nban: [chatgpt]\n",
        "policy: a\nrules:\n"
        "  - {id: m, match: {category: chatbot}, action: monitor, reason: watched}\n"
        "  - {id: c, match: {vendor: OpenAI}, action: coach}\n"
        "  - {id: b, match: {host: chatgpt.com}, action: block}\n"
        "  - {id: other, match: {host: example.org}, action: block}\n",
    )
    decision = judge(policy, "chatgpt.com")
    assert decision.action is Action.BLOCK
    assert [reason.id for reason in decision.reasons] == ["a/b", "z/ban-service-chatgpt", "a/c", "a/m"]
    assert decision.reasons[0].source == "1.yaml:5"
    assert not decision.default


def test_the_default_rule_is_named_when_nothing_matches() -> None:
    decision = judge(compiled("policy: p\nban: [deepseek]\n"), "example.org")
    assert decision.reasons == (DEFAULT,)
    assert (decision.action, decision.default, DEFAULT.id) == (Action.ALLOW, True, "quarterdeck/default")


def test_unless_lifts_when_it_is_known_to_hold() -> None:
    policy = one_rule("category: chatbot", "unless: {principal: {groups: [legal]}}, action: block")
    groups = [(frozenset({"legal"}), "allow"), (frozenset({"sales"}), "block"), (frozenset(), "block"), (None, "block")]
    for known, expected in groups:
        assert action(policy, "chatgpt.com", principal=Principal("10.0.0.1", "ada", known)) == expected


EXCEPTION = """
policy: p
tz: Europe/Berlin
ban: [deepseek]
exceptions:
  - id: lab
    rules: [{rules}]
    principal: {principal}
    {more}
    expires: {expires}
    approved_by: ciso@example.org
    ticket: SEC-42
"""


def with_exception(rules: str = "p/*", principal: str = "any", more: str = "", expires: str = "2026-12-31") -> Any:
    return compiled(EXCEPTION.format(rules=rules, principal=principal, more=more, expires=expires))


@pytest.mark.parametrize(
    ("rules", "lifts"),
    [
        ("p/ban-service-deepseek", True),
        ("p/ban_service_deepseek", True),
        ("'p/*'", True),
        ("'*/ban-*'", True),
        ("'*'", True),
        ("ban-service-deepseek", True),
        ("ban-service-deep", False),
        ("q/ban-service-deepseek", False),
        ("'[p]/*'", False),
    ],
)
def test_an_exception_lifts_the_rules_that_its_globs_name(rules: str, lifts: bool) -> None:
    decision = judge(with_exception(rules), "deepseek.com")
    assert decision.action is (Action.ALLOW if lifts else Action.BLOCK)
    assert [(one.id, one.rule, one.policy, one.ticket) for one in decision.exceptions] == (
        [("lab", "ban-service-deepseek", "p", "SEC-42")] if lifts else []
    )


def test_an_exception_is_inert_before_and_after_its_time() -> None:
    policy = with_exception(more="from: 2026-11-24", expires="2026-11-24")
    # 2026-11-24 in Berlin is 2026-11-23 23:00 to 2026-11-24 23:00 UTC.
    first, last = TUESDAY - 11 * 3600, TUESDAY + 13 * 3600
    assert action(policy, "deepseek.com", time=first - 1) == "block"
    assert action(policy, "deepseek.com", time=first) == "allow"
    assert action(policy, "deepseek.com", time=last - 1) == "allow"
    assert action(policy, "deepseek.com", time=last) == "block"
    assert action(with_exception(expires="never"), "deepseek.com", time=last + 1e9) == "allow"


def test_an_exception_needs_its_principal_and_its_match_known() -> None:
    policy = with_exception(principal="{users: [Ada]}", more="match: {model: deepseek-chat}")
    ada, nobody = Principal("10.0.0.1", "ada"), Principal("10.0.0.1")
    assert action(policy, "deepseek.com", principal=ada, models=("deepseek-chat",)) == "allow"
    assert action(policy, "deepseek.com", principal=ada, models=("deepseek-r1",)) == "block"
    assert action(policy, "deepseek.com", principal=ada, models=None) == "block"
    assert action(policy, "deepseek.com", principal=nobody, models=("deepseek-chat",)) == "block"


def test_shadow_records_and_enforces_nothing() -> None:
    for policy in (
        compiled("policy: p\nmode: shadow\nban: [deepseek]\n"),
        compiled("policy: p\nban: [{service: deepseek, mode: shadow}]\n"),
        one_rule("service: deepseek", "action: block, mode: shadow"),
    ):
        decision = judge(policy, "deepseek.com")
        assert (decision.action, decision.default, decision.mode) == (Action.ALLOW, True, "shadow")
        assert [(reason.action, reason.mode) for reason in decision.shadow] == [(Action.BLOCK, "shadow")]


def test_an_exception_in_shadow_lifts_nothing_that_is_enforced() -> None:
    lifting = "policy: q\nmode: shadow\nexceptions: [{id: x, rules: '*/*', principal: any, expires: never}]\n"
    policy = compiled("policy: p\nban: [deepseek]\n", lifting)
    assert action(policy, "deepseek.com") == "block"


def test_rules_and_policies_have_their_time() -> None:
    text = "policy: p\n{policy}\nban: [{{service: deepseek, {ban}}}]\n"
    for dates in (("from: 2026-11-24", "until: 2026-11-24"), ("until: 2026-11-24", "from: 2026-11-24")):
        policy = compiled(text.format(policy=dates[0], ban=dates[1]))
        times = {"before": TUESDAY - DAY, "on": TUESDAY, "after": TUESDAY + DAY}
        assert {name: action(policy, "deepseek.com", time=time) for name, time in times.items()} == {
            "before": "allow",
            "on": "block",
            "after": "allow",
        }


@pytest.mark.parametrize(
    ("act", "on_unknown", "counts"),
    [
        ("allow", "", False),
        ("monitor", "", False),
        ("redact", "", True),
        ("coach", "", True),
        ("block", "", True),
        ("monitor", "on_unknown: match, ", True),
        ("block", "on_unknown: skip, ", False),
    ],
)
def test_a_match_left_unknown_counts_for_the_strict_actions(act: str, on_unknown: str, counts: bool) -> None:
    policy = one_rule('model: "*deepseek*"', f"{on_unknown}action: {act}")
    decision = judge(policy, "openrouter.ai", models=None)
    assert decision.default is not counts
    assert decision.reasons[0].unknown is counts


def test_headers_are_set_by_the_strictest_and_only_on_what_goes_out() -> None:
    text = """
policy: {name}
rules:
  - {{id: a, match: {{host: chatgpt.com}}, action: {action}, set_headers: {{X-Workspace: "{value}", X-{name}: here}}}}
"""
    one = text.format(name="b", action="monitor", value="strict")
    other = text.format(name="a", action="allow", value="loose")
    decision = judge(compiled(one, other), "chatgpt.com")
    assert [(done.kind, done.name, done.value) for done in decision.obligations] == [
        ("set-header", "X-a", "here"),
        ("set-header", "X-b", "here"),
        ("set-header", "X-Workspace", "strict"),
    ]
    assert judge(compiled(one, other, "policy: c\nban: [chatgpt]\n"), "chatgpt.com").obligations == ()
    shadow = one.replace("policy: b", "policy: b\nmode: shadow")
    assert judge(compiled(shadow), "chatgpt.com").obligations == ()


def test_options_and_words_are_kept_with_the_rule() -> None:
    policy = compiled("""
policy: p
references: [the law]
rules:
  - {id: c, match: {host: a.example}, action: coach, coach: {grant: 1d, ask: [ticket]}, message: "Ask {rule}."}
  - {id: r, match: {host: b.example}, action: redact, redact: {style: mask, restore: false}, severity: high, tags: [x]}
  - {id: n, match: {host: c.example}, action: block, suggest: [m365-copilot], references: [a memo]}
""")
    coach, redact, block = (policy.rule(f"p/{id_}") for id_ in "crn")
    assert coach
    assert redact
    assert block
    assert coach.coach
    assert coach.coach.ask == ("ticket",)
    assert redact.redact
    assert redact.redact.style == "mask"
    assert (coach.reason.message, coach.reason.references) == ("Ask {rule}.", ("the law",))
    assert (redact.reason.severity, redact.reason.tags) == ("high", ("x",))
    assert (block.reason.suggest, block.reason.references) == (("m365-copilot",), ("a memo",))
    assert policy.rule("p/none") is None


# The verdict on a connection.

GOVERNED = [
    # A rule's match, its other keys, a host, and whether the connection must be read.
    ("service: deepseek", "", "deepseek.com", True),
    ("service: deepseek", "", "example.org", False),
    ("service: deepseek-api", "", "api.deepseek.com", True),
    ("service: chatgpt", "", "deepseek.com", False),
    ("category: chatbot", "action: monitor", "chatgpt.com", True),
    ("category: chatbot", "action: allow", "chatgpt.com", False),
    ("category: chatbot", "action: block, mode: shadow", "chatgpt.com", True),
    ('model: "*deepseek*"', "", "openrouter.ai", True),
    ('model: "*deepseek*"', "", "deepseek.com", True),
    ('model: "*deepseek*"', "", "api.openai.com", False),
    ('model: "gpt-4*"', "", "api.openai.com", True),
    ('model: "*deepseek*"', "", "deepl.com", False),
    ('model: "*deepseek*"', "", "example.org", False),
    ('host: llm.example.org, model: "*deepseek*"', "", "llm.example.org", True),
    ("model_vendor: DeepSeek", "", "openrouter.ai", True),
    ("model_vendor: DeepSeek", "", "deepseek.com", True),
    ("model_vendor: DeepSeek", "", "chatgpt.com", False),
    ("model_jurisdiction: CN", "", "chatgpt.com", False),
    ("model_jurisdiction: CN", "", "kimi.com", True),
    ("artifact: weights", "", "huggingface.co", True),
    ("artifact: weights", "", "chatgpt.com", False),
    ("host: example.org", "", "www.example.org", True),
    ("url: 'https://example.org/*'", "", "example.org", True),
    ("url: 'https://example.org/*'", "", "example.com", False),
    ("url: '/v1/*'", "", "example.com", True),
    ("url: '*chat*'", "", "example.com", True),
    ("method: POST", "", "example.com", True),
    ("activity: upload", "", "chatgpt.com", True),
    ("activity: upload", "", "example.com", False),
    ("activity: upload, host: example.com", "", "example.com", True),
    ("opaque: true", "", "chatgpt.com", True),
    ("opaque: true", "", "example.com", False),
    ("size: '>1MB'", "", "chatgpt.com", True),
    ("content: secrets.*", "", "example.com", False),
    ("tenant: {workspace: x}", "", "chatgpt.com", True),
    ("principal: {cidr: 10.0.0.0/8}", "", "example.com", True),
    ("principal: {cidr: 192.168.0.0/16}", "", "chatgpt.com", False),
    ("principal: {groups: x}", "", "example.com", True),
    ("schedule: {days: weekdays}", "", "example.com", True),
    ("schedule: {days: weekend}", "", "chatgpt.com", False),
    ("service: chatgpt", "action: block, unless: {principal: {cidr: 10.0.0.0/8}}", "chatgpt.com", False),
    ("service: chatgpt", "action: block, unless: {model: gpt-4o}", "chatgpt.com", True),
    ("service: chatgpt", "action: block, from: 2026-11-25", "chatgpt.com", False),
    ("service: kimi, jurisdiction: CN", "", "kimi.com", True),
    ("jurisdiction: {is: CN, certain: true}", "", "kimi.com", False),
    ("not: {model: gpt-4o}", "", "chatgpt.com", True),
    ("any: [{service: chatgpt}, {host: example.org}]", "", "example.org", True),
]


@pytest.mark.parametrize(("match", "more", "host", "inspected"), GOVERNED)
def test_which_connections_are_read_follows_from_the_rules(match: str, more: str, host: str, inspected: bool) -> None:
    policy = one_rule(match, more or "action: block")
    inspection = inspect(policy, connection(host))
    assert inspection.verdict is (Verdict.INSPECT if inspected else Verdict.TUNNEL)
    assert inspection.because == ("0.yaml:3" if inspected else f"no rule governs {host}")
    everything = inspect(policy, connection(host), inspect_all=True)
    assert everything.verdict is Verdict.INSPECT
    assert everything.because == ("0.yaml:3" if inspected else "inspect: all")


def test_a_shared_host_is_read_only_when_it_is_listed() -> None:
    policy = compiled("policy: p\nban: [snowflake-cortex]\n")
    facts = connection("acme.snowflakecomputing.com")
    assert inspect(policy, facts).verdict is Verdict.TUNNEL
    for listed in ("snowflakecomputing.com", "acme.snowflakecomputing.com"):
        assert inspect(policy, facts, inspect_shared=frozenset({listed})).verdict is Verdict.INSPECT
    assert inspect(policy, facts, inspect_shared=frozenset({"other.com"})).verdict is Verdict.TUNNEL


def test_a_shared_host_that_carries_little_but_models_is_read() -> None:
    policy = compiled("policy: p\nban: [azure-openai]\n")
    facts = connection("acme.cognitiveservices.azure.com")
    assert inspect(policy, facts).verdict is Verdict.INSPECT
    # What it serves is not known before the path is.
    assert refused_by_host(policy, facts) is None


def test_a_rule_that_names_a_shared_host_itself_holds_there() -> None:
    policy = compiled("policy: p\nban: [{domain: snowflakecomputing.com}]\n")
    facts = connection("acme.snowflakecomputing.com")
    assert inspect(policy, facts).verdict is Verdict.INSPECT
    reason = refused_by_host(policy, facts)
    assert reason is not None
    assert reason.rule == "ban-domain-snowflakecomputing-com"


@pytest.mark.parametrize(
    ("match", "more", "host", "refused"),
    [
        ("service: deepseek", "action: block", "deepseek.com", True),
        ("host: deepseek.com", "action: block", "deepseek.com", True),
        ("service: deepseek-web", "action: block", "api.deepseek.com", False),
        ("model: '*'", "action: block", "deepseek.com", False),
        ("service: deepseek", "action: coach", "deepseek.com", False),
        ("service: deepseek", "action: block, mode: shadow", "deepseek.com", False),
        ("service: deepseek", "action: block, unless: {principal: {cidr: 10.0.0.0/8}}", "deepseek.com", False),
        ("service: deepseek", "action: block, unless: {model: x}", "deepseek.com", True),
        ("service: maybe-ai", "action: block", "maybe.example", False),
        ("service: chatgpt", "action: block", "deepseek.com", False),
    ],
)
def test_a_host_that_is_never_read_is_refused_only_by_what_its_names_tell(
    match: str, more: str, host: str, refused: bool
) -> None:
    assert (refused_by_host(one_rule(match, more), connection(host)) is not None) is refused


def test_an_exception_keeps_a_host_from_being_refused() -> None:
    assert refused_by_host(with_exception(), connection("deepseek.com")) is None
    assert refused_by_host(with_exception(), connection("deepseek.com", time=TUESDAY + 60 * DAY)) is not None


# Properties.

HOSTS = st.sampled_from(
    ["deepseek.com", "api.deepseek.com", "chatgpt.com", "kimi.com", "maybe.example", "openrouter.ai", "example.org"]
)


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    host = draw(HOSTS)
    principal = Principal(
        draw(st.sampled_from(["10.0.0.7", "192.0.2.1", "2001:db8::1"])),
        draw(st.sampled_from([None, "ada", "bob@example.org"])),
        draw(st.sampled_from([None, frozenset(), frozenset({"legal"})])),
        draw(st.sampled_from([None, "laptop-7"])),
        draw(st.sampled_from([None, True, False])),
    )
    if draw(st.booleans()):
        return connection(host, principal=principal, artifact_host=draw(st.booleans()))
    first = next((service for service, _ in match(host) if service.models == "own"), None)
    if first is not None:
        # It serves its vendor's own models, whichever was asked for: see wire.settle.
        models = draw(st.sampled_from([(), ("deepseek-chat" if "deepseek" in host else "gpt-4o",)]))
        maker = Maker(first.vendor, first.jurisdiction)
    else:
        models = draw(st.sampled_from([(), None, ("gpt-4o",), ("deepseek/deepseek-r1", "gpt-4o")]))
        maker = Maker("DeepSeek", "CN")
    return request(
        host,
        draw(st.sampled_from(["/", "/api/v1/chat"])),
        principal=principal,
        models=models,
        makers=None if models is None else tuple(maker for _ in models),
        stage=draw(st.sampled_from([Stage.REQUEST, Stage.ANSWER])),
        opaque=draw(st.sampled_from([(), ("too-large",)])),
        size=draw(st.sampled_from([None, 0, 5000])),
        artifact=draw(st.sampled_from([None, Artifact("weights", "deepseek-ai/r1", "huggingface")])),
        findings=draw(st.sampled_from([(), None])),
        time=TUESDAY + draw(st.sampled_from([-DAY, 0.0, DAY, 400 * DAY])),
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.tuples(policies(0), policies(1)), st.lists(facts(), min_size=3, max_size=6), st.randoms())
def test_no_order_of_rules_or_files_changes_a_decision(
    pair: tuple[dict[str, Any], dict[str, Any]], asked: list[Facts], random: Any
) -> None:
    def build(files: list[dict[str, Any]]) -> Any:
        text = {file["policy"]: yaml.safe_dump(file, allow_unicode=True) for file in files}
        return compile_policies(load_policies(text=text), SERVICES)

    def shuffled(file: dict[str, Any]) -> dict[str, Any]:
        return {
            key: random.sample(value, len(value)) if isinstance(value, list) else value for key, value in file.items()
        }

    def told(reasons: Any) -> list[Any]:
        return sorted((reason.id, reason.action, reason.text, reason.unknown, reason.mode) for reason in reasons)

    plain, mixed = build(list(pair)), build([shuffled(file) for file in reversed(pair)])
    for one in asked:
        first, second = decide(plain, one), decide(mixed, one)
        assert first.action is second.action
        assert told(first.reasons) == told(second.reasons)
        assert told(first.shadow) == told(second.shadow)
        assert first.obligations == second.obligations
        assert sorted((lift.id, lift.rule) for lift in first.exceptions) == sorted(
            (lift.id, lift.rule) for lift in second.exceptions
        )
        assert inspect(plain, one).verdict is inspect(mixed, one).verdict


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(policies(0), st.lists(facts(), min_size=3, max_size=6))
def test_the_index_finds_every_rule_that_could_matter(file: dict[str, Any], asked: list[Facts]) -> None:
    policy = compile_policies(load_policies(text={"a": yaml.safe_dump(file, allow_unicode=True)}), SERVICES)
    for one in asked:
        matter = [number for number, rule in enumerate(policy.rules) if rule.test(one) is not False]
        found = list(policy.index.find(one))
        assert set(matter) <= set(found)
        assert found == sorted(set(found))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(policies(0), st.lists(facts(), min_size=3, max_size=6))
def test_a_request_is_never_stricter_than_its_connection_foresaw(file: dict[str, Any], asked: list[Facts]) -> None:
    """What a request would be refused for, its connection was read for: nothing slips through a tunnel."""
    policy = compile_policies(load_policies(text={"a": yaml.safe_dump(file, allow_unicode=True)}), SERVICES)
    for one in asked:
        if one.stage is Stage.CONNECTION or one.service is None:
            continue
        before = connection(
            one.destination.host, principal=one.principal, time=one.time, artifact_host=one.artifact is not None
        )
        if decide(policy, one).action > Action.ALLOW:
            assert inspect(policy, before).verdict is Verdict.INSPECT


ANSWERS = [
    # match, models of the answer, whether it stops the answer
    ('model: "*deepseek*"', ("deepseek-chat",), True),
    ('model: "*deepseek*"', ("gpt-4o",), False),
    ('model: "*deepseek*", direction: request', ("deepseek-chat",), False),
    ("service: chatgpt", ("gpt-4o",), False),
    ("service: chatgpt, direction: answer", ("gpt-4o",), True),
    ("content: pii.*", (), False),
    ("content: pii.*, direction: answer", (), True),
    ("content: secrets.*, direction: answer", (), False),
    ('model: "*deepseek*", size: ">1KB"', ("deepseek-chat",), False),
    ('model: "*deepseek*", size: ">1KB", direction: answer', ("deepseek-chat",), True),
]


@pytest.mark.parametrize(("match", "models", "stopped"), ANSWERS)
def test_an_answer_is_stopped_by_rules_about_answers_or_models_alone(match: str, models: Any, stopped: bool) -> None:
    found = (Finding("pii.email", "/choices/0/message/content", 0, 9),)
    facts = request("chatgpt.com", stage=Stage.ANSWER, models=models, findings=found)
    policy = one_rule(match)
    assert (decide(policy, facts, policy.answer_heads | policy.answer_bodies).action is Action.BLOCK) is stopped


WANTED = [
    ('model: "*deepseek*"', "action: block", None, True),
    ('model: "*deepseek*"', "action: block", (), False),
    ('model: "*deepseek*"', "action: monitor", None, True),
    ('model: "*deepseek*"', "action: allow", None, False),
    ('model: "*deepseek*"', "action: block, until: 2020-01-01", None, False),
    ("content: pii.*", "action: block", None, False),
    ("content: pii.*, direction: answer", "action: block", None, True),
    ("content: pii.*, direction: answer, service: claude", "action: block", None, False),
]


@pytest.mark.parametrize(("match", "more", "models", "wanted"), WANTED)
def test_an_answer_is_read_only_where_a_rule_depends_on_it(match: str, more: str, models: Any, wanted: bool) -> None:
    facts = request("chatgpt.com", stage=Stage.ANSWER, models=models, makers=models, findings=None)
    assert inspects_answer(one_rule(match, more), facts) is wanted


COACHED = """
policy: p
rules:
  - {id: think, match: {service: chatgpt}, action: coach}
  - {id: watch, match: {service: chatgpt}, action: monitor}
  - {id: keep, match: {service: chatgpt, content: secrets.*}, action: redact}
  - {id: header, match: {service: chatgpt}, action: allow, set_headers: {X-Org: acme}}
"""
ADA = Principal("10.0.0.1", "ada", granted=frozenset({"p/think"}))


def test_a_granted_rule_only_monitors_and_says_so() -> None:
    policy = compiled(COACHED)
    decision = judge(policy, "chatgpt.com", principal=ADA)
    assert (decision.action, decision.refused) == (Action.MONITOR, False)
    assert [(one.id, str(one.action), one.granted) for one in decision.reasons] == [
        ("p/think", "monitor", True),
        ("p/watch", "monitor", False),
        ("p/header", "allow", False),
    ]
    assert [one.value for one in decision.obligations] == ["acme"]
    assert action(policy, "chatgpt.com", principal=replace(ADA, granted=frozenset({"p/other"}))) == "coach"


def test_what_must_not_leave_is_taken_out_of_what_was_granted() -> None:
    decision = judge(
        compiled(COACHED), "chatgpt.com", principal=ADA, findings=(Finding("secrets.aws", "/messages/0/content", 0, 4),)
    )
    assert decision.action is Action.REDACT
    assert [one.finding.detector for one in decision.redactions] == ["secrets.aws"]
    assert [one.id for one in decision.reasons][:2] == ["p/keep", "p/think"]


@pytest.mark.parametrize("stricter", ["block", "redact"])
def test_a_grant_is_for_rules_that_coach_and_for_no_other(stricter: str) -> None:
    policy = compiled(f"policy: p\nrules: [{{id: think, match: {{service: chatgpt}}, action: {stricter}}}]")
    assert action(policy, "chatgpt.com", principal=ADA) == stricter


def test_whether_a_connection_is_read_does_not_depend_on_grants() -> None:
    facts = connection("chatgpt.com")
    policy = compiled("policy: p\nrules: [{id: think, match: {service: chatgpt}, action: coach}]")
    assert inspect(policy, replace(facts, principal=ADA)) == inspect(policy, facts)
    assert inspect(policy, facts).verdict is Verdict.INSPECT


@given(policies(), st.sampled_from(["chatgpt.com", "claude.ai", "example.org"]))
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_a_grant_passes_rules_that_coach_and_changes_no_other(written: Any, host: str) -> None:
    try:
        policy = compile_policies(load_policies(text={"p.yaml": yaml.safe_dump(written)}), SERVICES)
    except Problems:
        reject()
    asking = request(host)
    every = frozenset(rule.name for rule in policy.rules)
    before = decide(policy, asking)
    after = decide(policy, replace(asking, principal=replace(asking.principal, granted=every)))
    assert after.action <= before.action
    assert [one.action for one in after.reasons] == sorted((one.action for one in after.reasons), reverse=True)
    assert Action.COACH not in {one.action for one in after.reasons}
    others = [one for one in before.reasons if one.action is not Action.COACH]
    assert [one for one in after.reasons if not one.granted] == others
