"""What the pages of web apps send passes unchanged and is answered as a stream, or is refused in their own words."""

from __future__ import annotations

import json
from collections.abc import Callable

import httpx
import pytest

from quarterdeck import wire
from quarterdeck.wire.spoken import SPEAKERS

from ..harness.vendors import connect
from ..harness.vendors.market import CANARY, REASON
from ..harness.vendors.vendor import TELL
from ..harness.vendors.visit import Visit, told
from ..harness.vendors.web.pages import PAGES, Page

STREAMING = [name for name, page in PAGES.items() if page.streams]


def headers(page: Page) -> dict[str, str]:
    return {"content-type": page.kind, **page.headers}


@pytest.mark.parametrize("http2", [False, True], ids=["http/1.1", "h2"])
@pytest.mark.parametrize("name", PAGES)
def test_what_a_page_sends_arrives_unchanged(visit: Callable[[str], Visit], name: str, http2: bool) -> None:
    page = PAGES[name]
    here, body = visit(page.vendor), page.body("Which way is the wind?")
    with httpx.Client(**here.plumbing(), http2=http2) as client:
        got = client.post(page.url, content=body, headers=headers(page))
    assert got.status_code == 200, got.text
    assert got.content
    (arrived,) = here.requests
    assert (arrived.protocol == "h2") == http2
    assert arrived.body == body
    if not http2:
        assert here.reached == here.tap.sent
    assert told(here.decision()) == page.told


@pytest.mark.parametrize("name", STREAMING)
def test_an_answer_arrives_as_it_is_said(visit: Callable[[str], Visit], name: str) -> None:
    page = PAGES[name]
    here = visit(page.vendor)
    hold = here.hold()
    # A gate's name cannot be seen in a form that is encoded twice or in a frame; it may stand in the query as well.
    url = f"{page.url}{'&' if '?' in page.url else '?'}x={hold.name}"
    with (
        httpx.Client(**here.plumbing()) as client,
        client.stream("POST", url, content=page.body("x"), headers=headers(page)) as got,
    ):
        pieces = got.iter_bytes()
        first = next(pieces)
        assert hold.pending
        hold.release()
        rest = b"".join(pieces)
    assert first
    assert rest


@pytest.mark.parametrize("name", PAGES)
def test_a_canary_is_refused_in_the_words_of_the_page(visit: Callable[[str], Visit], name: str) -> None:
    page = PAGES[name]
    here = visit(page.vendor)
    with httpx.Client(**here.plumbing()) as client:
        got = client.post(page.url, content=page.body(f"See {CANARY}."), headers=headers(page))
    if page.kind.startswith("application/connect"):
        # Connect says how a stream ended in its last frame, whatever the status.
        assert got.status_code == 200
        assert got.content[0] == connect.END
        said = json.loads(got.content[5:])["error"]
        assert said["code"] == "permission_denied"
        words = said["message"]
    else:
        assert got.status_code == 403
        words = page.error(got.json())
    record = here.refused(words, REASON)
    assert set(record["findings"]) == {"custom.canary"}
    assert told(record) == page.told


@pytest.mark.parametrize("name", STREAMING)
def test_a_browser_is_told_in_the_chat_itself(visit: Callable[[str], Visit], name: str) -> None:
    """Only a browser's script says how it fetches; the chat it shows is the place where the person typed."""
    page = PAGES[name]
    here = visit(page.vendor)
    fetching = {**headers(page), "sec-fetch-mode": "cors", "sec-fetch-site": "same-origin"}
    with httpx.Client(**here.plumbing()) as client:
        got = client.post(page.url, content=page.body(f"See {CANARY}."), headers=fetching)
    format_ = page.told[2]
    if format_ not in SPEAKERS:
        assert got.status_code == 403 or page.kind.startswith("application/connect")
        return
    assert got.status_code == 200
    assert got.headers["proxy-status"] == "quarterdeck; error=http_request_denied"
    reader = wire.answer(format_, got.headers["content-type"])
    events = [*reader.feed(got.content), *reader.end()]
    said = "".join(part.text for event in events for part in event.parts if part.role == "assistant")
    record = here.refused(said, REASON)
    assert got.headers["quarterdeck-incident"] == record["incident"]
    assert f"Incident {record['incident']}." in said


@pytest.mark.parametrize("name", STREAMING)
def test_an_answer_is_cut_before_a_canary(visit: Callable[[str], Visit], name: str) -> None:
    page = PAGES[name]
    here = visit(page.vendor)
    url = f"{page.url}{'&' if '?' in page.url else '?'}x={TELL}"
    with httpx.Client(**here.plumbing()) as client:
        got = client.post(url, content=page.body("x"), headers=headers(page))
    assert CANARY.encode() not in got.content
    incident = here.decision()["incident"]
    record = here.proxy.wait_record(
        lambda line: line["event"] == "outcome" and line["incident"] == incident, "the outcome of an answer"
    )
    assert (record["outcome"], set(record["findings"])) == ("cut", {"custom.canary"})
    assert REASON.encode() in got.content
    assert incident.encode() in got.content
