"""What is refused because of the model, the artifact or the activity, on hosts that are otherwise allowed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .harness.clients import anthropic_client, httpx_client, openai_client
from .harness.names import GOVERNED
from .harness.policy import GATEWAY
from .harness.quarterdeck import Quarterdeck
from .harness.rawclient import RawClient
from .harness.world import World

ASK: list[dict[str, Any]] = [{"role": "user", "content": "a question"}]
BEDROCK = "https://bedrock-runtime.us-east-1.amazonaws.com"
GEMINI = "https://generativelanguage.googleapis.com"

REFUSED = {
    "openai-shape": (
        f"https://{GATEWAY}/api/v1/chat/completions",
        {"model": "deepseek/deepseek-chat", "messages": ASK},
    ),
    "model-name-case": (
        f"https://{GATEWAY}/api/v1/chat/completions",
        {"model": "DeepSeek/DeepSeek-R1", "messages": ASK},
    ),
    "fallback-list": (
        f"https://{GATEWAY}/api/v1/chat/completions",
        {"model": "openai/gpt-4o", "models": ["meta/llama", "deepseek/deepseek-r1"], "messages": ASK},
    ),
    "together": (f"https://{GOVERNED}/v1/chat/completions", {"model": "deepseek-ai/DeepSeek-V3", "messages": ASK}),
    "completion": (f"https://{GOVERNED}/v1/completions", {"model": "deepseek-ai/DeepSeek-V3", "prompt": "x"}),
    "embeddings": (f"https://{GOVERNED}/v1/embeddings", {"model": "deepseek-embed", "input": "x"}),
    "bedrock-converse": (
        f"{BEDROCK}/model/us.deepseek.r1-v1%3A0/converse",
        {"messages": [{"role": "user", "content": [{"text": "x"}]}]},
    ),
    "bedrock-invoke": (f"{BEDROCK}/model/deepseek.r1-v1:0/invoke", {"prompt": "x"}),
    "gemini": (f"{GEMINI}/v1beta/models/forbidden-1:generateContent", {"contents": [{"parts": [{"text": "x"}]}]}),
    "gemini-stream": (
        f"{GEMINI}/v1beta/models/forbidden-1:streamGenerateContent?alt=sse",
        {"contents": [{"parts": [{"text": "x"}]}]},
    ),
    "ollama-chat": ("https://ollama.com/api/chat", {"model": "deepseek-r1:8b", "messages": ASK}),
    "ollama-generate": ("https://ollama.com/api/generate", {"model": "deepseek-r1:8b", "prompt": "x"}),
    "anthropic-shape": (
        "https://api.anthropic.com/v1/messages",
        {"model": "forbidden-2", "max_tokens": 1, "messages": ASK},
    ),
    "openai-responses": ("https://api.openai.com/v1/responses", {"model": "forbidden-2", "input": "x"}),
}
ALLOWED = {
    "openai-shape": (f"https://{GATEWAY}/api/v1/chat/completions", {"model": "openai/gpt-4o", "messages": ASK}),
    "together": (f"https://{GOVERNED}/v1/chat/completions", {"model": "meta-llama/Llama-3", "messages": ASK}),
    "bedrock": (
        f"{BEDROCK}/model/anthropic.claude-3/converse",
        {"messages": [{"role": "user", "content": [{"text": "x"}]}]},
    ),
    "gemini": (f"{GEMINI}/v1beta/models/gemini-2.0-flash:generateContent", {"contents": [{"parts": [{"text": "x"}]}]}),
    "ollama": ("https://ollama.com/api/chat", {"model": "llama3", "messages": ASK}),
    "talks-about-it": (
        f"https://{GATEWAY}/api/v1/chat/completions",
        {"model": "openai/gpt-4o", "messages": [{"role": "user", "content": "what is deepseek-chat?"}]},
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_forbidden_model_is_refused(shared: Quarterdeck, internet: World, name: str) -> None:
    url, body = REFUSED[name]
    before = len(internet.origins["ai"].requests)
    with httpx_client(shared) as client:
        got = client.post(url, json=body)
    assert got.status_code == 403, got.text
    assert "x-origin" not in got.headers
    record = shared.record_of(got.headers["quarterdeck-incident"])
    assert record["outcome"] == "refused"
    assert record["rules"]
    assert record["models"]
    assert len(internet.origins["ai"].requests) == before


@pytest.mark.parametrize("name", ALLOWED)
def test_another_model_passes(shared: Quarterdeck, name: str) -> None:
    url, body = ALLOWED[name]
    with httpx_client(shared) as client:
        got = client.post(url, json=body)
    assert got.status_code == 200, got.text
    assert got.headers["x-origin"] == "ai"


def test_an_allowed_request_leaves_one_record(shared: Quarterdeck, source: str) -> None:
    body = json.dumps({"model": "meta-llama/Llama-3", "messages": ASK}).encode()
    with RawClient(shared.address, source) as client:
        client.connect(f"{GOVERNED}:443")
        client.start_tls(GOVERNED.encode())
        client.send(
            b"POST /v1/chat/completions HTTP/1.1\r\nHost: %b\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d\r\n\r\n%b" % (GOVERNED.encode(), len(body), body)
        )
        assert client.reply().status == 200
    shared.wait_record(lambda line: line.get("client") == source, "the record of an allowed request")
    (record,) = shared.from_client(source)
    assert record["outcome"] == "forwarded"
    assert record["models"] == ["meta-llama/Llama-3"]
    assert record["request_bytes"] == len(body)
    assert record["service"] == "together"


def test_the_openai_sdk_works_at_an_allowed_host(shared: Quarterdeck) -> None:
    got = openai_client(shared).chat.completions.create(model="gpt-4o", messages=ASK)
    assert got.choices[0].message.content == "hello from api.openai.com"


def test_the_anthropic_sdk_works_at_an_allowed_host(shared: Quarterdeck) -> None:
    got = anthropic_client(shared).messages.create(model="claude-x", max_tokens=5, messages=ASK)
    assert got.content[0].text == "hello from api.anthropic.com"


WEIGHTS = (
    "https://huggingface.co/deepseek-ai/DeepSeek-R1/resolve/main/model-00001-of-000163.safetensors",
    "https://huggingface.co/unsloth/DeepSeek-R1-GGUF/resolve/main/q4.gguf",
    "https://hf-mirror.com/deepseek-ai/DeepSeek-V3/resolve/main/model.safetensors",
    "https://registry.ollama.ai/v2/library/deepseek-r1/manifests/8b",
    "https://pypi.org/simple/deepseeek/",
    "https://pypi.org/simple/deepseekai/",
    "https://files.pythonhosted.org/packages/aa/bb/cccc/deepseeek-0.0.1-py3-none-any.whl",
    "https://registry.npmjs.org/deepseek-cli",
)
FETCHED = (
    "https://huggingface.co/google-bert/bert-base-uncased/resolve/main/model.safetensors",
    "https://registry.ollama.ai/v2/library/llama3/manifests/8b",
    "https://pypi.org/simple/requests/",
)


@pytest.mark.parametrize("url", WEIGHTS)
def test_a_forbidden_artifact_is_refused(shared: Quarterdeck, internet: World, url: str) -> None:
    before = len(internet.origins["hub"].requests)
    with httpx_client(shared) as client:
        got = client.get(url)
    assert got.status_code == 403, got.text
    record = shared.record_of(got.headers["quarterdeck-incident"])
    assert record["artifact"]
    assert len(internet.origins["hub"].requests) == before


@pytest.mark.parametrize("url", FETCHED)
def test_another_artifact_passes(shared: Quarterdeck, internet: World, url: str) -> None:
    """Whether it was inspected or tunnelled, the origin answers; a tunnel shows the origin's own certificate."""
    host = url.split("/")[2]
    both = shared.folder / f"both-{host}.pem"
    both.write_bytes(shared.ca.read_bytes() + internet.authority.path.read_bytes())
    with httpx_client(shared, ca=str(both)) as client:
        got = client.get(url)
    assert got.status_code == 200
    assert got.headers["x-origin"] == "hub"
