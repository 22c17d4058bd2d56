"""Plain text as markdown, as a renderer of markdown shows it."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from quarterdeck.wire.spoken.markdown import shown

RENDERER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
# What a text may hold to be nothing but lines of text and addresses.
PLAIN = {"paragraph_open", "paragraph_close", "inline"}
INLINE = {"text", "hardbreak", "link_open", "link_close", "text_special"}
MARKS = st.text(st.sampled_from(" \n\t.,-+*_#>=~`|[]()<>!&;:/\\$^{}'\"aZ0é你"), max_size=60)


def visible(markdown: str) -> str:
    """What a person sees: lines, with an empty one between paragraphs."""
    paragraphs = []
    for token in RENDERER.parse(markdown):
        assert token.type in PLAIN, token.type
        if token.type == "inline":
            paragraphs.append("".join(map(text_of, token.children or ())))
    return "\n\n".join(paragraphs)


def text_of(token: Token) -> str:
    assert token.type in INLINE, token.type
    return "\n" if token.type == "hardbreak" else token.content


def meant(text: str) -> str:
    """The same text without what the module says is lost: controls, blanks around lines, more than one empty line."""
    plain = re.sub(r"\r\n?|[\u2028\u2029\x85]", "\n", re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", text))
    lines = "\n".join(line.strip() for line in plain.replace("\ud800", "\ufffd").split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def links(markdown: str) -> list[str]:
    found = [child for token in RENDERER.parse(markdown) for child in token.children or ()]
    return [str(child.attrs["href"]) for child in found if child.type == "link_open"]


@settings(max_examples=500, deadline=None)
@given(st.one_of(MARKS, st.text(max_size=100)))
@example("# no heading\n- no list\n1. no number\n> no quote\n===\n---\n+\n    no code")
@example("a_b _c_ **d** `e` ~~f~~ [g](h) ![i](j) <k> &amp; &#42; \\( \\[ \\* $l$ | m |")
@example("| a | b |\n|---|---|\n| c | d |")
@example("[a]: http://x.test\n[a] ```\n~~~\n***\n___\n* * *\n- - -")
@example("1\u00a0\n\n\n\n2\r\n3\r4\u20285 \ud800")
@example("&lt; &notanentity; & && &;")
@example("_a_b_ __c__ a__b__ _")
def test_a_renderer_shows_what_was_meant(text: str) -> None:
    assert visible(shown(text)) == meant(text)


@pytest.mark.parametrize(
    "text",
    [
        "Your request to DeepSeek was stopped: not allowed (rule deepseek-ban/ban-service-deepseek).",
        "Say why at http://quarterdeck.proxy/coach/inc-0123 and send it again.",
        "Use instead: ChatGPT, Claude. Quarterdeck incident 4f3a-22",
        "One paragraph.\n\nAnother one: 50% of snake_case, a - b, 3 > 2 #4 (yes)!",
        "你好，naïve 🚢",
    ],
)
def test_ordinary_sentences_are_left_alone(text: str) -> None:
    assert shown(text) == text


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("See http://q.proxy/a.", "See http://q.proxy/a."),
        ("(http://q.proxy/a)", "(http://q.proxy/a)"),
        ("See http://q.proxy/_a_b*c.", "See <http://q.proxy/_a_b*c>."),
        ("http://q.proxy/?x=1&copy=2;", "<http://q.proxy/?x=1&copy=2>;"),
        ('"http://q.proxy/a"', '"<http://q.proxy/a>"'),
        ("看http://q.proxy/a，然后", "看<http://q.proxy/a>，然后"),
        ("<http://q.proxy/a>", "\\<<http://q.proxy/a>>"),
        ("HTTPS://Q.proxy/a, then", "HTTPS://Q.proxy/a, then"),
    ],
)
def test_an_address_stays_whole_and_ends_where_it_ends(text: str, markdown: str) -> None:
    assert shown(text) == markdown
    assert visible(markdown) == text
    assert all(link in text for link in links(markdown))


@given(
    st.from_regex(r"\A[A-Za-z0-9_/?=&*~.-]{1,40}[A-Za-z0-9]\Z"),
    st.sampled_from([("", ""), (" ", " "), ("é", "é"), ('"', '"'), ("(", ")"), ("<", ">"), ("", ".)"), (":", ",")]),
)
def test_any_address_can_be_followed(path: str, around: tuple[str, str]) -> None:
    address = f"http://quarterdeck.proxy/{path}"
    text = f"Go to {around[0]}{address}{around[1]} now"
    said = shown(text)
    assert visible(said) == text
    # A bare one is for renderers that look for addresses between blanks, brackets and the ends of sentences.
    assert links(said) == [address] or re.search(rf"(?:^|[ (]){re.escape(address)}[.,)]*(?: |$)", said)


@given(MARKS)
@example("0) 1. 2")
@example("[a](b) \\[x\\] \\(y\\) $$z$$")
def test_no_formula_begins(text: str) -> None:
    """Some apps read a backslash before a bracket, and dollars without one before them, as a formula."""
    said = re.sub(r"<https?://[^>]*>|https?://\S*", "", shown(text))
    assert not re.search(r"\\[\[\](){}]|(?<!\\)\$", said)


def test_lines_are_kept_apart() -> None:
    assert shown("a\nb\n\n\nc") == "a  \nb\n\nc"
    assert shown(" \r\n\t") == ""
