"""Each reader gets the answer in its own form, and each form names the rule, the reason and the incident."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from mitmproxy import http

from quarterdeck.model.decision import Action, Decision, Reason
from quarterdeck.proxy.desk import Desk, audience, in_a_chat, sentence
from quarterdeck.proxy.enforce import Answer
from quarterdeck.proxy.forbidden import NEVER, NO_DNS
from quarterdeck.proxy.notices import NOTICES
from quarterdeck.proxy.pages import PageContext
from quarterdeck.proxy.runtime import Exchanged, Runtime
from quarterdeck.proxy.translate import exchange_of
from quarterdeck.proxy.visit import Visit
from tests.proxy.deck import EchoPortal, aboard, asked, judged
from tests.proxy.markup import Page, check_inert

CHAT = "https://api.deepseek.com/chat/completions"


def answered(folder: Path, flow: http.HTTPFlow, ask: Callable[[Desk, Exchanged], Answer]) -> Answer:
    """What a desk answers to a flow."""
    made = []

    async def scenario(runtime: Runtime) -> None:
        desk = Desk(runtime, EchoPortal())
        made.append(ask(desk, judged(runtime, flow)[0]))

    aboard(folder, scenario, organisation="Acme")
    return made[0]


def refused(folder: Path, flow: http.HTTPFlow) -> Answer:
    def ask(desk: Desk, exchanged: Exchanged) -> Answer:
        exchange = exchange_of(flow, exchanged.incident, exchanged.principal, exchanged.destination, opaque=None)
        return desk.refusal(flow, exchange, exchanged, exchanged.decision)

    return answered(folder, flow, ask)


@pytest.mark.parametrize(
    ("method", "headers", "reader"),
    [
        ("GET", {"accept": "text/html,application/xhtml+xml"}, "page"),
        ("POST", {"sec-fetch-mode": "navigate", "accept": "*/*"}, "page"),
        ("GET", {}, "page"),
        ("GET", {"accept": "*/*", "user-agent": "curl/8"}, "page"),
        ("GET", {"accept": "*/*", "authorization": "Bearer x"}, "api"),
        ("GET", {"accept": "application/json"}, "api"),
        ("POST", {"content-type": "application/json", "accept": "*/*"}, "api"),
        ("POST", {}, "api"),
        ("GET", {"accept": "*/*", "sec-fetch-mode": "cors"}, "api"),
        ("GET", {"x-stainless-lang": "python"}, "api"),
        ("GET", {"connection": "upgrade", "upgrade": "websocket"}, "text"),
        ("GET", {"accept": "text/plain"}, "text"),
    ],
)
def test_the_reader_is_known_by_the_request(method: str, headers: dict[str, str], reader: str):
    assert audience(asked(method=method, **headers)) == reader


def test_a_browser_gets_a_page_that_can_do_nothing(tmp_path: Path):
    made = refused(tmp_path, asked(accept="text/html"))
    headers = dict(made.headers)
    assert made.status == 403
    assert headers["Content-Type"].startswith("text/html")
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    page = Page(made.body)
    check_inert(page)
    for text in (
        "This domain is banned here.",
        "deck/ban-domain-banned-example",
        "qd-1",
        "Acme",
        "infosec@example.org",
    ):
        assert text in page.text
    assert "token=abc" not in made.body.decode()


def test_a_program_gets_its_vendors_error_with_all_in_one_sentence(tmp_path: Path):
    flow = asked(CHAT, "POST", content_type="application/json", authorization="Bearer x")
    flow.request.content = b'{"model": "deepseek-chat", "messages": []}'
    made = refused(tmp_path, flow)
    assert (made.status, dict(made.headers)["Content-Type"]) == (403, "application/json")
    message = json.loads(made.body)["error"]["message"]
    for text in ("DeepSeek may not be used.", "(rule deck/ban-service-deepseek)", "Quarterdeck incident qd-1"):
        assert text in message


def test_a_program_is_told_what_could_not_be_read():
    reason = Reason("r", "p", Action.BLOCK, "No secrets.", "x:1", unknown=True)
    told = sentence(Decision(Action.BLOCK, (reason,), "v", opaque="encrypted"), PageContext("qd-1", "a.example"))
    assert "No secrets. (rule p/r)" in told
    assert "the file is locked with a password or a key (encrypted)" in told
    assert "could not be read" not in sentence(
        Decision(Action.BLOCK, (replace(reason, unknown=False),), "v"), PageContext("qd-1", "a.example")
    )


def test_a_sentence_names_what_to_use_instead(tmp_path: Path):
    made = refused(tmp_path, asked(method="POST", content_type="application/json"))
    assert b"Use instead: OpenAI" in made.body


def test_a_terminal_gets_plain_lines(tmp_path: Path):
    made = refused(tmp_path, asked(accept="text/plain"))
    assert dict(made.headers)["Content-Type"].startswith("text/plain")
    assert b"This domain is banned here." in made.body
    assert b"<" not in made.body


@pytest.mark.parametrize(
    ("kind", "ask"),
    [
        ("disagreement", lambda desk, flow, x: desk.disagreement(flow, x, "the names disagree")),
        ("forbidden-destination", lambda desk, flow, x: desk.disagreement(flow, x, NEVER)),
        ("no-dns", lambda desk, flow, x: desk.disagreement(flow, x, NO_DNS)),
        ("audit-unavailable", lambda desk, flow, x: desk.unrecorded(flow, x)),
        ("fault", lambda desk, flow, x: desk.fault(flow, "qd-1")),
    ],
)
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_what_is_not_policys_doing_says_so_to_everybody(tmp_path: Path, kind: str, ask, accept: str):
    flow = asked(accept=accept)
    made = answered(tmp_path, flow, lambda desk, exchanged: ask(desk, flow, exchanged))
    headers = dict(made.headers)
    assert made.status == NOTICES[kind].status
    assert headers["Quarterdeck-Incident"] == "qd-1"
    assert headers["Proxy-Status"].startswith("quarterdeck; error=")
    assert headers["Content-Type"].startswith("text/html" if accept == "text/html" else "text/plain")
    assert b"qd-1" in made.body


def test_an_origin_that_fails_is_told_from_a_refusal(tmp_path: Path):
    flow = asked()
    made = answered(
        tmp_path, flow, lambda desk, exchanged: desk.upstream_failure(flow, exchanged, "Connect call failed")
    )
    assert made.status in (502, 504)
    assert "http_request_denied" not in dict(made.headers)["Proxy-Status"]


def test_the_portal_is_asked_with_what_the_request_says(tmp_path: Path):
    flow = asked("http://quarterdeck.proxy/ca?x=1", accept="text/html")
    assert (
        answered(tmp_path, flow, lambda desk, exchanged: desk.portal(flow, exchanged)).body == b"GET /ca?x=1 text/html"
    )


def test_a_form_is_handed_over_with_who_sends_it(tmp_path: Path):
    named = {"host": "quarterdeck.proxy", "origin": "http://quarterdeck.proxy"}
    flow = asked("http://quarterdeck.proxy/coach/qd-1", "POST", **named)
    flow.request.raw_content = b"reason=x"
    made: list[Visit] = []

    class Portal(EchoPortal):
        async def take(self, visit: Visit) -> Answer:
            made.append(visit)
            return Answer(200, (), visit.body)

    async def scenario(runtime: Runtime) -> None:
        answer = await Desk(runtime, Portal()).form(flow, judged(runtime, flow)[0])
        assert answer.body == b"reason=x"

    aboard(tmp_path, scenario)
    (visit,) = made
    assert (visit.method, visit.path, visit.principal.client) == ("POST", "/coach/qd-1", "192.0.2.7")
    assert (visit.headers["host"], visit.from_elsewhere) == ("quarterdeck.proxy", False)


TURN = b'{"prompt": "plan it", "chat_session_id": "s", "parent_message_id": null}'


@pytest.mark.parametrize(("fetching", "status"), [({"sec-fetch-mode": "cors"}, 200), ({}, 403)])
def test_only_a_browser_is_answered_in_its_chat(tmp_path: Path, fetching: dict[str, str], status: int):
    flow = asked("https://chat.deepseek.com/api/v0/chat/completion", "POST", content_type="application/json")
    for name, value in fetching.items():
        flow.request.headers[name] = value
    flow.request.raw_content = TURN
    made = refused(tmp_path, flow)
    assert made.status == status
    assert dict(made.headers)["Quarterdeck-Incident"] == "qd-1"
    assert b"DeepSeek may not be used." in made.body


def test_a_chat_is_told_all_that_the_page_tells():
    reason = Reason("r", "p", Action.COACH, "It keeps all.", "x:1", suggest=("our own assistant",))
    coached = Decision(Action.COACH, (reason,), "v")
    way = "http://quarterdeck.proxy/coach/qd-1"
    said = in_a_chat(coached, PageContext("qd-1", "chat.example", organisation="Acme"))
    assert said.split("\n\n") == [
        "Please say why before you use chat.example.",
        "The policy of Acme asks you for a reason first. Your request was not sent on.",
        "It keeps all. (rule p/r)",
        "You can use instead: our own assistant.",
        f"If you need it for your work, say why at {way}. Then reload the page and send it again.",
        "This comes from Quarterdeck, not from chat.example. Incident qd-1.",
    ]
    blocked = in_a_chat(replace(coached, action=Action.BLOCK), PageContext("qd-1", "chat.example", owner="Ada"))
    assert "ask Ada for an exception" in blocked
