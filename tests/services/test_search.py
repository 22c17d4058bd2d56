"""Whatever a person types to find a service."""

import json

import pytest

from quarterdeck.services.catalog import load_catalog
from quarterdeck.services.search import describe, search

CATALOG = load_catalog()


def ids(query: str) -> list[str]:
    return [service.id for service in search(CATALOG, query)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("deepseek", ["deepseek-api", "deepseek-telemetry", "deepseek-web"]),
        ("DeepSeek_Web", ["deepseek-web"]),
        ("chat.deepseek.com", ["deepseek-web"]),
        ("CHAT.DeepSeek.com.", ["deepseek-web"]),
        ("https://chatgpt.com/backend-api/codex/responses?x=1", ["openai-codex", "openai-chatgpt"]),
        ("chatgpt.com/", ["openai-chatgpt", "openai-codex"]),
        ("en.wikipedia.org", []),
        ("Volcano Engine", ["deepseek-telemetry", "volcengine-ark"]),
        ("shumei", ["deepseek-telemetry"]),
        ("anysphere", ["cursor", "supermaven"]),
        ("le chat", ["mistral-lechat"]),
        ("RU", ["gigachat", "gptunnel", "polza", "yandex-alice"]),
        ("companion", ["character-ai"]),
        ("local_runtime", ["anythingllm", "jan", "lmstudio"]),
        ("oaiusercontent", ["openai-chatgpt"]),
        ("no such thing", []),
        ("http://[bad", []),
    ],
)
def test_a_query_means(query, found):
    assert ids(query) == found


def test_no_query_means_all():
    assert ids(" ") == list(CATALOG.services)


def test_a_category_means_its_services():
    assert {service.category for service in search(CATALOG, "hub")} == {"hub"}


def test_a_description_is_json_and_begins_as_explain_does():
    shown = describe(CATALOG.services["deepseek-web"])
    assert list(shown)[:5] == ["id", "name", "vendor", "jurisdiction", "category"]
    assert json.loads(json.dumps(shown)) == shown
    assert shown["jurisdiction"] == "CN"
    assert shown["hosts"][0]["host"] == "deepseek.com"
    assert describe(CATALOG.services["zenmux"])["jurisdiction"] is None
