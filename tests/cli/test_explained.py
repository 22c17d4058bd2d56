"""The promised shape of a decision, and what settings make of a verdict."""

from __future__ import annotations

import orjson
import pytest

from quarterdeck.cli.explained import as_configured, explained
from quarterdeck.config.compose import compose
from quarterdeck.config.load import load_config
from quarterdeck.config.request import Stated, judged
from quarterdeck.policy.load import load_policies

RULES = """\
policy: p
ban: [{id: host, domain: banned.example}]
rules:
  - {id: models, match: {model: "*deepseek*"}, action: block}
"""
EXEMPT = {"QUARTERDECK_NEVER_INSPECT": "{hosts: [banned.example, openrouter.ai]}"}


def ask(url: str, environ: dict[str, str] | None = None, **keys):
    config = load_config(None, environ or {})
    world = compose(load_policies(text={"p.yaml": RULES}), config, run_cases=False)
    found = judged(Stated(url, 1e9, **keys), world.policy, world.kit)
    return found, as_configured(found, world, config)


def test_it_is_json_through_and_through():
    body = b'{"model": "deepseek-r1", "messages": [{"role": "user", "content": "hi"}]}'
    document = explained(*ask("https://openrouter.ai/api/v1/chat/completions", body=body))
    assert orjson.loads(orjson.dumps(document)) == document
    assert document["rules"][0] == {
        "id": "models",
        "policy": "p",
        "action": "block",
        "reason": "The rule models gives no reason.",
        "source": "p.yaml:4",
        "unknown": False,
        "suggest": [],
        "references": [],
    }
    assert (document["model"], document["models"]) == ("deepseek-r1", ["deepseek-r1"])


def test_the_default_rule_is_named_when_nothing_matched():
    document = explained(*ask("https://www.example.org/"))
    assert document["default"] is True
    assert [rule["id"] for rule in document["rules"]] == ["default"]
    assert document["service"] is None


def test_a_model_that_cannot_be_read_is_null_and_matches_as_unknown():
    url = "https://openrouter.ai/api/v1/chat/completions"
    document = explained(*ask(url, body=b'{"model": "a", "model": "b"}', method="POST"))
    assert (document["model"], document["models"]) == (None, None)
    assert document["opaque"]
    assert document["rules"][0]["unknown"] is True


def test_an_artifact_is_told():
    document = explained(*ask("https://huggingface.co/google/gemma-3-4b-it/resolve/main/model.safetensors"))
    assert document["artifact"]["kind"] == "weights"
    assert document["artifact"]["registry"] == "huggingface"


@pytest.mark.parametrize(
    ("url", "environ", "verdict", "because"),
    [
        ("https://openrouter.ai/", {}, "inspect", "p.yaml:4"),
        ("https://www.example.org/", {}, "tunnel", "no rule governs www.example.org"),
        ("https://www.example.org/", {"QUARTERDECK_INSPECT": "all"}, "inspect", "inspect: all"),
        ("https://banned.example/", {}, "inspect", "p.yaml:2"),
        ("https://banned.example/", {"QUARTERDECK_REFUSE": "connect"}, "refuse", "p.yaml:2"),
        ("https://banned.example/", EXEMPT, "refuse", "p.yaml:2"),
        (
            "https://openrouter.ai/",
            EXEMPT,
            "tunnel",
            "never_inspect",
        ),
        ("http://openrouter.ai/", EXEMPT, "inspect", "p.yaml:4"),
        ("http://banned.example/", {"QUARTERDECK_REFUSE": "connect"}, "inspect", "p.yaml:2"),
        ("https://openrouter.ai/", {"QUARTERDECK_REFUSE": "connect"}, "inspect", "p.yaml:4"),
    ],
)
def test_the_verdict_on_the_connection_heeds_the_settings(url, environ, verdict, because):
    _, connection = ask(url, environ)
    assert (connection.verdict.value, connection.because) == (verdict, because)


def test_a_request_that_is_refused_outright_is_refused_as_a_connection():
    document = explained(*ask("https://%62anned.example/"))
    assert document["inspection"]["verdict"] == "refuse"
    assert document["rules"][0]["id"] == "bad-host"
