"""What a name in a rule stands for, however it is written, and what was meant by one that stands for nothing."""

from __future__ import annotations

import pytest

from quarterdeck.policy.names import Names, Unknown, vendor_names
from tests.policy.catalogue import SERVICES

NAMES = Names(SERVICES)
DEEPSEEK = {"deepseek-web", "deepseek-api"}


@pytest.mark.parametrize(
    ("look_up", "name", "ids"),
    [
        (NAMES.service, "deepseek", DEEPSEEK),
        (NAMES.service, "DeepSeek_API", {"deepseek-api"}),
        (NAMES.vendor, "DeepSeek", DEEPSEEK),
        (NAMES.vendor, "HANGZHOU DEEPSEEK AI", DEEPSEEK),
        (NAMES.vendor, "microsoft", {"m365-copilot", "azure-openai"}),
        (NAMES.category, "translator", {"deepl", "youdao"}),
        (NAMES.category, "LLM API", {"deepseek-api", "openai-api"}),
        (NAMES.category, "llm_api", {"deepseek-api", "openai-api"}),
    ],
)
def test_a_name_stands_for_services_in_any_spelling(look_up, name, ids):
    assert look_up(name) == ids


@pytest.mark.parametrize(
    ("look_up", "name", "hint"),
    [
        (NAMES.service, "deepseek-wbe", "did you mean 'deepseek-web'?"),
        (NAMES.service, "depseek", "did you mean 'deepseek'?"),
        (NAMES.service, "chat.deepseek.com", "if a host is meant, write `domain: chat.deepseek.com` in `ban:`"),
        (NAMES.service, "Netease", "it is a vendor: write `vendor: Netease`"),
        (NAMES.service, "qqqq", "look it up with `quarterdeck services`"),
        (NAMES.vendor, "Anthropc", "did you mean 'Anthropic'?"),
        (NAMES.vendor, "qqqq", "look it up with `quarterdeck services`"),
        (NAMES.category, "chatbots", "did you mean 'chatbot'?"),
        (NAMES.category, "qqqq", "the categories are agent, chatbot, cloud-ai, coding, gateway, hub, llm-api, transl"),
    ],
)
def test_a_name_that_stands_for_nothing_comes_with_what_may_have_been_meant(look_up, name, hint):
    with pytest.raises(Unknown) as caught:
        look_up(name)
    assert repr(name) in str(caught.value)
    assert caught.value.hint.startswith(hint)


@pytest.mark.parametrize(
    ("country", "basis", "found"),
    [
        ("DE", "any", {"deepl": True}),
        ("CN", "owner", {"aggregator": True}),
        ("CN", "operator", {**dict.fromkeys([*DEEPSEEK, "youdao", "maybe-ai"], True), "kimi": False}),
        ("FR", "any", {}),
    ],
)
def test_a_country_stands_for_the_services_that_answer_to_it_and_how_sure_that_is(country, basis, found):
    assert NAMES.jurisdiction(country, basis) == found


def test_all_names_of_a_vendor_are_one():
    assert NAMES.same_vendor("DEEPSEEK") == {"deepseek", "hangzhou deepseek ai"}
    assert NAMES.same_vendor("Nobody") == {"nobody"}
    assert [NAMES.knows_vendor(name) for name in ("deepSeek", "Nobody")] == [True, False]
    assert vendor_names(SERVICES["deepseek-web"]) == ("hangzhou deepseek ai", "deepseek")


@pytest.mark.parametrize(
    ("glob", "vendor"),
    [
        ("*deepseek*", "deepseek"),
        ("DeepSeek-r1", "deepseek"),
        ("?openai/gpt*", "openai"),
        ("gpt-4*", ""),
        ("*", ""),
        # Too short to tell: any maker's model may begin like this.
        ("agg*", ""),
    ],
)
def test_a_glob_that_begins_with_a_vendors_name_is_about_its_models(glob, vendor):
    assert NAMES.owner(glob) == vendor
