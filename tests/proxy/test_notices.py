"""Every fault has its words, and the cause of an upstream failure is told from what the system said."""

from __future__ import annotations

import pytest

from quarterdeck.proxy.notices import NOTICES, proxy_status, upstream_cause
from quarterdeck.proxy.pages import PageContext, notice_page, notice_text
from quarterdeck.proxy.render import header_value
from tests.proxy.markup import Page, check_inert

CONTEXT = PageContext("qd-019ab3f2c41-5f2e9a0b1c", "chat.deepseek.com", time=1772600767.0)


@pytest.mark.parametrize("kind", NOTICES)
def test_every_notice_has_a_page_and_a_text(kind: str):
    notice = NOTICES[kind]
    page = Page(notice_page(kind, CONTEXT, "certificate has expired"))
    check_inert(page)
    text = notice_text(kind, CONTEXT, "certificate has expired").decode()
    for shown in (page.text, " ".join(text.split())):
        assert notice.what in shown
        assert all(step in shown for step in notice.steps)
        assert CONTEXT.incident in shown
        assert "certificate has expired" in shown
    assert 400 <= notice.status < 600
    assert notice.steps
    assert header_value(proxy_status(kind)) == proxy_status(kind)


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("Certificate verify failed: certificate has expired", "tls-expired"),
        ("Certificate verify failed: certificate is not yet valid", "tls-not-yet-valid"),
        ("Certificate verify failed: hostname mismatch", "tls-wrong-host"),
        ("Certificate verify failed: IP address mismatch", "tls-wrong-host"),
        ("Certificate verify failed: self-signed certificate", "tls-untrusted"),
        ("Certificate verify failed: unable to get local issuer certificate", "tls-untrusted"),
        ("Certificate verify failed: certificate revoked", "tls-revoked"),
        ("Certificate verify failed: EE certificate key too weak", "tls-weak"),
        ("Certificate verify failed: CA md too weak", "tls-weak"),
        ("The remote server and mitmproxy cannot agree on a TLS version to use.", "tls-weak"),
        ("OpenSSL Error([('SSL routines', '', 'tlsv13 alert certificate required')])", "tls-client-certificate"),
        ("OpenSSL Error([('SSL routines', '', 'sslv3 alert handshake failure')])", "tls-failed"),
        ("The remote server does not speak TLS.", "tls-failed"),
        ("[Errno -2] Name or service not known", "dns"),
        ("[Errno -3] Temporary failure in name resolution", "dns"),
        ("[Errno 111] Connect call failed ('127.0.0.1', 9)", "refused"),
        ("[Errno 111] Connection refused", "refused"),
        ("[Errno 110] Connection timed out", "timeout"),
        ("[Errno 113] No route to host", "unreachable"),
        ("[Errno 101] Network is unreachable", "unreachable"),
        ("[Errno 104] Connection reset by peer", "broken-off"),
        ("server closed connection", "broken-off"),
        ("HTTP/2 protocol error: Invalid header", "bad-answer"),
        ("", "unreachable"),
    ],
)
def test_the_cause_of_an_upstream_failure_is_known_by_its_words(message: str, kind: str):
    assert upstream_cause(message)[0] == kind


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("Certificate verify failed: certificate has expired", "certificate has expired"),
        ("Certificate verify failed: unsuitable certificate purpose", "unsuitable certificate purpose"),
        ("[Errno -2] Name or service not known", "name or service not known"),
        ("TLS alert: tlsv1 alert internal error", "TLS alert: internal error"),
        ("HTTP/1 protocol error: a chunk size is not plain hexadecimal", "a chunk size is not plain hexadecimal"),
        ("Client disconnected.", "Client disconnected."),
    ],
)
def test_a_cause_that_is_known_is_told(message: str, told: str):
    assert upstream_cause(message)[1] == told


@pytest.mark.parametrize(
    "message",
    [
        "unexpected server response: b'HTTP/1.1 200 OK\\r\\nSECRET certificate has expired",
        "Cannot parse HTTP response: Bad HTTP response line: b'SECRET'",
        "HTTP/1 protocol error: malformed chunk footer: bytearray(b'SECRET')",
        "HTTP/2 protocol error: Received header name SECRET",
        "HTTP/2 connection closed: <ConnectionTerminated additional_data:b'SECRET reset'>",
        "Received invalid header name: b'SECRET' from server, refusing to prevent request smuggling attacks.",
        "Upstream proxy SECRET refused HTTP CONNECT request: 407 SECRET",
        "SECRET",
        "TLS alert: alert SECRET",
    ],
)
def test_what_was_sent_is_never_told(message: str):
    told = upstream_cause(message)[1]
    assert "secret" not in told.lower()
    assert "expired" not in told
