"""Text is shown so that it cannot act: not in a terminal, not in a header, not as a link."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from quarterdeck.proxy.render import clean, fill, header_value, line, mail_address, mailto, web_link, without_query


@given(st.text(max_size=500))
def test_a_header_value_is_one_printable_line(text: str):
    value = header_value(text)
    assert value.isascii()
    assert value.isprintable()
    assert len(value) <= 200
    value.encode("latin-1")


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("https://example.org/a?b=c", "https://example.org/a?b=c"),
        ("HTTP://example.org", "HTTP://example.org"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("//example.org", None),
        ("https://", None),
        ("https://example.org/ x", None),
        ("https://[::1", None),
    ],
)
def test_only_whole_web_addresses_become_links(text: str, link: str | None):
    assert web_link(text) == link


def test_small_rules_of_showing():
    assert clean("a\x1b[31mb\u202ec\td\n") == "a\ufffd[31mb\ufffdc\td\n"
    assert clean("\ud800") == "\ufffd"
    assert mail_address("ai-policy+x@example.org") == "ai-policy+x@example.org"
    assert mail_address("a@b\r\nBcc: c@d") is None
    assert without_query("https://a:b@h.example:1/p?q#f") == "https://h.example:1/p"
    assert without_query("https://[bad/p?q") == "https://[bad/p"


def test_a_template_that_lacks_a_value_fails_instead_of_showing_nothing():
    with pytest.raises(UndefinedError):
        fill("block.html")


@given(st.text(max_size=200))
def test_a_line_is_one_line(text: str):
    assert len(line(text).splitlines()) <= 1


@given(st.text(max_size=100), st.text(max_size=100))
def test_a_prepared_message_has_a_subject_and_a_body_and_nothing_else(subject: str, body: str):
    parts = urlsplit(mailto("a@example.org", subject, body))
    assert parts.path == "a@example.org"
    assert set(parse_qs(parts.query, keep_blank_values=True, strict_parsing=True)) == {"subject", "body"}
