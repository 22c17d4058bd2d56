"""What is told for certain of a record is what the rules would have decided; the rest is told to be open."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.config.logged import asked, decision, logged, tunnel, world
from tests.policy.catalogue import TUESDAY
from tests.policy.generated import policies

from quarterdeck.audit.line import Line
from quarterdeck.config.compose import compose
from quarterdeck.config.replay import EXAMPLES, Replay, Verdicts
from quarterdeck.config.schema import Config
from quarterdeck.errors import Problems
from quarterdeck.model.record import Outcome
from quarterdeck.policy.load import load_policies

SAME, STRICTER, MILDER, OPEN = Verdicts.SAME, Verdicts.STRICTER, Verdicts.MILDER, Verdicts.CANNOT_TELL
NOTHING = world("policy: none\n")
CHAT = "https://api.openai.com/v1/chat/completions"


def chat(model: str = "gpt-4o", text: str = "hello") -> str:
    return json.dumps({"model": model, "messages": [{"role": "user", "content": text}]})


def rules(*texts: str, more: str = ""):
    return world("policy: p\nrules: [" + ", ".join(texts) + "]\n" + more)


def rule(match: str, action: str = "block", id_: str = "r", more: str = "") -> str:
    return f"{{id: {id_}, match: {{{match}}}, action: {action}{more}}}"


def replayed(line, under, config=None):
    found = Replay(under, config or Config())
    return found.add(line, "deck-0:0"), found


def verdict(line, under, config=None):
    return replayed(line, under, config)[0]


BODIES = st.sampled_from(
    [
        "",
        chat(),
        chat("deepseek-chat"),
        chat(text="CANARY-1! and CANARY-2!"),
        '{"text": "CANARY-3!"}',
        "a=b",
        "\x00\x01\x02",
        '{"a": 1, "a": 2}',
        '{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "search", "arguments": {}}}',
    ]
)
URLS = st.sampled_from(
    [
        *("https://chat.deepseek.com/", "https://api.openai.com/v1/chat/completions", "https://chatgpt.com/api/v1"),
        *("https://openrouter.ai/api/v1/chat/completions?x=1", "https://example.org/api/chat", "http://deepl.com/"),
        *("https://huggingface.co/deepseek-ai/DeepSeek-R1/resolve/main/model.safetensors", "https://kimi.com/chat"),
        *("https://agg.example/v1/x", "https://old.agg.example/", "https://a.snowflakecomputing.com/api/v2/cortex"),
        *("https://mcp.tools.example/mcp", "https://x.openai.azure.com/openai/deployments/d/chat/completions"),
    ]
)
HEADERS = st.lists(
    st.sampled_from(
        [("chatgpt-account-id", "abc"), ("openai-organization", "def"), ("content-type", "application/json")]
    ),
    max_size=2,
)
REQUESTS = st.builds(
    lambda url, body, headers, days, method: asked(
        url, body, headers=tuple(headers), time=TUESDAY + days * 50_000.0, method=method
    ),
    URLS,
    BODIES,
    HEADERS,
    st.integers(-3, 5),
    st.sampled_from([None, "GET", "POST"]),
)
LINES = st.sampled_from([Line(None), Line(None, url="host"), Line(b"key"), Line(None, url="full")])
SLOW = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], deadline=None)


def made(policy):
    try:
        return world(policy)
    except Problems:
        assume(False)


@given(policies(), REQUESTS, LINES)
@SLOW
def test_the_same_rules_never_decide_otherwise(policy, stated, line):
    under = made(policy)
    found, report = replayed(logged(stated, under, line), under)
    assert found in (SAME, OPEN)
    for one in report.rules.values():
        counts = one.counts
        assert not any((counts["stops"], counts["lets_through"], counts["also_matches"], counts["no_longer_matches"]))


UNTOLD = ("tenant", "principal", "content", "opaque", "tool")


@given(policies(), REQUESTS)
@SLOW
def test_the_same_rules_decide_the_same_where_they_read_only_what_is_recorded(policy, stated):
    under = made(policy)
    assume(not any(read.partition(".")[0] in UNTOLD for read in under.policy.reads))
    assert verdict(logged(stated, under, Line(None, url="full")), under) is SAME


@given(policies(), policies(), REQUESTS, LINES)
@SLOW
def test_what_is_told_of_other_rules_is_what_they_decide(before, after, stated, line):
    then, now = made(before), made(after)
    found = verdict(logged(stated, then, line), now)
    was, would = decision(stated, then).action, decision(stated, now).action
    told = {SAME: would == was, STRICTER: would > was, MILDER: would < was, OPEN: True}
    assert told[found], (found, was, would)


@pytest.mark.parametrize(
    ("match", "action", "expected"),
    [
        ("service: openai-api", "block", STRICTER),
        ("service: openai-api", "monitor", STRICTER),
        ("service: claude", "block", SAME),
        ("model: 'gpt-*'", "block", STRICTER),
        ("host: api.openai.com, activity: embed", "block", SAME),
        ("url: 'https://api.openai.com/v1/*'", "coach", STRICTER),
        ("principal: {cidr: 10.0.0.0/8}, service: openai-api", "block", STRICTER),
        ("size: '>1GB', service: openai-api", "block", SAME),
        # Nothing of these was recorded.
        ("service: openai-api, tenant: {key: 'sha256:abc'}", "block", OPEN),
        ("service: openai-api, not: {tenant: {workspace: ours}}", "block", OPEN),
        ("service: claude, tenant: {workspace: ours}", "block", SAME),
        ("service: openai-api, principal: {devices: {managed: true}}", "block", OPEN),
        # The rules of then asked nothing of bodies, so that nobody looked.
        ("service: openai-api, content: {detector: 'secrets.*'}", "block", OPEN),
        # Nobody knew the user, and nobody would have.
        ("service: openai-api, principal: {users: ada}", "block", STRICTER),
        ("service: openai-api, principal: {users: ada}", "monitor", SAME),
    ],
)
def test_a_rule_is_told_by_what_the_record_holds(match, action, expected):
    assert verdict(logged(asked(CHAT, chat()), NOTHING), rules(rule(match, action))) is expected


def test_less_than_was_decided_is_milder_and_counts_for_the_rule_that_stopped_it():
    line = logged(asked(CHAT, chat()), rules(rule("service: openai-api", id_="old")))
    found, report = replayed(line, rules(rule("service: claude", id_="new")))
    assert found is MILDER
    gone = report.rules["p/old"]
    assert (gone.action, gone.counts["lets_through"], gone.counts["no_longer_matches"]) == (None, 1, 1)
    assert report.changes
    assert report.never_matched() == ["p/new"]


def test_a_rule_that_stops_what_went_on_says_so_and_what_was_stopped_already_is_only_matched():
    under = rules(rule("service: openai-api"))
    found, report = replayed(logged(asked(CHAT), NOTHING), under)
    assert (found, report.rules["p/r"].counts["stops"]) == (STRICTER, 1)
    other = rules(rule("service: openai-api", id_="other"))
    found, report = replayed(logged(asked(CHAT), other), under)
    assert (found, report.changes) == (SAME, False)
    counts = report.rules["p/r"].counts
    assert {kind for kind, number in counts.items() if number} == {"also_matches"}


def test_an_exception_that_hangs_on_a_group_leaves_it_open_only_where_a_user_was_known():
    lab = "exceptions: [{id: lab, rules: ['p/*'], principal: {groups: lab}, expires: never, approved_by: x}]"
    under = rules(rule("service: openai-api"), more=lab)
    line = logged(asked(CHAT, user="ada", groups=()), NOTHING)
    found, report = replayed(line, under)
    assert found is OPEN
    assert dict(report.rules["p/r"].hangs_on) == {"principal.groups": 1}
    assert verdict(logged(asked(CHAT), NOTHING), under) is STRICTER


def test_an_open_rule_that_cannot_change_the_decision_leaves_it_the_same():
    line = logged(asked(CHAT), rules(rule("service: openai-api")))
    more = rule("service: openai-api, tenant: {key: 'sha256:abc'}", "coach", "open")
    assert verdict(line, rules(rule("service: openai-api"), more)) is SAME


def test_a_rule_in_shadow_is_counted_and_changes_nothing():
    found, report = replayed(logged(asked(CHAT), NOTHING), rules(rule("service: openai-api", more=", mode: shadow")))
    assert (found, report.changes) == (SAME, False)
    assert (report.rules["p/r"].matches, report.rules["p/r"].counts["stops"]) == (1, 0)


def test_what_is_stopped_is_not_stopped_by_a_rule_in_shadow_beside():
    shadow = rule("service: openai-api", id_="shadow", more=", mode: shadow")
    _, report = replayed(logged(asked(CHAT), NOTHING), rules(rule("service: openai-api"), shadow))
    assert [report.rules[name].counts["stops"] for name in ("p/r", "p/shadow")] == [1, 0]


def test_what_is_missing_of_one_record_is_not_missing_of_another_of_the_same_request():
    under = rules(rule("content: {detector: 'secrets.*'}"))
    line = logged(asked(CHAT, chat()), under)
    report = Replay(under, Config())
    verdicts = [report.add({**line, **more}, "deck-0:0") for more in ({}, {"policy_version": "other"}, {})]
    assert verdicts == [SAME, OPEN, SAME]


def test_findings_are_counted_without_their_places_and_confidences():
    looking = rules(rule("content: {detector: 'secrets.*'}", "monitor"))
    line = logged(asked(CHAT, chat(text="CANARY-1! CANARY-2!")), looking)
    two = "content: {detector: 'secrets.*', min_count: 2}"
    assert verdict(line, rules(rule(two))) is STRICTER
    assert verdict(line, rules(rule(two.replace("2", "3")))) is OPEN
    assert verdict(line, rules(rule("content: {detector: 'secrets.*', min_confidence: 0.9}"))) is OPEN
    assert verdict(line, rules(rule("content: {detector: 'secrets.*', file_type: pdf}"))) is OPEN


def test_a_granted_rule_only_monitors_those_to_whom_it_was_granted():
    under = rules(rule("service: openai-api", "coach"))
    line = {**logged(asked(CHAT), NOTHING), "action": "monitor", "rules": ["p/r"], "granted": ["p/r"]}
    assert verdict(line, under) is SAME
    assert verdict({**line, "granted": []}, under) is STRICTER


def test_a_rule_holds_within_its_dates_at_the_time_of_the_record():
    under = rules(rule("service: openai-api", more=", from: 2026-11-25"))
    assert verdict(logged(asked(CHAT), NOTHING), under) is SAME
    assert verdict(logged(asked(CHAT, time=TUESDAY + 86_400), NOTHING), under) is STRICTER


def test_records_of_one_situation_are_told_apart_by_path_and_clock():
    under = rules(
        rule("url: 'https://api.openai.com/v1/*'", id_="path"),
        rule("service: openai-api, schedule: {from: '12:00', to: '13:00'}", "coach", "noon"),
    )
    found = Replay(under, Config())
    verdicts = [
        found.add(logged(asked(url, time=time), NOTHING), "deck-0:0")
        for url, time in (
            (CHAT, TUESDAY),
            ("https://api.openai.com/v2", TUESDAY),
            ("https://api.openai.com/v2", TUESDAY + 9000),
        )
    ]
    assert verdicts == [STRICTER, SAME, STRICTER]


@pytest.mark.parametrize(
    ("host", "text", "expected"),
    [
        ("example.org", rule("service: openai-api"), SAME),
        ("api.openai.com", rule("service: openai-api"), STRICTER),
        ("api.openai.com", rule("service: openai-api, activity: embed"), OPEN),
        ("api.openai.com", rule("host: openai.com, principal: {cidr: 10.0.0.0/8}"), STRICTER),
        # A shared host is not intercepted, and only a rule that names it refuses it.
        ("a.snowflakecomputing.com", rule("service: snowflake-cortex"), SAME),
        ("a.snowflakecomputing.com", rule("host: snowflakecomputing.com"), STRICTER),
    ],
)
def test_a_tunnel_is_told_by_its_names(host, text, expected):
    assert verdict(tunnel(host), rules(text)) is expected


def test_a_connection_that_was_refused_by_its_names_is_milder_when_they_are_free():
    line = tunnel("api.openai.com", outcome=Outcome.CUT, action="block", rules=("p/r",))
    assert verdict(line, rules(rule("service: openai-api"))) is SAME
    assert verdict(line, rules(rule("service: claude"))) is MILDER


def test_what_is_exempt_from_decryption_is_refused_by_its_names_or_passes():
    exempt = Config.model_validate({"never_inspect": {"hosts": ["api.openai.com"]}})

    def under(text):
        return compose(load_policies(text={"p.yaml": "policy: p\nrules: [" + text + "]\n"}), exempt)

    line = tunnel("api.openai.com")
    assert verdict(line, under(rule("host: api.openai.com, activity: chat")), exempt) is SAME
    assert verdict(line, under(rule("host: api.openai.com")), exempt) is STRICTER
    hidden = {**line, "client": "0123456789abcdef"}
    assert verdict(hidden, under(rule("host: api.openai.com, principal: {cidr: 10.0.0.0/8}")), exempt) is OPEN


def test_what_no_rule_decided_is_not_judged():
    under = rules(rule("host: '*'"))
    line = logged(asked(CHAT), NOTHING)
    report = Replay(under, Config())
    for other in (
        {**line, "event": "outcome"},
        {**line, "rules": ["quarterdeck/too-large"]},
        {**line, "method": "ANSWER"},
        {key: value for key, value in line.items() if key != "rules"},
        {**tunnel("api.openai.com"), "outcome": "failed", "action": "block"},
    ):
        assert report.add(other, "deck-0:0") is None
    assert (report.read, report.judged) == (5, 0)


def test_the_first_records_of_each_kind_are_kept_for_examples():
    report = Replay(rules(rule("service: openai-api")), Config())
    for number in range(EXAMPLES + 2):
        report.add(logged(asked(CHAT), NOTHING), f"deck-0:{number}")
    kept = report.rules["p/r"].examples["stops"]
    assert [one.record for one in kept] == ["deck-0:0", "deck-0:1", "deck-0:2"]
    first = kept[0]
    assert (first.incident, first.time) == ("qd-1", "2026-11-24T10:00:00.000Z")
    assert (first.host, first.path) == ("api.openai.com", "/v1/chat/completions")
    assert report.rules["p/r"].counts["stops"] == EXAMPLES + 2
