"""A sentence that tells somebody to open an address reaches them whole: in every shape, and through the libraries."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote

import pytest

from quarterdeck import wire
from quarterdeck.wire.refusal import ERRORS, Refusal, refusal
from quarterdeck.wire.stream_error import stream_error

from .test_refusal import server

ADDRESS = "http://quarterdeck.proxy/coach/grant?t=AbC_-.~%2F&r=a/b#why"
INCIDENT = "inc-0123"
COACHED = (
    f'Please ask before you use “DeepSeek” \\ 深度求索 🚢 (rule "coach/first-use"). Open {ADDRESS} and say why, '
    f"then send it again. Quarterdeck incident {INCIDENT}"
)
LONG = f"{'Reasons, and their reasons. ' * 400}Open {ADDRESS} and say why. Quarterdeck incident {INCIDENT}"


def strings(value: Any) -> Iterator[str]:
    """Every string in a document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from strings(one)


@pytest.mark.parametrize("text", [COACHED, LONG], ids=["coached", "long"])
@pytest.mark.parametrize("grammar", [*ERRORS, "mcp", "hub", "text"])
def test_every_shape_holds_the_whole_sentence(grammar: str, text: str) -> None:
    said = refusal(grammar, text, INCIDENT, body=b'{"jsonrpc":"2.0","id":7,"method":"tools/call"}')
    if grammar == "text":
        assert said.body.decode() == f"{text}\n"
    else:
        assert text in strings(json.loads(said.body))
    for _, value in said.headers:
        assert len(value) <= 1000
    if grammar == "hub":
        assert f"{ADDRESS} and say why" in dict(said.headers)["x-error-message"]


@pytest.mark.parametrize("text", [COACHED, LONG], ids=["coached", "long"])
@pytest.mark.parametrize("grammar", [*ERRORS, "mcp"])
@pytest.mark.parametrize("kind", ["", "text/event-stream", "application/x-ndjson", "application/json"])
def test_every_stream_holds_the_whole_sentence(grammar: str, kind: str, text: str) -> None:
    said = stream_error(grammar, text, INCIDENT, kind)
    if grammar == "aws" and not kind:
        head = int.from_bytes(said[4:8])
        assert json.loads(said[12 + head : -4])["message"] == text
        # The name that libraries look for is in the fields, of which each has its limit.
        assert f"{ADDRESS} and say why".encode() in said[12 : 12 + head]
        return
    lines = [line.removeprefix(b"data: ").strip(b",]") for line in said.split(b"\n")]
    assert text in strings([json.loads(line) for line in lines if line.startswith(b"{")])


@pytest.mark.parametrize("kind", ["application/connect+json", "application/proto"])
def test_connect_holds_the_whole_sentence(kind: str) -> None:
    headers = (("content-type", kind), ("connect-protocol-version", "1"))
    said = wire.refusal(None, None, LONG, INCIDENT, headers=headers)
    assert LONG in strings(json.loads(said.body[5:] if "connect" in kind else said.body))


@pytest.mark.parametrize(
    "text", [COACHED, LONG, COACHED.replace("DeepSeek", "深" * 900)], ids=["coached", "long", "wide"]
)
def test_grpc_tells_where_to_go_within_what_libraries_take(text: str) -> None:
    said = wire.refusal(None, None, text, INCIDENT, headers=(("content-type", "application/grpc"),))
    message = dict(said.headers)["grpc-message"]
    assert len(message) <= 4000
    assert f"{ADDRESS} and say why" in unquote(message)
    assert unquote(message).endswith(INCIDENT)
    assert (unquote(message) == text) == (text == COACHED)


def openai_chat(url: str, stream: bool) -> str:
    import openai

    client = openai.OpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0)
    with pytest.raises(openai.PermissionDeniedError) as caught:
        client.chat.completions.create(model="m", messages=[{"role": "user", "content": "hi"}], stream=stream)
    return str(caught.value.body["message"])  # type: ignore[index] # it is a mapping, which the library leaves open


def openai_responses(url: str, stream: bool) -> str:
    import openai

    client = openai.OpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0)
    with pytest.raises(openai.PermissionDeniedError) as caught:
        client.responses.create(model="m", input="hi", stream=stream)
    return str(caught.value.body["message"])  # type: ignore[index] # as above


def anthropic_messages(url: str, stream: bool) -> str:
    import anthropic

    client = anthropic.Anthropic(base_url=url, api_key="none", max_retries=0)
    with pytest.raises(anthropic.PermissionDeniedError) as caught:
        client.messages.create(model="m", max_tokens=9, messages=[{"role": "user", "content": "hi"}], stream=stream)
    return str(caught.value.body["error"]["message"])  # type: ignore[index] # as above


def gemini(url: str, stream: bool) -> str:
    from google import genai
    from google.genai import errors, types

    client = genai.Client(api_key="none", http_options=types.HttpOptions(base_url=url))
    ask = client.models.generate_content_stream if stream else client.models.generate_content
    with pytest.raises(errors.ClientError) as caught:
        list(ask(model="m", contents="hi"))
    return str(caught.value.message)


def bedrock(url: str, stream: bool) -> str:
    import boto3
    from botocore.config import Config
    from botocore.exceptions import ClientError

    client = boto3.client(
        "bedrock-runtime",
        region_name="us-east-1",
        aws_access_key_id="none",
        aws_secret_access_key="none",
        endpoint_url=url,
        config=Config(retries={"total_max_attempts": 1}),
    )
    asked = {"modelId": "m", "messages": [{"role": "user", "content": [{"text": "hi"}]}]}
    with pytest.raises(ClientError) as caught:
        (client.converse_stream if stream else client.converse)(**asked)
    assert caught.value.response["Error"]["Code"] == "AccessDeniedException"
    return str(caught.value.response["Error"]["Message"])


def ollama(url: str, stream: bool) -> str:
    import ollama as library

    client = library.Client(host=url)
    with pytest.raises(library.ResponseError) as caught:
        list(client.chat(model="m", messages=[{"role": "user", "content": "hi"}], stream=stream))
    assert caught.value.status_code == 403
    return str(caught.value.error)


def cohere(url: str, stream: bool) -> str:
    import cohere as library
    from cohere.errors import ForbiddenError

    client = library.ClientV2(api_key="none", base_url=url, max_retries=0)
    asked: dict[str, Any] = {"model": "m", "messages": [{"role": "user", "content": "hi"}]}
    with pytest.raises(ForbiddenError) as caught:
        list((client.chat_stream if stream else client.chat)(**asked))
    return str(caught.value.body["message"])


def mistral(url: str, stream: bool) -> str:
    from mistralai.client import Mistral
    from mistralai.client.errors import MistralError

    client = Mistral(api_key="none", server_url=url)
    asked: dict[str, Any] = {"model": "m", "messages": [{"role": "user", "content": "hi"}]}
    with pytest.raises(MistralError) as caught:
        (client.chat.stream if stream else client.chat.complete)(**asked)
    assert caught.value.status_code == 403
    return str(json.loads(caught.value.body)["error"]["message"])


LIBRARIES: dict[str, tuple[str, Callable[[str, bool], str]]] = {
    "openai-chat": ("openai-chat", openai_chat),
    "openai-responses": ("openai-responses", openai_responses),
    "anthropic": ("anthropic-messages", anthropic_messages),
    "google": ("gemini", gemini),
    "aws": ("bedrock", bedrock),
    "ollama": ("ollama", ollama),
    "cohere": ("cohere", cohere),
    "mistral": ("openai-chat", mistral),
}


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("library", LIBRARIES)
def test_a_vendors_own_library_raises_with_the_whole_sentence(library: str, stream: bool) -> None:
    format_, call = LIBRARIES[library]
    with server(lambda path, headers, body: _coached(format_, path, headers, body)) as url:
        assert call(url, stream) == COACHED


def _coached(format_: str, path: str, headers: dict[str, str], body: bytes) -> Refusal:
    return wire.refusal(format_, None, COACHED, INCIDENT, False, tuple(headers.items()), path=path, body=body)
