"""A refusal in the caller's own grammar. What the libraries make of it is asked of the libraries themselves."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import anthropic
import openai
import pytest

from quarterdeck import wire
from quarterdeck.wire.refusal import Refusal

TEXT = "DeepSeek is not allowed here: Navy order “2025-01-24”."
INCIDENT = "inc-0123"

Reply = Callable[[str, dict[str, str], bytes], Refusal]


@contextmanager
def server(reply: Reply) -> Iterator[str]:
    """A local HTTP server that answers every POST with what `reply` makes of path, headers and body."""

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", "0")))
            said = reply(self.path, {key.lower(): value for key, value in self.headers.items()}, body)
            self.send_response(said.status)
            for key, value in (("content-type", said.content_type), *said.headers):
                self.send_header(key, value)
            self.send_header("content-length", str(len(said.body)))
            self.end_headers()
            self.wfile.write(said.body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name in the base class
            """Say nothing."""

    served = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=served.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{served.server_port}"
    finally:
        served.shutdown()
        served.server_close()


def refused(format_: str) -> Reply:
    def reply(path: str, headers: dict[str, str], body: bytes) -> Refusal:
        stream = b'"stream":true' in body.replace(b" ", b"")
        return wire.refusal(format_, None, TEXT, INCIDENT, stream, tuple(headers.items()), path=path, body=body)

    return reply


def begun(content_type: str, *events: bytes) -> Reply:
    """An answer that had begun, with status 200, before it was cut by an error event."""
    return lambda path, headers, body: Refusal(content_type, b"".join(events), (), 200)


@pytest.mark.parametrize("stream", [False, True])
def test_the_openai_library_raises_permission_denied(stream: bool) -> None:
    with server(refused("openai-chat")) as url:
        client = openai.OpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0)
        with pytest.raises(openai.PermissionDeniedError) as caught:
            client.chat.completions.create(model="m", messages=[{"role": "user", "content": "hi"}], stream=stream)
        assert TEXT in str(caught.value)
        assert INCIDENT in str(caught.value)
        assert caught.value.code == "policy_denied"
        with pytest.raises(openai.PermissionDeniedError, match=INCIDENT):
            client.responses.create(model="m", input="hi", stream=stream)
        with pytest.raises(openai.PermissionDeniedError, match=INCIDENT):
            client.embeddings.create(model="m", input="hi")


@pytest.mark.parametrize("stream", [False, True])
def test_the_anthropic_library_raises_permission_denied(stream: bool) -> None:
    with server(refused("anthropic-messages")) as url:
        client = anthropic.Anthropic(base_url=url, api_key="none", max_retries=0)
        with pytest.raises(anthropic.PermissionDeniedError) as caught:
            client.messages.create(model="m", max_tokens=9, messages=[{"role": "user", "content": "hi"}], stream=stream)
        assert TEXT in str(caught.value)
        assert caught.value.body["error"]["type"] == "permission_error"
        assert caught.value.request_id == INCIDENT


def test_a_refusal_is_not_tried_again() -> None:
    seen: list[str] = []

    def reply(path: str, headers: dict[str, str], body: bytes) -> Refusal:
        seen.append(path)
        return refused("openai-chat")(path, headers, body)

    with server(reply) as url:
        client = openai.OpenAI(base_url=f"{url}/v1", api_key="none", max_retries=5)
        with pytest.raises(openai.PermissionDeniedError):
            client.chat.completions.create(model="m", messages=[])
    assert len(seen) == 1


FIRST_CHUNK = b'data: {"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"be"}}]}\n\n'


def test_an_error_in_a_stream_of_chat_raises_in_the_openai_library() -> None:
    error = wire.error_in_stream("openai-chat", TEXT, INCIDENT, "text/event-stream")
    with server(begun("text/event-stream", FIRST_CHUNK, error)) as url:
        client = openai.OpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0)
        stream = client.chat.completions.create(model="m", messages=[], stream=True)
        assert next(stream).choices[0].delta.content == "be"
        with pytest.raises(openai.APIError, match=INCIDENT):
            next(stream)


def test_an_error_in_a_stream_of_responses_raises_in_the_openai_library() -> None:
    error = wire.error_in_stream("openai-responses", TEXT, INCIDENT, "text/event-stream")
    delta = {"type": "response.output_text.delta", "delta": "be", "item_id": "i", "output_index": 0, "content_index": 0}
    first = f"event: {delta['type']}\ndata: {json.dumps(delta)}\n\n".encode()
    with server(begun("text/event-stream", first, error)) as url:
        client = openai.OpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0)
        stream = client.responses.create(model="m", input="hi", stream=True)
        assert next(stream).type == "response.output_text.delta"
        with pytest.raises(openai.APIError, match=INCIDENT):
            next(stream)


def test_an_error_in_a_stream_raises_in_the_anthropic_library() -> None:
    error = wire.error_in_stream("anthropic-messages", TEXT, INCIDENT, "text/event-stream")
    first = b'event: ping\ndata: {"type":"ping"}\n\n'
    with server(begun("text/event-stream", first, error)) as url:
        client = anthropic.Anthropic(base_url=url, api_key="none", max_retries=0)
        stream = client.messages.create(
            model="m", max_tokens=9, messages=[{"role": "user", "content": "hi"}], stream=True
        )
        with pytest.raises(anthropic.APIStatusError) as caught:
            list(stream)
        assert INCIDENT in str(caught.value)


def body_of(said: Refusal) -> Any:
    assert said.content_type == "application/json"
    return json.loads(said.body)


def say(format_: str | None, **more: Any) -> Refusal:
    return wire.refusal(format_, None, TEXT, INCIDENT, **more)


def test_google() -> None:
    error = body_of(say("gemini"))["error"]
    assert (error["code"], error["status"]) == (403, "PERMISSION_DENIED")
    assert INCIDENT in error["message"]
    assert error["details"][0]["metadata"] == {"incident": INCIDENT}


def test_aws() -> None:
    said = say("bedrock")
    assert TEXT in body_of(said)["message"]
    assert dict(said.headers)["x-amzn-errortype"] == "AccessDeniedException"


def test_those_with_one_member() -> None:
    assert TEXT in body_of(say("ollama"))["error"]
    assert TEXT in body_of(say("cohere"))["message"]
    assert TEXT in body_of(say("hf-inference"))["error"]
    assert TEXT in body_of(say("chatgpt-web"))["detail"]
    assert TEXT in body_of(say("deepseek-web"))["msg"]
    assert TEXT in body_of(say("deepl"))["message"]


def test_generic_says_it_in_both_usual_places() -> None:
    said = body_of(say("poe-web"))
    assert TEXT in said["message"]
    assert TEXT in said["error"]["message"]


@pytest.mark.parametrize(
    ("body", "ids"),
    [
        (b'{"jsonrpc":"2.0","id":7,"method":"tools/call"}', 7),
        (b'{"jsonrpc":"2.0","id":"a","method":"tools/call"}', "a"),
        (b'{"jsonrpc":"2.0","method":"notifications/x"}', None),
        (b'{"jsonrpc":"2.0","id":{"x":1},"method":"tools/call"}', None),
        (b'{"jsonrpc":"2.0","id":true,"method":"tools/call"}', None),
        (b'{"jsonrpc":"2.0","id":"\\ud800","method":"tools/call"}', None),
        (b"\xff\xfe", None),
        (None, None),
    ],
)
def test_json_rpc_repeats_the_id(body: bytes | None, ids: Any) -> None:
    said = body_of(say("mcp", body=body))
    assert said["id"] == ids
    assert said["error"]["code"] == -32001
    assert TEXT in said["error"]["message"]


def test_json_rpc_answers_each_call_of_a_batch() -> None:
    batch = b'[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","method":"notifications/x"},7]'
    assert [each["id"] for each in body_of(say("mcp", body=batch))] == [1]


def test_registries_and_hubs_by_their_paths() -> None:
    oci = say(None, path="/v2/library/deepseek-r1/manifests/8b")
    assert body_of(oci)["errors"][0]["code"] == "DENIED"
    hub = say(None, path="/deepseek-ai/DeepSeek-R1/resolve/main/config.json")
    assert dict(hub.headers)["x-error-code"] == "PolicyDenied"
    assert INCIDENT in dict(hub.headers)["x-error-message"]
    assert say(None, path="/simple/deepseek/").content_type.startswith("text/plain")
    assert "error" in body_of(say(None, path="/deepseek/-/deepseek-1.0.0.tgz"))


def test_header_values_cannot_break_out() -> None:
    said = wire.refusal(None, None, "a\r\nset-cookie: x\u2028é\ud800", "i\r\nn", path="/a/b/resolve/main/x")
    for _, value in said.headers:
        assert value.isascii()
        assert value.isprintable()


def test_text_that_cannot_be_encoded_is_replaced() -> None:
    for format_ in wire.FORMATS:
        said = wire.refusal(format_.name, None, "a\ud800b", "i")
        assert "a\ufffdb" in said.body.decode()
        assert b"a\xef\xbf\xbdb" in wire.error_in_stream(format_.name, "a\ud800b", "i")


def test_the_incident_is_said_once() -> None:
    said = wire.refusal("ollama", None, f"no ({INCIDENT})", INCIDENT)
    assert body_of(said) == {"error": f"no ({INCIDENT})"}
