"""Every vendor's SDK sends a name that its vendor never sees, and gets it back in the answer, whole and streamed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import anthropic
import httpx2
import ollama
import openai
import pytest

from ..harness.vendors.visit import Visit

VESSEL = "VESSEL-482913"
ASKED = f"Where is {VESSEL}?"
ASK: list[Any] = [{"role": "user", "content": ASKED}]
SAID = f"The {VESSEL} has sailed."


def openai_chat(visit: Visit, http: httpx2.Client, stream: bool) -> str:
    client = openai.OpenAI(api_key="sk-x", http_client=http, max_retries=0)
    if not stream:
        return client.chat.completions.create(model="gpt-4o", messages=ASK).choices[0].message.content or ""
    chunks = client.chat.completions.create(model="gpt-4o", messages=ASK, stream=True)
    return "".join(chunk.choices[0].delta.content or "" for chunk in chunks)


def openai_responses(visit: Visit, http: httpx2.Client, stream: bool) -> str:
    client = openai.OpenAI(api_key="sk-x", http_client=http, max_retries=0)
    if not stream:
        return client.responses.create(model="gpt-5", input=ASKED).output_text
    events = client.responses.create(model="gpt-5", input=ASKED, stream=True)
    return "".join(event.delta for event in events if event.type == "response.output_text.delta")


def anthropic_messages(visit: Visit, http: httpx2.Client, stream: bool) -> str:
    client = anthropic.Anthropic(api_key="sk-ant-x", http_client=http, max_retries=0)
    if not stream:
        return client.messages.create(model="claude-sonnet-9", max_tokens=9, messages=ASK).content[0].text
    with client.messages.stream(model="claude-sonnet-9", max_tokens=9, messages=ASK) as events:
        return "".join(events.text_stream)


def ollama_chat(visit: Visit, _http: httpx2.Client, stream: bool) -> str:
    with ollama.Client(host="https://ollama.com", headers={"authorization": "Bearer x"}, **visit.plumbing()) as client:
        if not stream:
            return client.chat(model="gpt-oss:120b", messages=ASK).message.content or ""
        return "".join(part.message.content or "" for part in client.chat("gpt-oss:120b", ASK, stream=True))


CALLS: dict[str, tuple[str, Callable[[Visit, httpx2.Client, bool], str]]] = {
    "openai-chat": ("openai", openai_chat),
    "openai-responses": ("openai", openai_responses),
    "anthropic": ("anthropic", anthropic_messages),
    "ollama": ("ollama", ollama_chat),
}


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("call", CALLS)
def test_the_vendor_sees_a_placeholder_and_the_user_the_name(
    visit: Callable[[str], Visit], call: str, stream: bool
) -> None:
    vendor, ask = CALLS[call]
    here = visit(vendor)
    with httpx2.Client(**here.plumbing()) as http:
        assert ask(here, http, stream) == SAID
    (request,) = here.requests
    assert b"<VESSEL_" in request.body
    assert VESSEL.encode() not in request.body
    assert here.decision()["outcome"] == "rewritten"
