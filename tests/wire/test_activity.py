"""The activity of a request that no format reads."""

from __future__ import annotations

import pytest

from quarterdeck.model.content import Artifact
from quarterdeck.wire import activity

from .build import UNLISTED, exchange, matched


@pytest.mark.parametrize(
    ("method", "path", "expect"),
    [
        ("GET", "/", "browse"),
        ("GET", "/chat/123", "browse"),
        ("GET", "/assets/app.js", "browse"),
        ("GET", "/login", "login"),
        ("GET", "/api/auth/session", "login"),
        ("GET", "/oauth2/authorize", "login"),
        ("POST", "/oauth/token", "login"),
        ("GET", "/copilot_internal/v2/token", "login"),
        ("POST", "/v1/sign-in", "login"),
        ("POST", "/api/v0/users/current", "login"),
        ("POST", "/api/v0/events", "telemetry"),
        ("POST", "/api/event_logging/batch", "telemetry"),
        ("POST", "/v1/rgstr", "telemetry"),
        ("POST", "/service/2/app_log/", "telemetry"),
        ("GET", "/monitor/collect/c/cloudcontrol/get", "telemetry"),
        ("POST", "/api/v0/file/upload_file", "upload"),
        ("PUT", "/v1/files/9", "upload"),
        ("POST", "/api/v0/chat/create_pow_challenge", "chat"),
        ("POST", "/api/chat/sessions/9/messages", "chat"),
        ("POST", "/v1/thing:generate", "chat"),
        ("POST", "/v1/embed", "embed"),
        ("POST", "/v1/thing:embed", "embed"),
        ("POST", "/v1/thing:upload", "upload"),
        ("POST", "/settings", "browse"),
        ("POST", "/catalogue/category", "browse"),
    ],
)
def test_by_method_and_path(method: str, path: str, expect: str) -> None:
    asked = exchange(f"https://ai.example{path}", b"{}" if method != "GET" else None, method=method)
    assert activity.classify(asked, matched()) == expect


def test_by_the_role_of_the_host() -> None:
    asked = exchange("https://t.example/x", b"{}")
    assert activity.classify(asked, matched(role="telemetry")) == "telemetry"
    assert activity.classify(asked, matched(category="telemetry")) == "telemetry"
    weights = exchange("https://cdn.example/repos/model.gguf", None, method="GET")
    assert activity.classify(weights, matched(role="weights")) == "download-weights"
    assert activity.classify(weights, matched(role="web")) == "browse"


def test_by_the_content() -> None:
    asked = exchange("https://x.example/y", b"--b", {"content-type": "multipart/form-data; boundary=b"})
    assert activity.classify(asked, UNLISTED) == "upload"


@pytest.mark.parametrize(
    ("kind", "expect"), [("weights", "download-weights"), ("package", "install"), ("container", "install")]
)
def test_by_the_artifact(kind: str, expect: str) -> None:
    found = Artifact(kind, "deepseek-ai/x", "huggingface")
    for method, path in (("GET", "/a/b/resolve/main/x"), ("HEAD", "/x"), ("POST", "/a/b.git/info/lfs/objects/batch")):
        assert activity.classify(exchange(f"https://h.example{path}", method=method), UNLISTED, found) == expect
