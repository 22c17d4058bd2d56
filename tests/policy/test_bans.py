"""Each value of a ban becomes a rule that blocks, with an id that an exception can name and words that say what."""

from __future__ import annotations

import pytest

from quarterdeck.model.content import Artifact
from quarterdeck.policy.bans import slug
from tests.policy.catalogue import action, compiled


def made(ban: str) -> list[tuple[str, str]]:
    return sorted((rule.id, rule.reason.text) for rule in compiled(f"policy: p\nban:\n  - {ban}\n").rules)


@pytest.mark.parametrize(
    ("ban", "id_", "text"),
    [
        ("deepseek", "ban-service-deepseek", "Service deepseek is banned."),
        ("{service: snowflake_cortex}", "ban-service-snowflake-cortex", "Service snowflake_cortex is banned."),
        ("{domain: Bücher.example}", "ban-domain-xn-bcher-kva-example", "Domain xn--bcher-kva.example is banned."),
        ("{vendor: DeepSeek}", "ban-vendor-deepseek", "Vendor DeepSeek is banned."),
        ("{category: llm-api}", "ban-category-llm-api", "Category llm-api is banned."),
        ("{jurisdiction: cn}", "ban-jurisdiction-cn", "Jurisdiction CN is banned."),
        ("{model: '*DeepSeek*'}", "ban-model-deepseek", "Model *DeepSeek* is banned."),
        ("{model: '*'}", "ban-model-any", "Model * is banned."),
        ("{model_vendor: DeepSeek}", "ban-model-vendor-deepseek", "Model vendor DeepSeek is banned."),
        ("{model_jurisdiction: CN}", "ban-model-jurisdiction-cn", "Model jurisdiction CN is banned."),
        ("{artifact: {kind: weights, name: x/*}}", "ban-artifact-weights-x", "Artifact weights x/* is banned."),
        ("{service: deepseek, reason: Not in any capacity.}", "ban-service-deepseek", "Not in any capacity."),
        ("{service: deepseek, id: seek}", "seek", "Service deepseek is banned."),
    ],
)
def test_a_ban_has_an_id_and_words_of_its_own(ban, id_, text):
    assert made(ban) == [(id_, text)]


def test_the_values_of_one_key_are_rules_of_their_own_each_at_its_place():
    policy = compiled("policy: p\nban:\n  - service:\n      - chatgpt\n      - {is: [claude, kimi]}\n")
    assert sorted((rule.id, rule.place) for rule in policy.rules) == [
        ("ban-service-chatgpt", ("0.yaml", 4, 9)),
        ("ban-service-claude", ("0.yaml", 5, 15)),
        ("ban-service-kimi", ("0.yaml", 5, 23)),
    ]


def test_with_an_id_of_its_own_a_ban_is_one_rule_and_its_values_alternatives():
    policy = compiled("policy: p\nban: [{id: seek, domain: [a.example, b.example]}]\n")
    assert [rule.id for rule in policy.rules] == ["seek"]
    assert [action(policy, f"{host}.example") for host in "abc"] == ["block", "block", "allow"]


def test_the_keys_of_one_ban_must_all_hold():
    policy = compiled("policy: p\nban: [{service: [deepseek, openrouter], model: ['*deepseek*', '*qwen*']}]\n")
    (rule,) = policy.rules
    assert rule.id == "ban-service-deepseek-openrouter-model-deepseek-qwen"
    assert rule.reason.text == "Service deepseek openrouter and model *deepseek* *qwen* is banned."
    assert action(policy, "openrouter.ai", models=("deepseek/r1",)) == "block"
    assert action(policy, "openrouter.ai", models=("openai/gpt-4o",)) == "allow"
    assert action(policy, "chatgpt.com", models=("deepseek/r1",)) == "allow"


def test_an_id_is_never_longer_than_can_be_written():
    ((id_, _),) = made(f"{{domain: {'.'.join(['long-label'] * 15)}}}")
    assert len(id_) <= 80
    assert not id_.endswith("-")


def test_a_ban_of_artifacts_is_about_what_is_fetched_from_anywhere():
    policy = compiled("policy: p\nban: [{artifact: {kind: weights, name: 'deepseek-ai/*'}}]\n")
    found = [
        action(policy, "mirror.example", artifact=Artifact(kind, name, "huggingface"))
        for kind, name in (("weights", "deepseek-ai/r1"), ("weights", "google/gemma"), ("package", "deepseek-ai/r1"))
    ]
    assert found == ["block", "allow", "allow"]


@pytest.mark.parametrize(
    ("text", "made_of_it"),
    [("Hangzhou DeepSeek AI", "hangzhou-deepseek-ai"), ("*deepseek*r1?", "deepseek-r1"), ("**", "any"), ("中", "any")],
)
def test_a_slug_holds_only_what_an_id_may(text, made_of_it):
    assert slug(text) == made_of_it
