from __future__ import annotations

import hashlib

import pytest

from quarterdeck.policy.tenant import tenant_values
from tests.policy.catalogue import request

ORG = "0f5a2b6e-0000-4000-8000-00000000c0de"


@pytest.mark.parametrize(
    ("aspect", "host", "path", "headers", "expected"),
    [
        ("workspace", "chatgpt.com", "/backend-api/x", (("chatgpt-account-id", ORG.upper()),), [ORG]),
        ("workspace", "chatgpt.com", "/", (), []),
        ("workspace", "claude.ai", f"/api/organizations/{ORG}/chat_conversations", (), [ORG]),
        ("organization", "claude.ai", f"/api/organizations/{ORG}", (), [ORG]),
        ("organization", "evil.com", f"/api/organizations/{ORG}", (), []),
        ("organization", "claude.ai", f"/x/api/organizations/{ORG}", (), []),
        ("organization", "api.openai.com", "/v1", (("openai-organization", "org-1"),), ["org-1"]),
        ("organization", "acme.openai.azure.com", "/", (), ["acme"]),
        ("organization", "acme.services.ai.azure.com", "/", (), ["acme"]),
        ("organization", "acme.openai.azure.com.evil.com", "/", (), []),
        ("project", "api.openai.com", "/v1", (("openai-project", "proj_1"),), ["proj_1"]),
        (
            "project",
            "us-central1-aiplatform.googleapis.com",
            "/v1/projects/acme-ml/locations/us-central1/x",
            (),
            ["acme-ml"],
        ),
        ("project", "evil.com", "/v1/projects/acme-ml/locations", (), []),
        ("plan", "api.business.githubcopilot.com", "/", (), ["business"]),
        ("plan", "individual.githubcopilot.com", "/", (), ["individual"]),
        ("plan", "api.githubcopilot.com", "/", (), []),
        ("plan", "xbusiness.githubcopilot.com", "/", (), []),
        ("key", "api.openai.com", "/", (("authorization", "Basic abc"),), []),
    ],
)
def test_what_a_request_shows_of_its_account(
    aspect: str, host: str, path: str, headers: tuple[tuple[str, str], ...], expected: list[str]
) -> None:
    assert tenant_values(aspect, request(host, path, headers=headers)) == expected


@pytest.mark.parametrize("header", ["x-api-key", "api-key", "x-goog-api-key", "authorization"])
def test_a_key_is_only_ever_a_digest(header: str) -> None:
    value = "Bearer sk-test" if header == "authorization" else "sk-test"
    found = tenant_values("key", request("api.openai.com", headers=((header, value),)))
    assert found == [hashlib.sha256(b"sk-test").hexdigest()]


def test_two_claims_are_both_seen() -> None:
    headers = (("openai-organization", "org-1"), ("openai-organization", "org-2"))
    assert tenant_values("organization", request("api.openai.com", headers=headers)) == ["org-1", "org-2"]
