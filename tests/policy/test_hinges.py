"""A body is worth waiting for exactly when it could change the decision."""

from __future__ import annotations

from dataclasses import replace

import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from quarterdeck.errors import Problems
from quarterdeck.model.facts import Facts, Maker
from quarterdeck.model.finding import Finding
from quarterdeck.model.principal import Principal
from quarterdeck.policy.compile import compile_policies
from quarterdeck.policy.evaluate import decide
from quarterdeck.policy.hinges import hinges
from quarterdeck.policy.load import load_policies
from quarterdeck.policy.values import ACTIVITIES
from tests.policy.catalogue import SERVICES, compiled, connection, request
from tests.policy.generated import HOSTS, policies


def head(host: str, **more: object) -> Facts:
    """What is known of a request of whose body nothing is."""
    known = {"models": None, "makers": None, "findings": None, "opaque": ("too-large",), "size": None, **more}
    return request(host, **known)


def asks(text: str, host: str = "chatgpt.com", told: tuple[str, ...] = (), **more: object) -> bool:
    policy = compiled(f"policy: p\n{text}\n")
    chosen = {"told": told} if told else {}
    return hinges(policy, head(host, **more), connection(host), **chosen)


def rule(match: str, more: str = "action: block") -> str:
    return f"rules: [{{id: r, match: {{{match}}}, {more}}}]"


EXCEPTION = """
exceptions:
  - {id: e, rules: [r], principal: any, match: {size: '<1MB'}, approved_by: a@example.org, expires: 2027-01-01}"""


@pytest.mark.parametrize(
    "text",
    [
        rule("service: chatgpt, content: secrets.*"),
        rule("service: chatgpt, content: secrets.*", "action: monitor"),
        rule("service: chatgpt, content: secrets.*", "action: block, mode: shadow"),
        rule("service: chatgpt, model: gpt-4*"),
        rule("service: chatgpt, size: '>1GB'"),
        rule("service: chatgpt, activity: upload"),
        rule("service: chatgpt, opaque: encrypted"),
        rule("service: chatgpt, opaque: too-large"),
        rule("service: chatgpt", "unless: {content: secrets.*}, action: block"),
        "ban: [{model: gpt-4*}]",
        rule("service: chatgpt") + EXCEPTION,
    ],
)
def test_it_is_waited_for_where_a_rule_depends_on_it(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        rule("service: chatgpt, method: DELETE"),
        rule("service: deepseek, content: secrets.*"),
        rule("host: example.org, content: secrets.*"),
        rule("service: chatgpt, content: secrets.*", "action: allow"),
        rule("service: chatgpt, content: secrets.*", "action: block, until: 2026-11-23"),
    ],
)
def test_it_is_not_where_none_does(text: str) -> None:
    assert not asks(text)


def test_it_is_not_once_a_rule_refuses_whatever_it_says() -> None:
    content = "{id: c, match: {service: chatgpt, content: secrets.*}, action: block}"
    settled = "{id: s, match: {service: chatgpt}, action: block}"
    assert not asks(f"rules: [{content}, {settled}]")
    assert asks(f"rules: [{content}, {settled.replace('block', 'monitor')}]")
    assert asks(f"rules: [{content}, {settled.replace('block', 'block, mode: shadow')}]")
    assert not asks(rule("service: chatgpt, size: '>1GB'"), size=2_000_000_000)


def test_it_can_be_asked_what_only_some_facts_could_change() -> None:
    assert not asks(rule("service: chatgpt, model: gpt-4*"), told=("content",))
    assert asks(rule("service: chatgpt, content: secrets.*"), told=("content",))


SAID = st.fixed_dictionaries(
    {
        "models": st.sampled_from([(), ("gpt-4o",), ("deepseek-r1", "gpt-4o"), None]),
        "makers": st.sampled_from([(), (Maker("OpenAI", "US"),), (Maker("DeepSeek", "CN"),), None]),
        "findings": st.sampled_from([(), tuple(Finding("secrets.x", "", n, n + 1) for n in range(3))]),
        "opaque": st.sampled_from([(), ("too-large",)]),
        "size": st.sampled_from([10, 2_000, 2_000_000_000]),
        "activity": st.sampled_from(ACTIVITIES),
    }
)


@settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow], max_examples=300)
@given(policies(), HOSTS.filter(str.isascii), SAID)
def test_where_it_is_not_waited_for_it_changes_nothing(policy: dict, host: str, said: dict) -> None:
    host = host.lstrip("=*.").replace("*", "x")
    try:
        compiled_policy = compile_policies(load_policies(text={"p.yaml": yaml.safe_dump(policy)}), SERVICES)
    except Problems:
        assume(False)
        return
    unread = head(host)
    assume(not hinges(compiled_policy, unread, connection(host)))
    before, after = decide(compiled_policy, unread), decide(compiled_policy, replace(unread, **said))
    assert before.refused == after.refused
    if not before.refused:
        assert before.action == after.action


def test_what_was_granted_refuses_nothing_so_that_the_body_matters():
    text = "rules:\n  - {id: think, match: {service: chatgpt}, action: coach}\n"
    text += "  - {id: keep, match: {content: secrets.*}, action: redact}"
    assert not asks(text)
    assert asks(text, principal=Principal("10.0.0.7", granted=frozenset({"p/think"})))
