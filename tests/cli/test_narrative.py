"""What a person reads of a decision."""

from __future__ import annotations

import click
import pytest

from quarterdeck.cli.explained import as_configured, explained
from quarterdeck.cli.narrative import narrative
from quarterdeck.config.compose import compose
from quarterdeck.config.load import load_config
from quarterdeck.config.request import Stated, judged
from quarterdeck.policy.load import load_policies

RULES = """\
policy: p
detectors: [{id: custom.k, regex: 'KEYWORD-[0-9]', hits: [KEYWORD-1], misses: [KEY]}]
references: [Memo 12]
ban: [{id: seek, service: deepseek, reason: Not here., suggest: [m365-copilot]}]
rules:
  - {id: models, match: {model: "*seek*"}, action: block, reason: Nor its models.}
  - {id: note, match: {category: [chatbot, llm-api]}, action: monitor, reason: Noted., set_headers: {X-Org: ours}}
  - {id: trial, match: {service: deepl}, action: block, mode: shadow, reason: On trial.}
  - {id: grok, match: {service: xai-grok}, action: block, reason: No.}
  - {id: keys, match: {category: chatbot, content: custom.k}, action: block, reason: No keys.}
exceptions:
  - {id: lab, rules: [p/seek], principal: {cidr: 10.0.0.0/8}, expires: never, approved_by: ciso, ticket: SEC-1}
"""


@pytest.fixture(scope="module")
def world():
    return compose(load_policies(text={"p.yaml": RULES}), load_config(None, {}), run_cases=False)


@pytest.fixture
def told(world):
    def tell(url: str, **keys) -> str:
        stated = Stated(url, 1e9, **keys)
        found = judged(stated, world.policy, world.kit)
        document = explained(found, as_configured(found, world, load_config(None, {})))
        return click.unstyle("\n".join(narrative(stated, found, document)))

    return tell


def test_a_refusal(told):
    text = told("https://chat.deepseek.com/")
    assert text.startswith(
        "BLOCK: GET https://chat.deepseek.com/ is refused.\n  p/seek (block) p.yaml:4\n      Not here."
    )
    for said in ("Instead: m365-copilot", "Service:     DeepSeek", "Reference:   Memo 12", "intercepted and read"):
        assert said in text


def test_what_goes_through_and_what_is_set(told):
    text = told("https://api.openai.com/v1/chat/completions", body=b'{"model": "gpt-4o", "messages": []}')
    assert text.startswith("MONITOR: POST https://api.openai.com/v1/chat/completions goes through and is recorded.")
    assert "Headers:     X-Org: ours is set" in text
    assert "Model:       gpt-4o" in text


def test_nothing_matched(told):
    text = told("https://www.example.org/")
    assert "No rule matched" in text
    assert "none of the catalogue" in text
    assert "tunnelled, not read (no rule governs www.example.org)" in text


def test_an_exception_and_a_trial(told):
    text = told("https://chat.deepseek.com/", client="10.1.1.1")
    assert "lifted p/seek by lab (without end, approved by ciso, SEC-1)" in text
    assert "in shadow p/trial (block) p.yaml:8: On trial." in told("https://www.deepl.com/")


def test_an_unknown_fact_that_counts_is_told(told):
    text = told("https://openrouter.ai/api/v1/chat/completions", body=b"\x00\xff\xfe", method="POST")
    assert "could not be read, which counts as a match" in text
    assert "Model:       named, but cannot be read" in text
    assert "Not read:    binary (it is no text, and no file of a known kind)" in text


def test_a_decision_that_is_not_enforced_is_told(told):
    assert "is not enforced" in told("https://x.com/i/grok")


def test_a_refusal_of_the_proxys_own_stands_in_no_file(told):
    assert "  quarterdeck/bad-host (block)\n" in told("https://%62ad.example/")


def test_what_was_found_is_told_by_its_place(told):
    text = told("https://claude.ai/?q=KEYWORD-1", method="POST", body=b'{"prompt": "a S0VZV09SRC0y"}')
    assert "KEY" not in text.partition("\n\n")[2]
    assert "Found:       custom.k in @query/q at 0 to 9" in text
    assert "Found:       custom.k in /prompt at 2 to 14, in base64" in text
    assert "more; --json lists all" not in text
    many = told("https://claude.ai/", method="POST", body=b'{"prompt": "' + b"KEYWORD-1 " * 15 + b'"}')
    assert "and 5 more; --json lists all" in many
