"""Policies that must be expressible: each with exchanges that it catches and that it must not."""

from __future__ import annotations

from typing import Any

import pytest

from quarterdeck.model.content import Artifact
from quarterdeck.model.facts import Maker, Stage
from quarterdeck.model.finding import Finding
from quarterdeck.model.principal import Principal
from tests.policy.catalogue import TUESDAY, action, compiled

LEGAL = Principal("10.0.0.7", "ada", frozenset({"legal"}))
SALES = Principal("10.0.0.8", "bob", frozenset({"sales"}))
UNKNOWN = Principal("10.0.0.9")
SATURDAY = TUESDAY + 4 * 86_400
WORKSPACE = (("chatgpt-account-id", "0f5a2b6e-0000-4000-8000-00000000c0de"),)
PRIVATE = (("chatgpt-account-id", "11111111-2222-4333-8444-555555555555"),)
WEIGHTS = Artifact("weights", "deepseek-ai/deepseek-r1", "huggingface")
GEMMA = Artifact("weights", "google/gemma-3-4b-it", "huggingface")
CODE = (Finding("source-code.python", "/messages/0/content", 0, 40),)

LEGAL_ONLY = """
policy: chatgpt-for-legal
tz: Europe/Berlin
rules:
  - id: only-legal
    match: {service: chatgpt}
    unless:
      principal: {groups: legal}
      tenant: {workspace: 0f5a2b6e-0000-4000-8000-00000000c0de}
      schedule: {days: weekdays, from: 08:00, to: 18:00}
    action: block
    reason: ChatGPT is for legal, in the enterprise workspace, on weekdays.
"""
BUT_TRANSLATION = """
policy: prc
rules:
  - id: services
    match: {jurisdiction: CN, not: {category: translator}}
    action: block
    reason: Services of the PRC may not be used, but for translation.
"""
COPILOT_BUSINESS = """
policy: copilot
rules:
  - id: business-only
    match: {service: github-copilot}
    unless: {tenant: {plan: [business, enterprise]}}
    action: block
    reason: Copilot Business only.
"""
COPILOT_BY_HOST = """
policy: copilot
ban:
  - domain: individual.githubcopilot.com
    reason: Copilot Business only.
"""
COACH_WEEKLY = """
policy: coach
rules:
  - id: first-use
    match: {category: [chatbot, gateway]}
    action: coach
    coach: {grant: 7d, ask: [reason]}
    reason: Think before you paste.
"""
BIG_WEIGHTS = """
policy: weights
rules:
  - id: big
    match: {artifact: weights, size: ">1GB"}
    unless: {principal: {cidr: 10.20.0.0/16}}
    action: block
    reason: Weights over 1 GB belong in the research network.
"""
OWN_COPY = """
policy: own-copy
rules:
  - id: nowhere-else
    match: {any: [{service: deepseek}, {model: "*deepseek*"}, {artifact: {name: "*deepseek*"}}]}
    unless: {host: llm.example.org}
    action: block
    reason: DeepSeek runs on our own host only.
"""
APPROVED = """
policy: approved
rules:
  - id: not-approved
    match:
      any:
        - {category: [agent, chatbot, cloud-ai, coding, gateway, hub, llm-api, translator]}
        - {unlisted_ai: true}
    unless: {service: [m365-copilot, claude]}
    action: coach
    reason: Use an approved service.
    suggest: [m365-copilot, claude]
"""
CODE_BY_VENDOR = """
policy: code
rules:
  - id: redacted-here
    match: {vendor: Microsoft, content: source-code.*}
    action: redact
    redact: {style: placeholder}
    reason: Source code is taken out.
  - id: blocked-elsewhere
    match: {not: {vendor: Microsoft}, category: [chatbot, gateway, cloud-ai], content: source-code.*}
    action: block
    reason: Source code stays here.
"""
ONE_SERVER = """
policy: tools
rules:
  - id: one-server-only
    match: {activity: tool-call}
    unless: {host: =mcp.tools.example}
    action: block
    reason: Tools are called on one server only.
"""

CASES: list[tuple[str, str, str, dict[str, Any]]] = [
    (LEGAL_ONLY, "allow", "chatgpt.com", {"principal": LEGAL, "headers": WORKSPACE}),
    (LEGAL_ONLY, "block", "chatgpt.com", {"principal": SALES, "headers": WORKSPACE}),
    (LEGAL_ONLY, "block", "chatgpt.com", {"principal": UNKNOWN, "headers": WORKSPACE}),
    (LEGAL_ONLY, "block", "chatgpt.com", {"principal": LEGAL, "headers": PRIVATE}),
    (LEGAL_ONLY, "block", "chatgpt.com", {"principal": LEGAL}),
    (LEGAL_ONLY, "block", "chatgpt.com", {"principal": LEGAL, "headers": WORKSPACE, "time": SATURDAY}),
    (LEGAL_ONLY, "block", "chatgpt.com", {"principal": LEGAL, "headers": WORKSPACE, "time": TUESDAY + 7 * 3600}),
    (LEGAL_ONLY, "allow", "claude.ai", {"principal": SALES}),
    (BUT_TRANSLATION, "block", "deepseek.com", {}),
    (BUT_TRANSLATION, "block", "kimi.com", {}),
    (BUT_TRANSLATION, "allow", "youdao.com", {}),
    (BUT_TRANSLATION, "allow", "deepl.com", {}),
    (COPILOT_BUSINESS, "allow", "api.business.githubcopilot.com", {}),
    (COPILOT_BUSINESS, "allow", "proxy.enterprise.githubcopilot.com", {}),
    (COPILOT_BUSINESS, "block", "api.individual.githubcopilot.com", {}),
    (COPILOT_BUSINESS, "block", "business.githubcopilot.com.individual.githubcopilot.com", {}),
    (COPILOT_BUSINESS, "block", "api.githubcopilot.com", {}),
    (COPILOT_BY_HOST, "allow", "api.business.githubcopilot.com", {}),
    (COPILOT_BY_HOST, "block", "api.individual.githubcopilot.com", {}),
    (COACH_WEEKLY, "coach", "chatgpt.com", {}),
    (COACH_WEEKLY, "allow", "example.org", {}),
    (BIG_WEIGHTS, "allow", "huggingface.co", {"artifact": GEMMA, "size": 0}),
    (BIG_WEIGHTS, "block", "huggingface.co", {"artifact": GEMMA, "size": 5 * 10**9, "stage": Stage.ANSWER}),
    (BIG_WEIGHTS, "block", "huggingface.co", {"artifact": GEMMA, "size": None, "stage": Stage.ANSWER}),
    (BIG_WEIGHTS, "allow", "huggingface.co", {"artifact": GEMMA, "size": 10**9, "stage": Stage.ANSWER}),
    (
        BIG_WEIGHTS,
        "allow",
        "huggingface.co",
        {"artifact": GEMMA, "size": 5 * 10**9, "stage": Stage.ANSWER, "principal": Principal("10.20.3.4")},
    ),
    (OWN_COPY, "block", "deepseek.com", {}),
    (OWN_COPY, "block", "openrouter.ai", {"models": ("deepseek/deepseek-r1",)}),
    (OWN_COPY, "block", "openrouter.ai", {"models": ("openai/gpt-4o", "deepseek/deepseek-r1")}),
    (OWN_COPY, "block", "openrouter.ai", {"models": None}),
    (OWN_COPY, "allow", "openrouter.ai", {"models": ("openai/gpt-4o",)}),
    (OWN_COPY, "allow", "llm.example.org", {"models": ("deepseek-r1",)}),
    (OWN_COPY, "block", "huggingface.co", {"artifact": WEIGHTS}),
    (OWN_COPY, "allow", "huggingface.co", {"artifact": GEMMA}),
    (OWN_COPY, "allow", "en.wikipedia.org", {}),
    (APPROVED, "allow", "copilot.cloud.microsoft", {}),
    (APPROVED, "allow", "claude.ai", {}),
    (APPROVED, "coach", "chatgpt.com", {}),
    (APPROVED, "coach", "maybe.example", {}),
    (APPROVED, "coach", "deepl.com", {}),
    (APPROVED, "coach", "openrouter.ai", {"models": None}),
    (APPROVED, "coach", "huggingface.co", {"activity": "browse"}),
    (APPROVED, "allow", "example.org", {}),
    (CODE_BY_VENDOR, "redact", "copilot.cloud.microsoft", {"findings": CODE}),
    (CODE_BY_VENDOR, "block", "chatgpt.com", {"findings": CODE}),
    (CODE_BY_VENDOR, "allow", "chatgpt.com", {}),
    (CODE_BY_VENDOR, "block", "chatgpt.com", {"findings": None}),
    (CODE_BY_VENDOR, "allow", "example.org", {"findings": CODE}),
    (ONE_SERVER, "allow", "mcp.tools.example", {"activity": "tool-call"}),
    (ONE_SERVER, "block", "evil.mcp.tools.example", {"activity": "tool-call"}),
    (ONE_SERVER, "block", "mcp.elsewhere.example", {"activity": "tool-call"}),
    (ONE_SERVER, "allow", "mcp.elsewhere.example", {"activity": "browse"}),
]


@pytest.mark.parametrize(("text", "expected", "host", "more"), CASES)
def test_the_policy_says_what_it_means(text: str, expected: str, host: str, more: dict[str, Any]) -> None:
    facts = dict(more)
    facts.setdefault("makers", tuple(Maker("", "") for _ in facts.get("models") or ()))
    assert action(compiled(text), host, **facts) == expected
