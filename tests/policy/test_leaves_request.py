from __future__ import annotations

from typing import Any

import pytest

from quarterdeck.model.content import Artifact
from quarterdeck.model.facts import Stage
from quarterdeck.policy.leaves_request import names_a_host, url_term
from tests.policy.catalogue import connection, request
from tests.policy.test_leaves_service import value


@pytest.mark.parametrize(
    ("glob", "host", "path", "expected"),
    [
        ("https://example.org/*", "example.org", "/a/b", True),
        ("https://example.org/*", "www.example.org", "/", False),
        ("https://example.org/*", "example.org.evil.com", "/", False),
        ("HTTPS://Example.org/V1/*", "example.org", "/v1/chat", True),
        ("https://example.org/v1/*", "example.org", "/V1/chat", True),
        ("http://example.org/*", "example.org", "/", False),
        ("example.org/v1/*", "example.org", "/v1/x", True),
        ("https://example.org", "example.org", "/anything", True),
        ("https://example.org/", "example.org", "/anything", False),
        ("https://*.example.org/*", "a.b.example.org", "/x", True),
        # A path cannot pass for a host.
        ("https://*.example.org/*", "evil.com", "/x.example.org/y", False),
        ("/v1/*", "evil.com", "/v1/x", True),
        ("/v1/*", "evil.com", "/v2/v1/x", False),
        ("*/v1/*", "evil.com", "/v1/x", True),
        ("*deepseek*", "example.org", "/models/deepseek", True),
        ("*deepseek*", "deepseek.com", "/", True),
        ("*deepseek*", "example.org", "/", False),
    ],
)
def test_urls(glob: str, host: str, path: str, expected: bool) -> None:
    assert value(f"url: '{glob}'", request(host, path)) is expected


def test_a_port_counts_when_the_glob_names_one() -> None:
    assert value("url: 'https://example.org:8443/*'", request("example.org", port=8443)) is True
    assert value("url: 'https://example.org:8443/*'", request("example.org")) is False
    assert value("url: 'https://example.org/*'", request("example.org", port=8443)) is True


@pytest.mark.parametrize(
    ("glob", "named"),
    [
        ("https://example.org/*", True),
        ("*.example.org", False),
        ("https://*.example.org/", True),
        ("/v1/*", False),
        ("*chat*", False),
    ],
)
def test_which_urls_name_a_host(glob: str, named: bool) -> None:
    assert names_a_host([glob]) is named
    assert (url_term([glob]).gates is not None) is named


@pytest.mark.parametrize(
    ("match", "facts", "expected"),
    [
        ("method: [post, PUT]", {"method": "POST"}, True),
        ("method: GET", {"method": "POST"}, False),
        ("activity: [chat, upload]", {"activity": "upload"}, True),
        ("activity: login", {"activity": "telemetry"}, False),
        ("tool: 'Search*'", {"tool": "search_web"}, True),
        ("tool: '*'", {"tool": None}, False),
        ("size: '>1KB'", {"size": 1001}, True),
        ("size: '>1KB'", {"size": 1000}, False),
        ("size: ['<1KB', '>1MB']", {"size": 5}, True),
        ("size: '>1KB'", {"size": None}, None),
        ("opaque: true", {"opaque": ("too-large",)}, True),
        ("opaque: true", {"opaque": ()}, False),
        ("opaque: false", {"opaque": ()}, True),
        ("opaque: false", {"opaque": ("too-large",)}, False),
        ("opaque: [not-json, 'too-*']", {"opaque": ("too-large",)}, True),
        ("opaque: not-json", {"opaque": ("too-large",)}, False),
        ("direction: request", {}, True),
        ("direction: answer", {}, False),
        ("direction: answer", {"stage": Stage.ANSWER}, True),
        ("budget: {tokens: '>1'}", {}, None),
        ("unlisted_ai: true", {}, None),
        ("client: {kind: browser}", {}, None),
        ("extraction: {score: '>=0.5'}", {}, None),
    ],
)
def test_facts_of_a_request(match: str, facts: dict[str, Any], expected: bool | None) -> None:
    assert value(match, request("chatgpt.com", **facts)) is expected


def test_facts_that_nothing_supplies_are_no_reason_to_stop_what_is_not_ai() -> None:
    assert value("budget: {tokens: '>1'}", request("example.org")) is False


WEIGHTS = Artifact("weights", "DeepSeek-AI/DeepSeek-R1", "huggingface")


@pytest.mark.parametrize(
    ("match", "artifact", "expected"),
    [
        ("artifact: weights", WEIGHTS, True),
        ("artifact: [package, weights]", WEIGHTS, True),
        ("artifact: package", WEIGHTS, False),
        ("artifact: weights", None, False),
        ('artifact: {name: "*deepseek*"}', WEIGHTS, True),
        ('artifact: {kind: [weights, package], name: "*deepseek*"}', WEIGHTS, True),
        ('artifact: {kind: package, name: "*deepseek*"}', WEIGHTS, False),
        ('artifact: {kind: weights, name: "*gemma*"}', WEIGHTS, False),
        ("artifact: {registry: [ollama, hugging*]}", WEIGHTS, True),
        ("artifact: {registry: ollama}", WEIGHTS, False),
        ("artifact: [{kind: package}, {registry: huggingface}]", WEIGHTS, True),
    ],
)
def test_artifacts(match: str, artifact: Artifact | None, expected: bool) -> None:
    assert value(match, request("huggingface.co", artifact=artifact)) is expected


def test_an_artifact_is_pending_where_artifacts_are_fetched() -> None:
    assert value("artifact: weights", connection("huggingface.co")) is None
    assert value("artifact: weights", connection("pypi.example", artifact_host=True)) is None
    assert value("artifact: weights", connection("chatgpt.com")) is False


@pytest.mark.parametrize(
    ("match", "missing", "expected"),
    [
        ("url: 'https://chatgpt.com/a*'", "url", None),
        ("url: 'https://claude.ai/a*'", "url", False),
        ("url: '*chat*'", "url", None),
        ("tool: search", "tool", None),
        ("tool: search", "url", False),
        ("artifact: weights", "artifact", False),
        ("opaque: true", "opaque", None),
        ("opaque: false", "opaque", None),
        ("opaque: true", "url", False),
    ],
)
def test_what_nobody_recorded_is_open_where_the_rest_does_not_decide(
    match: str, missing: str, expected: bool | None
) -> None:
    assert value(match, request("chatgpt.com", "/x", unrecorded=frozenset({missing}))) is expected


def test_an_artifact_of_which_only_the_name_was_recorded_may_be_of_any_kind() -> None:
    fetched = {"artifact": Artifact("", "deepseek-ai/deepseek-r1", "huggingface")}
    found = request("huggingface.co", unrecorded=frozenset({"artifact"}), **fetched)
    assert value("artifact: weights", found) is None
