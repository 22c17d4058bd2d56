"""The portal answers what it is asked, in the form asked for, and gives nothing away about people."""

from __future__ import annotations

import json
from dataclasses import replace
from enum import Enum
from typing import Any

import pytest
from cryptography import x509
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.config.schema import Audit
from quarterdeck.proxy.authority import make
from quarterdeck.proxy.portal import PolicyText, PortalResponse, PortalState, RuleText, portal_authority, respond
from quarterdeck.proxy.story import recorded
from tests.proxy.markup import Page, check_inert
from tests.proxy.organization import issue

CURRENT, NEXT = make(), make()
INCIDENT = "qd-019ab3f2c41-5f2e9a0b1c"
RECORD: dict[str, Any] = {
    "time": "2026-03-04T05:06:07.123Z",
    "event": "decision",
    "outcome": "refused",
    "action": "block",
    "reason": "DeepSeek is not used in any capacity.",
    "rules": ["deepseek-ban/ban-service-deepseek"],
    "host": "chat.deepseek.com",
    "path": "/a/chat?token=hunter2",
    "method": "POST",
    "service": "deepseek-web",
    "models": ["deepseek-chat"],
    "principal": "ada@example.org",
    "user": "ada@example.org",
    "client": "10.9.8.7",
    "device": "ada-laptop",
    "policy_version": "1a2b3c4d5e6f7081",
}
STATE = PortalState(
    proxy="10.1.2.3:8080",
    authorities=(portal_authority(CURRENT),),
    policies=(
        PolicyText(
            "deepseek-ban",
            "No DeepSeek in any capacity.",
            "infosec@example.org",
            ("US Navy all-hands e-mail, 2025-01-24", "https://policy.example.org/ai"),
            rules=(
                RuleText("deepseek-ban", "ban-service-deepseek", "block", "DeepSeek is not used at all.", "x.yaml:3"),
                RuleText("deepseek-ban", "watch", "monitor", "Chatbots are recorded.", "x.yaml:9", mode="shadow"),
            ),
        ),
    ),
    policy_version="1a2b3c4d5e6f7081",
    governed=("deepseek.com",),
    incident={INCIDENT: RECORD}.get,
    organisation="Example Corp",
    console="https://console.example.org/",
    warnings=("The rules on disk do not load.",),
)
BOTH = replace(STATE, authorities=(portal_authority(CURRENT), portal_authority(NEXT, "next")))
PAGES = ("/", "/ca", "/policy", f"/incident/{INCIDENT}", "/nothing-here")


def get(path: str, state: PortalState = STATE, accept: str | None = None) -> PortalResponse:
    return respond("GET", path, state, accept=accept)


def text(path: str, state: PortalState = STATE) -> str:
    return Page(get(path, state).body).text


def header(response: PortalResponse, name: str) -> str:
    (value,) = [value for key, value in response.headers if key == name]
    return value


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_inert_and_says_so_in_its_headers(path: str):
    for state in (STATE, BOTH, PortalState("127.0.0.1:8080")):
        response = get(path, state)
        check_inert(Page(response.body))
        assert header(response, "Content-Type") == "text/html; charset=utf-8"
        assert header(response, "Content-Security-Policy").startswith(
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        )
        assert header(response, "X-Content-Type-Options") == "nosniff"
        assert header(response, "Referrer-Policy") == "no-referrer"
        assert header(response, "Cache-Control") == "no-store"


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_a_plain_text_and_a_json_form(path: str):
    plain = get(path, accept="*/*")
    assert header(plain, "Content-Type") == "text/plain; charset=utf-8"
    assert b"<" not in plain.body
    data = get(path, accept="application/json")
    assert header(data, "Content-Type") == "application/json"
    assert isinstance(json.loads(data.body), dict)
    assert plain.status == data.status == get(path).status


@pytest.mark.parametrize("accept", [None, "", "text/html,application/xhtml+xml,*/*;q=0.8", "TEXT/HTML"])
def test_a_browser_gets_html(accept: str | None):
    assert header(get("/", accept=accept), "Content-Type").startswith("text/html")


def test_the_first_page_says_how_to_set_up():
    shown = text("/")
    for expected in ("10.1.2.3:8080/proxy.pac", "HTTPS_PROXY=http://10.1.2.3:8080", "do not load", "Example Corp"):
        assert expected in shown
    assert portal_authority(CURRENT).sha256 in shown
    assert ("a", "href", "https://console.example.org/") in Page(get("/").body).links


def test_the_certificate_comes_in_every_form():
    for path in ("/ca.crt", "/ca.der", "/ca-current.crt", "/ca-current.der"):
        response = get(path)
        assert x509.load_der_x509_certificate(response.body) == CURRENT.certificate
        assert header(response, "Content-Type") == "application/x-x509-ca-cert"
        assert header(response, "Content-Disposition").startswith('attachment; filename="quarterdeck-')
    for path in ("/ca.pem", "/ca-current.pem"):
        assert x509.load_pem_x509_certificates(get(path).body) == [CURRENT.certificate]
    assert get("/ca-next.crt").status == 404


def test_while_a_second_ca_is_staged_both_are_offered():
    assert x509.load_pem_x509_certificates(get("/ca.pem", BOTH).body) == [CURRENT.certificate, NEXT.certificate]
    assert x509.load_der_x509_certificate(get("/ca.crt", BOTH).body) == CURRENT.certificate
    assert x509.load_der_x509_certificate(get("/ca-next.crt", BOTH).body) == NEXT.certificate
    shown = text("/ca", BOTH)
    assert "Trust both" in shown
    assert portal_authority(CURRENT).sha256 in shown
    assert portal_authority(NEXT).sha256 in shown
    assert "ca-current.pem" in shown
    assert "ca-next.pem" in shown
    assert "Trust both" not in text("/ca")
    assert "ca-next" not in text("/ca")


def test_of_an_intermediate_the_root_is_offered():
    root = issue("Acme Root")
    state = replace(STATE, authorities=(portal_authority(issue("Acme AI CA", root, path_length=0)),))
    assert x509.load_der_x509_certificate(get("/ca.crt", state).body) == root.certificate
    assert "CN=Acme Root" in text("/ca", state)
    assert "your organization's own" in text("/ca", state)


def test_the_list_of_revoked_certificates_is_signed_and_current():
    response = get("/ca.crl")
    assert header(response, "Content-Type") == "application/pkix-crl"
    assert x509.load_der_x509_crl(response.body).is_signature_valid(CURRENT.key.public_key())
    assert get("/ca-next.crl", BOTH).status == 200


def test_no_key_is_ever_offered():
    for path in ("/ca.key", "/key.pem", "/ca-current.key", "/ca/key.pem", "/ca-current.p12"):
        assert get(path).status == 404
    for path in ("/ca.pem", "/ca-current.pem"):
        assert b"PRIVATE" not in get(path, BOTH).body


def test_the_policy_is_told_in_plain_words():
    shown = text("/policy")
    for expected in (
        "deepseek-ban",
        "No DeepSeek in any capacity.",
        "infosec@example.org",
        "US Navy all-hands e-mail, 2025-01-24",
        "DeepSeek is not used at all.",
        "in trial",
        "What is recorded",
        *recorded(Audit()),
    ):
        assert expected in shown
    data = json.loads(get("/policy", accept="application/json").body)
    assert data["policy_version"] == "1a2b3c4d5e6f7081"
    assert data["policies"][0]["rules"][0]["source"] == "x.yaml:3"


def test_an_incident_is_told_without_who_it_was():
    for accept in (None, "*/*", "application/json"):
        response = get(f"/incident/{INCIDENT}", accept=accept)
        assert response.status == 200
        body = response.body.decode()
        for expected in (
            "chat.deepseek.com/a/chat",
            "DeepSeek is not used in any capacity.",
            "4 March 2026, 05:06:07 UTC",
        ):
            assert expected in body
        for secret in ("ada", "10.9.8.7", "hunter2", "laptop"):
            assert secret not in body


@pytest.mark.parametrize(
    "id_", ["qd-unknown-1", "", "x", "a/b", "../../etc/passwd", "qd%2d1", "a" * 65, "qd-1\n", "é" * 8]
)
def test_an_unknown_incident_gets_a_kind_word(id_: str):
    response = get(f"/incident/{id_}")
    assert response.status == 404
    check_inert(Page(response.body))


def test_only_well_formed_numbers_are_looked_up():
    asked: list[str] = []
    state = replace(STATE, incident=asked.append)
    for id_ in ("../secret", "a b", "qd-1/../x", "*", "qd_1", "q", "-qd-123"):
        get(f"/incident/{id_}", state)
    assert asked == []
    get("/incident/qd-123?x=1", state)
    assert asked == ["qd-123"]


@pytest.mark.parametrize("path", ["/proxy.pac", "/wpad.dat", "/proxy.pac?x=1"])
def test_the_pac_file_names_the_proxy_and_the_governed_hosts(path: str):
    response = get(path)
    assert header(response, "Content-Type") == "application/x-ns-proxy-autoconfig"
    assert b'"PROXY 10.1.2.3:8080"' in response.body
    assert b'".deepseek.com"' in response.body
    assert b"; DIRECT" in get(path, replace(STATE, fallback="direct")).body


@pytest.mark.parametrize("path", [*PAGES, "/ca.pem", "/proxy.pac"])
def test_head_is_get_without_the_body(path: str):
    whole, head = get(path, accept="*/*"), respond("HEAD", path, STATE, accept="*/*")
    assert head.body == b""
    assert head.status == whole.status
    assert (*whole.headers, ("Content-Length", str(len(whole.body)))) == head.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "get", ""])
def test_the_portal_changes_nothing(method: str):
    response = respond(method, "/", STATE)
    assert response.status == 405
    assert header(response, "Allow") == "GET, HEAD"


@pytest.mark.parametrize("path", ["/ca/", "/policy/", "//", "/?x=1", "/ca?x", "", "/policy#recorded"])
def test_a_slash_or_a_query_more_is_the_same_page(path: str):
    assert get(path).status == 200


@given(st.text(max_size=120), st.sampled_from([None, "*/*", "application/json", "text/html"]))
def test_no_path_fails_or_is_repeated(path: str, accept: str | None):
    response = get("/" + path, accept=accept)
    assert response.status in (200, 404)
    assert all("\n" not in value and "\r" not in value for _, value in response.headers)


@given(st.text(max_size=100))
def test_no_text_of_a_policy_or_a_record_changes_what_a_page_is(text_: str):
    class Odd(Enum):
        VALUE = text_

    rule = RuleText(text_, text_, text_, text_, text_, text_)
    state = PortalState(
        "127.0.0.1:8080",
        policies=(PolicyText(text_, text_, text_, (text_,), text_, (rule,)),),
        policy_version=text_,
        incident=lambda _: dict.fromkeys(RECORD, text_) | {"outcome": Odd.VALUE},
        organisation=text_,
        warnings=(text_,),
        recorded=(text_,),
    )
    for path in PAGES:
        page = Page(get(path, state).body)
        assert {"script", "form", "img", "iframe"}.isdisjoint(page.tags)
        assert not [found for found in page.attributes if found[1].startswith("on")]
        get(path, state, "*/*")
        get(path, state, "application/json")


def test_the_steps_are_told_for_each_certificate():
    for shown in (text("/ca", BOTH), get("/ca", BOTH, "*/*").body.decode()):
        assert "http://10.1.2.3:8080/ca-next.pem" in shown
        assert "update-ca-certificates" in shown
        assert "NODE_EXTRA_CA_CERTS" in shown
