"""OpenAI's shape at other hosts, driven by OpenAI's SDK: Azure's deployments, gateways, Copilot, Ollama's /v1."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx2
import openai
import pytest

from ..harness.vendors.market import CANARY, FORBIDDEN, REASON
from ..harness.vendors.vendor import WORDS
from ..harness.vendors.visit import Visit, told

SAID = "".join(WORDS)
AZURE = "https://fleet.openai.azure.com"


@dataclass(frozen=True)
class Host:
    """Where, under which service of the catalogue, and a model's name there."""

    vendor: str
    service: str
    base: str
    model: str


HOSTS = (
    Host("openrouter", "openrouter", "https://openrouter.ai/api/v1", "meta-llama/llama-3.3-70b-instruct"),
    Host("huggingface", "huggingface-inference", "https://router.huggingface.co/v1", "zai-org/GLM-4.6:novita"),
    Host("github-copilot", "github-copilot", "https://api.individual.githubcopilot.com", "gpt-4.1"),
    Host("ollama", "ollama-registry", "https://ollama.com/v1", "gpt-oss:120b"),
    Host(
        "vertex",
        "google-vertex",
        "https://us-central1-aiplatform.googleapis.com/v1/projects/p/locations/us-central1/endpoints/openapi",
        "meta/llama-4-maverick-17b-128e-instruct-maas",
    ),
)


class Port:
    """The SDK's client at some host, and what came of its calls."""

    def __init__(self, visit: Visit, host: Host, http: httpx2.Client) -> None:
        self.visit, self.host = visit, host
        self.client = openai.OpenAI(api_key="sk-x", base_url=host.base, http_client=http, max_retries=0)

    def ask(self, text: str = "x", **more: Any) -> Any:
        asked = {"model": self.host.model, "messages": [{"role": "user", "content": text}]}
        return self.client.chat.completions.create(**asked | more)


@pytest.fixture(params=HOSTS, ids=lambda host: host.vendor)
def port(request: pytest.FixtureRequest, visit: Callable[[str], Visit]) -> Iterator[Port]:
    here = visit(request.param.vendor)
    with httpx2.Client(**here.plumbing()) as http:
        yield Port(here, request.param, http)


def test_a_chat(port: Port) -> None:
    assert port.ask().choices[0].message.content == SAID
    assert port.visit.reached == port.visit.tap.sent
    assert told(port.visit.decision()) == (port.host.service, "chat", "openai-chat", [port.host.model])


def test_a_chat_streams(port: Port) -> None:
    hold = port.visit.hold()
    with port.ask(hold.name, stream=True) as stream:
        chunks = iter(stream)
        words = [next(chunks).choices[0].delta.content]
        assert hold.pending
        hold.release()
        words += [chunk.choices[0].delta.content or "" for chunk in chunks]
    assert "".join(words) == SAID


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
def test_a_forbidden_model_raises(port: Port, stream: bool) -> None:
    with pytest.raises(openai.PermissionDeniedError) as raised:
        port.ask(model="forbidden-1", stream=stream)
    assert port.visit.refused(raised.value.message, FORBIDDEN)["models"] == ["forbidden-1"]


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
def test_a_canary_raises(port: Port, stream: bool) -> None:
    with pytest.raises(openai.PermissionDeniedError) as raised:
        port.ask(CANARY, stream=stream)
    assert set(port.visit.refused(raised.value.message, REASON)["findings"]) == {"custom.canary"}


@pytest.fixture
def openrouter(visit: Callable[[str], Visit]) -> Iterator[Port]:
    here = visit("openrouter")
    with httpx2.Client(**here.plumbing()) as http:
        yield Port(here, HOSTS[0], http)


def test_a_forbidden_fallback_raises(openrouter: Port) -> None:
    with pytest.raises(openai.PermissionDeniedError) as raised:
        openrouter.ask(extra_body={"models": ["meta-llama/llama-3", "forbidden-2"]})
    record = openrouter.visit.refused(raised.value.message, FORBIDDEN)
    assert record["models"][1:] == ["meta-llama/llama-3", "forbidden-2"]


class Azure:
    """The SDK's client for Azure."""

    def __init__(self, visit: Visit, http: httpx2.Client) -> None:
        self.visit = visit
        self.client = openai.AzureOpenAI(
            api_key="x", azure_endpoint=AZURE, api_version="2024-10-21", http_client=http, max_retries=0
        )

    def ask(self, deployment: str, text: str = "x", **more: Any) -> Any:
        messages: Any = [{"role": "user", "content": text}]
        return self.client.chat.completions.create(model=deployment, messages=messages, **more)


@pytest.fixture
def azure(visit: Callable[[str], Visit]) -> Iterator[Azure]:
    here = visit("azure")
    with httpx2.Client(**here.plumbing()) as http:
        yield Azure(here, http)


def test_a_deployment_that_is_named_after_its_model(azure: Azure) -> None:
    assert azure.ask("gpt-4o").choices[0].message.content == SAID
    assert azure.visit.reached == azure.visit.tap.sent
    assert azure.visit.requests[0].path == "/openai/deployments/gpt-4o/chat/completions"
    assert told(azure.visit.decision()) == ("azure-openai", "chat", "openai-chat", ["gpt-4o"])


def test_a_deployment_streams(azure: Azure) -> None:
    hold = azure.visit.hold()
    with azure.ask("gpt-4o", hold.name, stream=True) as stream:
        chunks = iter(stream)
        words = [next(chunks).choices[0].delta.content]
        assert hold.pending
        hold.release()
        words += [chunk.choices[0].delta.content or "" for chunk in chunks]
    assert "".join(words) == SAID


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("deployment", ["forbidden-1", "assistant1"])
def test_a_deployment_of_a_forbidden_or_unknown_model_raises(azure: Azure, deployment: str, stream: bool) -> None:
    with pytest.raises(openai.PermissionDeniedError) as raised:
        azure.ask(deployment, stream=stream)
    assert azure.visit.refused(raised.value.message, FORBIDDEN)["service"] == "azure-openai"


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
def test_a_canary_in_a_deployment_raises(azure: Azure, stream: bool) -> None:
    with pytest.raises(openai.PermissionDeniedError) as raised:
        azure.ask("gpt-4o", CANARY, stream=stream)
    assert set(azure.visit.refused(raised.value.message, REASON)["findings"]) == {"custom.canary"}
