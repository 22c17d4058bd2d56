from __future__ import annotations

from typing import Any

import pytest

from quarterdeck.model.finding import Finding
from tests.policy.catalogue import connection, request
from tests.policy.test_leaves_service import value

FOUND = (
    Finding("secrets.aws-access-key-id", "/a", 0, 20, 0.99),
    Finding("secrets.generic", "/a", 30, 50, 0.5),
    Finding("pii.email", "/b", 0, 9, 0.9),
)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("secrets.*", True),
        ("{detector: secrets.*, min_count: 2}", True),
        ("{detector: secrets.*, min_count: 3}", False),
        ("{detector: secrets.*, min_count: 2, min_confidence: 0.8}", False),
        ("{detector: [pii.*, marking.*], min_confidence: 0.9}", True),
        ("marking.*", False),
        ("{min_count: 3}", True),
        ("[marking.*, pii.*]", True),
    ],
)
def test_findings_are_counted(content: str, expected: bool) -> None:
    assert value(f"content: {content}", request("chatgpt.com", findings=FOUND)) is expected
    assert value(f"content: {content}", request("chatgpt.com", findings=None)) is None


IN_FILES = {"findings": (Finding("pii.email", "/f!a.txt", 0, 9),), "file_types": (("/f", "zip"), ("/g", "pdf"))}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("{detector: pii.*, file_type: zip}", True),
        ("{detector: pii.*, file_type: pdf}", False),
        ("{detector: secrets.*, file_type: zip}", False),
        ("{file_type: pdf}", True),
        ("{file_type: docx}", False),
        ("{file_type: [pdf, zip], min_count: 2}", True),
    ],
)
def test_findings_count_only_in_files_of_the_type(content: str, expected: bool) -> None:
    assert value(f"content: {content}", request("chatgpt.com", **IN_FILES)) is expected


def test_what_could_not_be_read_may_hold_more() -> None:
    assert value("content: pii.*", request("chatgpt.com", findings=(), opaque=("encrypted-file",))) is None
    assert value("content: pii.*", request("chatgpt.com", **IN_FILES, opaque=("encrypted-file",))) is True
    assert value("content: pii.*", request("chatgpt.com", findings=(), opaque=("embedded-image",))) is False
    assert value("content: pii.*", request("chatgpt.com", findings=(), opaque=("embedded-image", "image"))) is None


def test_a_type_is_known_of_a_file_that_was_read_in_part() -> None:
    docx = {"findings": (), "file_types": (("/f", "docx"),)}
    assert value("content: {file_type: pdf}", request("chatgpt.com", **docx, opaque=("image",))) is False
    assert value("content: {file_type: pdf}", request("chatgpt.com", **docx, opaque=("file",))) is None
    assert value("content: {file_type: pdf}", request("chatgpt.com", findings=(), opaque=("too-large",))) is None
    assert value("content: {file_type: docx}", request("chatgpt.com", **docx, opaque=("image",))) is True


@pytest.mark.parametrize(("host", "expected"), [("chatgpt.com", None), ("example.org", False), ("deepl.com", None)])
def test_on_a_connection_content_is_pending_where_ai_is(host: str, expected: bool | None) -> None:
    assert value("content: pii.*", connection(host)) is expected


def key(value_: str) -> dict[str, Any]:
    return {"headers": (("authorization", f"Bearer {value_}"),)}


@pytest.mark.parametrize(
    ("tenant", "expected"),
    [
        ("{plan: business}", True),
        ("{plan: individual}", False),
        ("{organization: x}", None),
        ("{workspace: x}", None),
    ],
)
def test_on_a_connection_a_tenant_is_told_by_a_host_that_shows_it(tenant: str, expected: bool | None) -> None:
    assert value(f"tenant: {tenant}", connection("api.business.githubcopilot.com")) is expected


def test_a_key_is_known_by_its_digest() -> None:
    # The SHA-256 of "sk-test".
    digest = "c6b4cf2ccf0cdff87c3a2fcb5e8b1d6f7e4b6d41"
    import hashlib

    digest = hashlib.sha256(b"sk-test").hexdigest()
    for text in (digest, digest[:16], f"sha256:{digest}", digest.upper()):
        assert value(f"tenant: {{key: '{text}'}}", request("api.openai.com", **key("sk-test"))) is True
        assert value(f"tenant: {{key: '{text}'}}", request("api.openai.com", **key("sk-other"))) is False
    assert value(f"tenant: {{key: '{digest}'}}", request("api.openai.com")) is False


RECORDED = (Finding("secrets.generic", "", 0, 0, 0.0), Finding("secrets.generic", "", 0, 0, 0.0))


@pytest.mark.parametrize(
    ("content", "missing", "expected"),
    [
        ("secrets.*", "content", True),
        ("marking.*", "content", None),
        ("{file_type: pdf}", "content", False),
        ("{file_type: pdf}", "content.file_type", None),
        ("{detector: secrets.*, file_type: pdf}", "content.file_type", None),
        ("{detector: marking.*, file_type: pdf}", "content.file_type", False),
        ("{detector: secrets.*, min_confidence: 0.5}", "content.confidence", None),
        ("{detector: secrets.*, min_confidence: 0.5, min_count: 3}", "content.confidence", False),
        ("{detector: marking.*, min_confidence: 0.5}", "content.confidence", False),
        ("{min_count: 3, min_confidence: 0.5}", "content", None),
    ],
)
def test_what_nobody_recorded_of_contents_is_open_only_where_it_could_be_what_is_missing(
    content: str, missing: str, expected: bool | None
) -> None:
    facts = request("chatgpt.com", findings=RECORDED, unrecorded=frozenset({missing}))
    assert value(f"content: {content}", facts) is expected


def test_an_account_that_is_not_shown_is_open_where_nobody_recorded_what_shows_it() -> None:
    missing = {"unrecorded": frozenset({"tenant.organization", "tenant.key"})}
    assert value("tenant: {organization: ours}", request("x.openai.azure.com", **missing)) is None
    assert value("tenant: {organization: x}", request("x.openai.azure.com", **missing)) is True
    assert value("tenant: {plan: business}", request("api.openai.com", **missing)) is False
