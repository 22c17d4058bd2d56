"""What an answer may not say: each SDK raises its own error, for a whole answer and in the midst of a streamed one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import anthropic
import boto3
import cohere
import httpx
import httpx2
import ollama
import openai
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, EventStreamError
from cohere.core.api_error import ApiError
from cohere.errors import ForbiddenError
from google import genai
from google.genai import errors, types
from mistralai.client import Mistral
from mistralai.client.errors import MistralError, ResponseValidationError

from ..harness.vendors.market import CANARY, REASON
from ..harness.vendors.vendor import TELL, TOLD
from ..harness.vendors.visit import Visit

ASK: Any = [{"role": "user", "content": TELL}]
CONVERSE: Any = [{"role": "user", "content": [{"text": TELL}]}]


def _openai(here: Visit) -> openai.OpenAI:
    return openai.OpenAI(api_key="sk-x", http_client=httpx2.Client(**here.plumbing()), max_retries=0)


def _anthropic(here: Visit) -> anthropic.Anthropic:
    return anthropic.Anthropic(api_key="x", http_client=httpx2.Client(**here.plumbing()), max_retries=0)


def _gemini(here: Visit) -> genai.Client:
    options = types.HttpOptions(httpx_client=httpx2.Client(**here.plumbing()))
    return genai.Client(api_key="AIza-x", http_options=options)


def _cohere(here: Visit) -> cohere.ClientV2:
    return cohere.ClientV2(api_key="x", httpx_client=httpx.Client(**here.plumbing()), max_retries=0)


def _mistral(here: Visit) -> Mistral:
    return Mistral(api_key="x", client=httpx2.Client(**here.plumbing()))


def _ollama(here: Visit) -> ollama.Client:
    return ollama.Client(host="https://ollama.com", **here.plumbing())


def _bedrock(here: Visit) -> Any:
    config = Config(proxies={"https": here.proxy.url}, retries={"total_max_attempts": 1})
    keys = {"aws_access_key_id": "AKIAMADEUPMADEUPMADE", "aws_secret_access_key": "made-up"}
    return boto3.client("bedrock-runtime", region_name="us-east-1", verify=str(here.proxy.ca), config=config, **keys)


def _chat_stream(here: Visit) -> Iterator[str]:
    for chunk in _openai(here).chat.completions.create(model="gpt-4o", messages=ASK, stream=True):
        yield chunk.choices[0].delta.content or ""


def _responses_stream(here: Visit) -> Iterator[str]:
    for event in _openai(here).responses.create(model="gpt-5", input=TELL, stream=True):
        if event.type == "response.output_text.delta":
            yield event.delta


def _messages_stream(here: Visit) -> Iterator[str]:
    for event in _anthropic(here).messages.create(model="claude-x", max_tokens=9, messages=ASK, stream=True):
        if event.type == "content_block_delta" and event.delta.type == "text_delta":
            yield event.delta.text


def _gemini_stream(here: Visit) -> Iterator[str]:
    for chunk in _gemini(here).models.generate_content_stream(model="gemini-2.5-flash", contents=TELL):
        yield chunk.text or ""


def _cohere_stream(here: Visit) -> Iterator[str]:
    """This SDK raises nothing in a stream: an error is what the last event says."""
    for event in _cohere(here).chat_stream(model="command-a-03-2025", messages=ASK):
        if event.type == "content-delta":
            yield event.delta.message.content.text
        elif event.type == "message-end" and event.delta.finish_reason == "ERROR":
            raise ApiError(body=event.delta.error)


def _mistral_stream(here: Visit) -> Iterator[str]:
    for event in _mistral(here).chat.stream(model="mistral-large-latest", messages=ASK):
        yield str(event.data.choices[0].delta.content or "")


def _ollama_stream(here: Visit) -> Iterator[str]:
    for chunk in _ollama(here).chat(model="gpt-oss:120b", messages=ASK, stream=True):
        yield chunk.message.content or ""


def _converse_stream(here: Visit) -> Iterator[str]:
    for event in _bedrock(here).converse_stream(modelId="us.amazon.nova-pro-v1:0", messages=CONVERSE)["stream"]:
        if "contentBlockDelta" in event:
            yield event["contentBlockDelta"]["delta"]["text"]


@dataclass(frozen=True)
class Case:
    """A call whose answer says too much, and what the SDK raises."""

    vendor: str
    call: Callable[[Visit], Any]
    raises: type[Exception]


WHOLE = {
    "openai-chat": Case(
        "openai",
        lambda here: _openai(here).chat.completions.create(model="gpt-4o", messages=ASK),
        openai.PermissionDeniedError,
    ),
    "openai-responses": Case(
        "openai",
        lambda here: _openai(here).responses.create(model="gpt-5", input=TELL),
        openai.PermissionDeniedError,
    ),
    "anthropic": Case(
        "anthropic",
        lambda here: _anthropic(here).messages.create(model="claude-x", max_tokens=9, messages=ASK),
        anthropic.PermissionDeniedError,
    ),
    "gemini": Case(
        "gemini",
        lambda here: _gemini(here).models.generate_content(model="gemini-2.5-flash", contents=TELL),
        errors.ClientError,
    ),
    "cohere": Case("cohere", lambda here: _cohere(here).chat(model="command-a-03-2025", messages=ASK), ForbiddenError),
    "mistral": Case(
        "mistral", lambda here: _mistral(here).chat.complete(model="mistral-large-latest", messages=ASK), MistralError
    ),
    "ollama": Case("ollama", lambda here: _ollama(here).chat(model="gpt-oss:120b", messages=ASK), ollama.ResponseError),
    "bedrock": Case(
        "bedrock",
        lambda here: _bedrock(here).converse(modelId="us.amazon.nova-pro-v1:0", messages=CONVERSE),
        ClientError,
    ),
}
STREAMED = {
    "openai-chat": Case("openai", _chat_stream, openai.APIError),
    "openai-responses": Case("openai", _responses_stream, openai.APIError),
    "anthropic": Case("anthropic", _messages_stream, anthropic.APIStatusError),
    "gemini": Case("gemini", _gemini_stream, errors.APIError),
    "cohere": Case("cohere", _cohere_stream, ApiError),
    "mistral": Case("mistral", _mistral_stream, MistralError),
    "ollama": Case("ollama", _ollama_stream, ollama.ResponseError),
    "bedrock": Case("bedrock", _converse_stream, EventStreamError),
}


def cut(here: Visit) -> dict[str, Any]:
    """How the one exchange came out."""
    incident = here.decision()["incident"]
    return here.proxy.wait_record(
        lambda line: line["event"] == "outcome" and line["incident"] == incident, "the outcome of an answer"
    )


def told(error: Exception) -> str:
    """What an error says. Mistral's SDK knows no errors in a stream: it raises that the event is none of the known."""
    return str(error.__cause__.errors()[0]["input"]) if isinstance(error, ResponseValidationError) else str(error)


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_answer_with_a_canary_raises(visit: Callable[[str], Visit], name: str) -> None:
    case = WHOLE[name]
    here = visit(case.vendor)
    with pytest.raises(case.raises) as raised:
        case.call(here)
    assert REASON in str(raised.value)
    assert CANARY not in str(raised.value)
    record = cut(here)
    assert record["incident"] in str(raised.value)
    assert (record["outcome"], set(record["findings"])) == ("cut", {"custom.canary"})


@pytest.mark.parametrize("name", STREAMED)
def test_a_stream_with_a_canary_ends_with_the_sdks_error(visit: Callable[[str], Visit], name: str) -> None:
    case = STREAMED[name]
    here = visit(case.vendor)
    words: list[str] = []
    with pytest.raises(case.raises) as raised:
        words.extend(case.call(here))
    assert words == [TOLD[0]]
    said = told(raised.value)
    record = cut(here)
    assert REASON in said
    assert record["incident"] in said
    assert (record["outcome"], set(record["findings"])) == ("cut", {"custom.canary"})
