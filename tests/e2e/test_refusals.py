"""A refused client is told so in its own language: a page, a vendor's error, a status; always with an incident."""

from __future__ import annotations

import json

import anthropic
import httpx
import openai
import pytest

from .harness.clients import anthropic_client, curl, httpx_client, openai_client
from .harness.fleet import Fleet
from .harness.names import BANNED, GOVERNED
from .harness.quarterdeck import Quarterdeck
from .harness.rawclient import RawClient
from .harness.world import World

CHAT = {"model": "deepseek-chat", "messages": [{"role": "user", "content": "a question"}]}


def told(quarterdeck: Quarterdeck, status: int, headers: dict[str, str] | httpx.Headers) -> str:
    """Every refusal names the proxy and its incident, which stands in exactly one record; returns it."""
    assert status == 403
    assert headers["proxy-status"].startswith("quarterdeck; error=http_request_denied")
    record = quarterdeck.record_of(headers["quarterdeck-incident"])
    assert (record["outcome"], record["action"]) == ("refused", "block")
    assert record["rules"]
    return record["incident"]


def test_curl_is_refused_with_a_page(shared: Quarterdeck, internet: World) -> None:
    before = len(internet.origins["banned"].requests)
    got = curl(shared, f"https://{BANNED}/")
    incident = told(shared, got.status, got.headers)
    assert got.headers["content-type"].startswith("text/html")
    assert incident in got.body
    assert "deepseek-ban" in got.body
    assert "may not be used" in got.body
    assert len(internet.origins["banned"].requests) == before


def test_curl_asking_for_json_gets_json(shared: Quarterdeck) -> None:
    got = curl(
        shared,
        "https://api.deepseek.com/chat/completions",
        "-d",
        json.dumps(CHAT),
        "-H",
        "content-type: application/json",
    )
    incident = told(shared, got.status, got.headers)
    assert incident in json.loads(got.body)["error"]["message"]


@pytest.mark.parametrize("http2", [False, True], ids=["http/1.1", "h2"])
def test_httpx_is_refused(shared: Quarterdeck, http2: bool) -> None:
    with httpx_client(shared, http2=http2) as client:
        got = client.post("https://api.deepseek.com/chat/completions", json=CHAT)
    assert got.http_version == ("HTTP/2" if http2 else "HTTP/1.1")
    incident = told(shared, got.status_code, got.headers)
    assert incident in got.json()["error"]["message"]


def test_two_refusals_on_one_connection_are_two_incidents(shared: Quarterdeck) -> None:
    with httpx_client(shared) as client:
        first = client.post("https://api.deepseek.com/chat/completions", json=CHAT)
        second = client.post("https://api.deepseek.com/chat/completions", json=CHAT)
    assert told(shared, first.status_code, first.headers) != told(shared, second.status_code, second.headers)


def test_plain_http_is_refused(shared: Quarterdeck) -> None:
    got = curl(shared, "http://www.banned.example/")
    told(shared, got.status, got.headers)
    assert "The tests ban this domain" in got.body


def test_a_subdomain_of_a_banned_domain_is_refused(shared: Quarterdeck) -> None:
    got = curl(shared, "https://deep.er.banned.example/")
    told(shared, got.status, got.headers)


def test_the_openai_sdk_raises_its_own_error(shared: Quarterdeck) -> None:
    with pytest.raises(openai.PermissionDeniedError) as raised:
        openai_client(shared, "https://api.deepseek.com").chat.completions.create(**CHAT)
    incident = told(shared, raised.value.response.status_code, dict(raised.value.response.headers))
    assert incident in str(raised.value)
    assert "DeepSeek" in raised.value.message


def test_the_openai_sdk_raises_it_for_a_stream_too(shared: Quarterdeck) -> None:
    with pytest.raises(openai.PermissionDeniedError) as raised:
        openai_client(shared, "https://api.deepseek.com").chat.completions.create(**CHAT, stream=True)
    told(shared, raised.value.response.status_code, dict(raised.value.response.headers))


def test_the_anthropic_sdk_raises_its_own_error(shared: Quarterdeck) -> None:
    with pytest.raises(anthropic.PermissionDeniedError) as raised:
        anthropic_client(shared).messages.create(
            model="forbidden-1", max_tokens=5, messages=[{"role": "user", "content": "a question"}]
        )
    incident = told(shared, raised.value.response.status_code, dict(raised.value.response.headers))
    assert incident in str(raised.value)
    body = raised.value.response.json()
    assert (body["type"], body["error"]["type"]) == ("error", "permission_error")


def test_the_anthropic_sdk_at_a_banned_vendor(shared: Quarterdeck) -> None:
    with pytest.raises(anthropic.PermissionDeniedError):
        anthropic_client(shared, "https://api.deepseek.com/anthropic").messages.create(
            model="deepseek-chat", max_tokens=5, messages=[{"role": "user", "content": "a question"}]
        )


def test_grpc_is_told_permission_denied(shared: Quarterdeck) -> None:
    with httpx_client(shared, http2=True) as client:
        got = client.post(
            "https://api.deepseek.com/service/Method",
            content=b"\0\0\0\0\0",
            headers={"content-type": "application/grpc", "te": "trailers"},
        )
    assert got.headers["grpc-status"] == "7"
    assert got.headers["quarterdeck-incident"] in got.headers["grpc-message"]


def test_a_head_request_is_refused_without_a_body(shared: Quarterdeck) -> None:
    got = curl(shared, f"https://{BANNED}/", "-I")
    told(shared, got.status, got.headers)
    assert got.body == ""


@pytest.mark.parametrize("url", ["http://www.banned.example/", "http://quarterdeck.proxy/"])
def test_after_a_head_request_the_connection_is_at_the_start_of_an_answer(shared: Quarterdeck, url: str) -> None:
    host = url.split("/")[2]
    with RawClient(shared.address) as client:
        client.send(f"HEAD {url} HTTP/1.1\r\nHost: {host}\r\n\r\nGET {url} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        head, whole = client.reply("HEAD"), client.reply()
    assert head.status == whole.status
    assert head.header("content-length") == whole.header("content-length") == str(len(whole.body))


def test_a_head_request_in_h2_is_refused_without_a_body(shared: Quarterdeck) -> None:
    with httpx_client(shared, http2=True) as client:
        got = client.head(f"https://{BANNED}/")
    told(shared, got.status_code, got.headers)
    assert int(got.headers["content-length"]) > 0
    assert got.content == b""


def test_a_refusal_suggests_what_to_use_instead(shared: Quarterdeck) -> None:
    got = curl(shared, "https://www.banned.example/", "-H", "accept: text/html")
    assert "OpenAI" in got.body


@pytest.mark.parametrize("port", [80, 443], ids=["clear", "TLS"])
def test_a_connect_within_a_tunnel_is_told_its_incident(shared: Quarterdeck, source: str, port: int) -> None:
    with RawClient(shared.address, source) as client:
        client.connect(f"{GOVERNED}:{port}")
        if port == 443:
            client.start_tls(GOVERNED.encode())
        reply = client.connect(f"{BANNED}:443")
    assert (reply.status, reply.header("connection")) == (400, "close")
    assert shared.record_of(reply.incident)["outcome"] == "refused"
    assert len(shared.from_client(source)) == 1


def test_a_connect_with_a_body_is_refused_at_once(shared: Quarterdeck) -> None:
    with RawClient(shared.address) as client:
        reply = client.connect(f"{GOVERNED}:443", b"Content-Length: 5\r\n")
    assert reply.status == 400
    shared.record_of(reply.incident)


def test_refuse_connect_refuses_at_connect(fleet: Fleet, internet: World) -> None:
    quarterdeck = fleet(packs=("deepseek-ban",), refuse="connect")
    with RawClient(quarterdeck.address) as client:
        reply = client.connect(f"{BANNED}:443")
    assert reply.status == 403
    assert reply.incident is not None
    quarterdeck.record_of(reply.incident)
