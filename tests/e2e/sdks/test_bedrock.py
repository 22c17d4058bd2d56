"""boto3's bedrock-runtime: converse and invoke, whole and as event streams; a refusal is AccessDeniedException."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSPreparedRequest
from botocore.config import Config
from botocore.exceptions import ClientError

from ..harness.quarterdeck import Quarterdeck
from ..harness.vendors.market import CANARY, FORBIDDEN, REASON
from ..harness.vendors.vendor import WORDS
from ..harness.vendors.visit import Visit, told

MODEL = "anthropic.claude-3-5-sonnet-20240620-v1:0"
PROFILE = "us.amazon.nova-pro-v1:0"
SAID = "".join(WORDS)


class Port:
    """The SDK's client at its vendor, and what came of its calls."""

    def __init__(self, visit: Visit, client: Any) -> None:
        self.visit, self.client = visit, client
        self.sent: list[AWSPreparedRequest] = []

    def note(self, request: AWSPreparedRequest, **_: object) -> None:
        self.sent.append(request)

    def arrived(self) -> bool:
        """Whether the origin was sent what was signed: method, path, body, and every header field of the SDK's."""
        pairs = list(zip(self.visit.requests, self.sent, strict=True))
        return bool(pairs) and all(
            came.method.decode() == sent.method
            and sent.url == f"https://bedrock-runtime.us-east-1.amazonaws.com{came.target.decode()}"
            and came.body == sent.body
            and all(came.header(name.encode()) == _bytes(value) for name, value in sent.headers.items())
            for came, sent in pairs
        )


def _bytes(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode()


@pytest.fixture(scope="module")
def runtime(watch: Quarterdeck) -> Any:
    """One client for all: boto3 reads many files to make one."""
    return boto3.client(
        "bedrock-runtime",
        region_name="us-east-1",
        aws_access_key_id="AKIAMADEUPMADEUPMADE",
        aws_secret_access_key="made-up",
        verify=str(watch.ca),
        config=Config(proxies={"https": watch.url}, retries={"total_max_attempts": 1}, read_timeout=20),
    )


@pytest.fixture
def port(runtime: Any, visit: Callable[[str], Visit]) -> Iterator[Port]:
    port = Port(visit("bedrock"), runtime)
    runtime.meta.events.register_last("before-send.bedrock-runtime", port.note, unique_id="tap")
    yield port
    runtime.meta.events.unregister("before-send.bedrock-runtime", unique_id="tap")


def saying(text: str) -> list[Any]:
    return [{"role": "user", "content": [{"text": text}]}]


def native(text: str) -> str:
    messages = [{"role": "user", "content": text}]
    return json.dumps({"anthropic_version": "bedrock-2023-05-31", "max_tokens": 9, "messages": messages})


def test_converse(port: Port) -> None:
    got = port.client.converse(modelId=PROFILE, messages=saying("x"), system=[{"text": "Be brief."}])
    assert got["output"]["message"]["content"][0]["text"] == SAID
    assert port.arrived()
    assert told(port.visit.decision()) == ("amazon-bedrock", "chat", "bedrock", [PROFILE])


def test_converse_streams(port: Port) -> None:
    hold = port.visit.hold()
    events = iter(port.client.converse_stream(modelId=PROFILE, messages=saying(hold.name))["stream"])
    first = next(events)
    assert hold.pending
    hold.release()
    rest = list(events)
    assert list(first) == ["messageStart"]
    assert "".join(one["contentBlockDelta"]["delta"]["text"] for one in rest if "contentBlockDelta" in one) == SAID
    assert list(rest[-1]) == ["metadata"]
    assert port.arrived()


def test_invoke(port: Port) -> None:
    got = port.client.invoke_model(modelId=MODEL, body=native("x"), contentType="application/json")
    assert json.loads(got["body"].read())["content"][0]["text"] == SAID
    assert port.arrived()
    assert told(port.visit.decision()) == ("amazon-bedrock", "chat", "bedrock", [MODEL])


def test_invoke_streams(port: Port) -> None:
    hold = port.visit.hold()
    events = iter(port.client.invoke_model_with_response_stream(modelId=MODEL, body=native(hold.name))["body"])
    first = json.loads(next(events)["chunk"]["bytes"])
    assert hold.pending
    hold.release()
    rest = [json.loads(event["chunk"]["bytes"]) for event in events]
    assert first["type"] == "message_start"
    assert "".join(one["delta"]["text"] for one in rest) == SAID
    assert port.arrived()


BANNED: dict[str, Callable[[Any, str], object]] = {
    "converse": lambda one, model: one.converse(modelId=model, messages=saying("x")),
    "converse-stream": lambda one, model: one.converse_stream(modelId=model, messages=saying("x")),
    "invoke": lambda one, model: one.invoke_model(modelId=model, body=native("x")),
    "invoke-stream": lambda one, model: one.invoke_model_with_response_stream(modelId=model, body=native("x")),
}
# The second is a name that the customer gave to some model: nobody can tell which.
HIDDEN = "arn:aws:bedrock:us-east-1:123456789012:imported-model/abcdefghijkl"


@pytest.mark.parametrize("model", ["forbidden-1", HIDDEN], ids=["forbidden", "hidden"])
@pytest.mark.parametrize("kind", BANNED)
def test_a_forbidden_model_raises(port: Port, kind: str, model: str) -> None:
    with pytest.raises(ClientError) as raised:
        BANNED[kind](port.client, model)
    assert isinstance(raised.value, port.client.exceptions.AccessDeniedException)
    assert port.visit.refused(raised.value.response["Error"]["Message"], FORBIDDEN)["format"] == "bedrock"


SPEC: Any = {"toolSpec": {"name": "look", "description": CANARY, "inputSchema": {"json": {"type": "object"}}}}
RESULT: Any = {"toolResult": {"toolUseId": "t1", "content": [{"text": CANARY}]}}
STRUCTURED: Any = {"toolResult": {"toolUseId": "t1", "content": [{"json": {"saw": CANARY}}]}}
NOTES: Any = {"document": {"format": "txt", "name": "notes", "source": {"bytes": f"x {CANARY}".encode()}}}
SECRET: dict[str, Callable[[Any], object]] = {
    "prompt": lambda one: one.converse(modelId=PROFILE, messages=saying(CANARY)),
    "stream": lambda one: one.converse_stream(modelId=PROFILE, messages=saying(CANARY)),
    "system": lambda one: one.converse(modelId=PROFILE, messages=saying("x"), system=[{"text": CANARY}]),
    "tool": lambda one: one.converse(modelId=PROFILE, messages=saying("x"), toolConfig={"tools": [SPEC]}),
    "tool-result": lambda one: one.converse(modelId=PROFILE, messages=[{"role": "user", "content": [RESULT]}]),
    "tool-json": lambda one: one.converse(modelId=PROFILE, messages=[{"role": "user", "content": [STRUCTURED]}]),
    "file": lambda one: one.converse(modelId=PROFILE, messages=[{"role": "user", "content": [{"text": "x"}, NOTES]}]),
    "invoke": lambda one: one.invoke_model(modelId=MODEL, body=native(CANARY)),
    "invoke-stream": lambda one: one.invoke_model_with_response_stream(modelId=MODEL, body=native(CANARY)),
}


@pytest.mark.parametrize("place", SECRET)
def test_a_canary_raises(port: Port, place: str) -> None:
    with pytest.raises(ClientError) as raised:
        SECRET[place](port.client)
    assert isinstance(raised.value, port.client.exceptions.AccessDeniedException)
    assert set(port.visit.refused(raised.value.response["Error"]["Message"], REASON)["findings"]) == {"custom.canary"}
