"""The official google-genai SDK, at the Gemini API and at Vertex AI; its refusals are its own ClientError."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import google.auth.credentials
import httpx2
import pytest
from google import genai
from google.genai import errors, types

from ..harness.vendors.market import CANARY, FORBIDDEN, REASON
from ..harness.vendors.vendor import WORDS
from ..harness.vendors.visit import Visit, told

MODEL = "gemini-2.5-flash"
SAID = "".join(WORDS)


class Badge(google.auth.credentials.Credentials):
    """Credentials that need nobody to ask."""

    def __init__(self) -> None:
        super().__init__()
        self.token = "made-up"

    def refresh(self, request: object) -> None:
        self.token = "made-up"


class Port:
    """The SDK's client at one of Google's services, and what came of its calls."""

    def __init__(self, visit: Visit, http: httpx2.Client) -> None:
        self.visit = visit
        options = types.HttpOptions(httpx_client=http)
        if visit.origin.name == "gemini":
            self.client = genai.Client(api_key="AIza-x", http_options=options)
            self.service = "google-gemini-api"
        else:
            self.client = genai.Client(
                vertexai=True, project="p", location="us-central1", credentials=Badge(), http_options=options
            )
            self.service = "google-vertex"


@pytest.fixture(params=["gemini", "vertex"])
def port(request: pytest.FixtureRequest, visit: Callable[[str], Visit]) -> Iterator[Port]:
    here = visit(request.param)
    with httpx2.Client(**here.plumbing()) as http:
        yield Port(here, http)


def test_a_whole_answer(port: Port) -> None:
    got = port.client.models.generate_content(model=MODEL, contents="Which way is the wind?")
    assert got.text == SAID
    assert port.visit.reached == port.visit.tap.sent
    assert told(port.visit.decision()) == (port.service, "chat", "gemini", [MODEL])


def test_a_stream(port: Port) -> None:
    hold = port.visit.hold()
    chunks = port.client.models.generate_content_stream(model=MODEL, contents=hold.name)
    words = [next(chunks).text]
    assert hold.pending
    hold.release()
    words += [chunk.text for chunk in chunks]
    assert "".join(words) == SAID
    assert port.visit.reached == port.visit.tap.sent
    assert b"alt=sse" in port.visit.requests[0].target


def test_a_stream_without_events_is_an_array_that_grows(visit: Callable[[str], Visit]) -> None:
    here = visit("gemini")
    hold = here.hold()
    url = f"https://generativelanguage.googleapis.com/v1beta/models/{MODEL}:streamGenerateContent?key=AIza-x"
    body = {"contents": [{"role": "user", "parts": [{"text": hold.name}]}]}
    with httpx2.Client(**here.plumbing()) as http, http.stream("POST", url, json=body) as got:
        pieces = got.iter_bytes()
        first = next(pieces)
        assert hold.pending
        hold.release()
        rest = b"".join(pieces)
    assert first.startswith(b'[{"candidates"')
    assert rest.endswith(b"]")
    assert here.reached == here.tap.sent


def asking(one: genai.Client, contents: Any = "x", model: str = MODEL, **more: Any) -> object:
    return one.models.generate_content(
        model=model, contents=contents, config=types.GenerateContentConfig(**more) if more else None
    )


def streaming(one: genai.Client, contents: str, model: str = MODEL) -> object:
    return next(one.models.generate_content_stream(model=model, contents=contents))


BANNED: dict[str, Callable[[genai.Client], object]] = {
    "whole": lambda one: asking(one, model="forbidden-1"),
    "stream": lambda one: streaming(one, "x", "forbidden-1"),
}


@pytest.mark.parametrize("kind", BANNED)
def test_a_forbidden_model_raises(port: Port, kind: str) -> None:
    with pytest.raises(errors.ClientError) as raised:
        BANNED[kind](port.client)
    assert (raised.value.code, raised.value.status) == (403, "PERMISSION_DENIED")
    record = port.visit.refused(raised.value.message, FORBIDDEN)
    assert told(record) == (port.service, "chat", "gemini", ["forbidden-1"])


LOOK = types.FunctionDeclaration(name="look", description=CANARY)
SECRET: dict[str, Callable[[genai.Client], object]] = {
    "prompt": lambda one: asking(one, f"See {CANARY}."),
    "stream": lambda one: streaming(one, CANARY),
    "system": lambda one: asking(one, system_instruction=CANARY),
    "tool": lambda one: asking(one, tools=[types.Tool(function_declarations=[LOOK])]),
    "tool-result": lambda one: asking(
        one, [types.Part.from_text(text="x"), types.Part.from_function_response(name="look", response={"saw": CANARY})]
    ),
    "tool-input": lambda one: asking(one, [types.Part.from_function_call(name="look", args={"at": [CANARY]})]),
    "file": lambda one: asking(one, [types.Part.from_bytes(data=f"x {CANARY}".encode(), mime_type="text/plain")]),
    "schema": lambda one: asking(one, response_schema={"type": "OBJECT", "description": CANARY}),
}


@pytest.mark.parametrize("place", SECRET)
def test_a_canary_raises(port: Port, place: str) -> None:
    with pytest.raises(errors.ClientError) as raised:
        SECRET[place](port.client)
    assert (raised.value.code, raised.value.status) == (403, "PERMISSION_DENIED")
    assert set(port.visit.refused(raised.value.message, REASON)["findings"]) == {"custom.canary"}
