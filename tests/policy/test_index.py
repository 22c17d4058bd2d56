"""The index leaves out only rules that cannot matter, and names each of the others once, the strictest first."""

from __future__ import annotations

import pytest

from quarterdeck.model.content import Artifact
from quarterdeck.model.facts import Maker
from quarterdeck.policy.index import Index
from quarterdeck.policy.term import Gate
from tests.policy.catalogue import connection, request

GATES: list[frozenset[Gate] | None] = [
    None,
    frozenset({("service", "chatgpt")}),
    frozenset({("host", "chatgpt.com"), ("service", "chatgpt"), ("host", "*.com")}),
    frozenset({("model", "*deepseek*")}),
    frozenset({("model", "gpt-4*")}),
    frozenset({("maker", "")}),
    frozenset({("artifact", "")}),
    frozenset(),
    frozenset({("host", "=example.org")}),
]


def owner(glob: str) -> str:
    return "deepseek" if "deepseek" in glob else ""


INDEX = Index(GATES, owner)


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        (request("nobody.example", makers=()), [0]),
        (request("example.org", makers=()), [0, 8]),
        (request("www.example.org", makers=()), [0]),
        (request("chatgpt.com", makers=()), [0, 1, 2]),
        (request("openrouter.ai", models=("gpt-4o",), makers=(Maker("OpenAI", "US"),)), [0, 4, 5]),
        (request("openrouter.ai", models=("GPT-4o", "x-DeepSeek"), makers=(Maker("", ""),)), [0, 3, 4, 5]),
        # A model that cannot be read may be any, by any maker.
        (request("openrouter.ai", models=None, makers=None), [0, 3, 4, 5]),
        (request("mirror.example", makers=(), artifact=Artifact("weights", "x", "oci")), [0, 6]),
        (connection("nobody.example"), [0]),
        (connection("openrouter.ai"), [0, 3, 4, 5]),
        # A first party serves its own models, and perhaps any that a glob of nobody's covers.
        (connection("api.openai.com"), [0, 2, 4, 5]),
        (connection("deepseek.com"), [0, 2, 3, 4, 5]),
        (connection("deepl.com"), [0, 2, 5]),
        (connection("mirror.example", artifact_host=True), [0, 6]),
    ],
)
def test_what_is_found_for_an_exchange(facts, found):
    assert list(INDEX.find(facts)) == found


def test_nothing_is_found_where_there_is_nothing():
    assert list(Index([], owner).find(request("chatgpt.com"))) == []
    assert list(Index([frozenset()], owner).find(connection("chatgpt.com"))) == []
