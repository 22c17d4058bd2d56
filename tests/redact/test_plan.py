from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.model.content import Edit, Part
from quarterdeck.model.finding import Finding
from quarterdeck.redact.names import names_of
from quarterdeck.redact.plan import Plan, edits, plan, plan_parts
from quarterdeck.redact.restore import restore

MAIL = "ann@example.test"
TEXTS = {"/a": f"write to {MAIL} or 4111 1111 1111 1111", "/b": f"{MAIL}, again"}


def found(pointer: str, text: str, value: str, detector: str = "pii.email", *steps: str) -> Finding:
    start = text.index(value)
    return Finding(detector, pointer, start, start + len(value), 1.0, steps)


def applied(texts: Mapping[str, str], changes: tuple[Edit, ...]) -> dict[str, str]:
    made = dict(texts)
    for edit in sorted(changes, key=lambda edit: -edit.start):
        text = made[edit.pointer]
        made[edit.pointer] = text[: edit.start] + edit.text + text[edit.end :]
    return made


def redacted(made: Plan, texts: Mapping[str, str]) -> dict[str, str]:
    return applied(texts, edits(made, names_of(made.values, made.avoid)))


def test_each_value_is_named_in_order_of_appearance_and_every_place_of_it_is_edited() -> None:
    findings = [found("/a", TEXTS["/a"], "4111 1111 1111 1111", "pii.payment-card"), found("/a", TEXTS["/a"], MAIL)]
    made = plan(findings, TEXTS)
    assert made.values == (("EMAIL", MAIL), ("PAYMENT_CARD", "4111 1111 1111 1111"))
    assert redacted(made, TEXTS) == {"/a": "write to <EMAIL_1> or <PAYMENT_CARD_1>", "/b": "<EMAIL_1>, again"}
    assert made.refused == ()


def test_a_value_of_the_conversation_is_hidden_though_nothing_finds_it_any_more() -> None:
    known = [("BORN", "1990-01-01")]
    texts = {"/a": "so 1990-01-01 it was"}
    assert redacted(plan([], texts, known=known), texts) == {"/a": "so <BORN_1> it was"}
    assert plan([], {"/a": "nothing"}, known=known) == Plan()


def test_findings_that_overlap_become_one_edit() -> None:
    text = "x ann@example.test y"
    findings = [Finding("pii.name", "/a", 2, 5, 0.5), Finding("pii.email", "/a", 2, 18, 0.9)]
    assert redacted(plan(findings, {"/a": text}), {"/a": text}) == {"/a": "x <EMAIL_1> y"}


def test_a_secret_is_one_under_whatever_type_it_is_found() -> None:
    text = "made-up-token made-up-token"
    findings = [Finding("secrets.token", "/a", 0, 13, 0.5), Finding("custom.word", "/a", 0, 13, 0.9)]
    made = plan([*findings, Finding("custom.other", "/a", 14, 27)], {"/a": text})
    assert redacted(made, {"/a": text}) == {"/a": "<TOKEN_1> <TOKEN_1>"}


@pytest.mark.parametrize(
    ("finding", "reason"),
    [
        (Finding("pii.x", "/f!a.docx", 0, 1), "in-file"),
        (Finding("pii.x", "@query/q", 0, 1), "beside-the-body"),
        (Finding("pii.x", "!/a", 0, 1), "ambiguous"),
        (Finding("pii.x", "/twice", 0, 1), "ambiguous"),
        (Finding("pii.x", "/both", 0, 1), "ambiguous"),
        (Finding("pii.x", "/none", 0, 1), "no-such-text"),
        (Finding("pii.x", "/a", 0, 99), "no-such-text"),
        (Finding("pii.x", "/a", -1, 2), "no-such-text"),
        (Finding("marking.mip", "/a", 0, 0), "no-place"),
        (Finding("pii.x", "/a", 0, 3, 0.5, ("rot13",)), "turned"),
        (Finding("pii.x", "/a", 0, 3, 0.5, ("base64", "reversed")), "turned"),
        (Finding("pii.x", "/a", 4, 7, 1.0, ("joined",)), "over-parts"),
    ],
)
def test_what_no_edit_can_hide_is_told_with_the_reason(finding: Finding, reason: str) -> None:
    parts = [Part("/a", 'one two" '), Part("/twice", "x"), Part("/twice", "y"), Part("/f!a.docx", "x", "file")]
    parts += [Part("/both", "value"), Part("/both", "both", "key"), Part("@query/q", "x"), Part("!/a", "x")]
    made = plan_parts([finding], parts)
    assert [(refused.finding, refused.reason) for refused in made.refused] == [(finding, reason)]
    assert made.spans == ()


def test_what_was_decoded_in_one_text_is_edited_as_it_stood() -> None:
    text = 'key = "made" + "up"; done'
    made = plan([found("/a", text, 'made" + "up', "pii.x", "joined")], {"/a": text})
    assert redacted(made, {"/a": text}) == {"/a": 'key = "<X_1>"; done'}
    made = plan([found("/a", text, "made", "pii.x", "base64")], {"/a": text})
    assert made.values == (("X", "made"),)


def test_the_name_of_a_member_is_edited_as_such() -> None:
    finding = Finding("pii.email", "/ann@example.test", 0, 16)
    made = plan_parts([finding], [Part(finding.part, MAIL, "key"), Part("/x", MAIL)])
    assert set(edits(made, {("EMAIL", MAIL): "<EMAIL_1>"})) == {
        Edit(finding.part, 0, 16, "<EMAIL_1>", key=True),
        Edit("/x", 0, 16, "<EMAIL_1>"),
    }
    assert plan([finding], {}, {finding.part: MAIL}).spans == made.spans[:1]


def test_an_address_that_we_made_up_is_left_alone() -> None:
    text = "user-0a1b2c3d@example.invalid"
    assert plan([Finding("pii.email", "/a", 0, len(text))], {"/a": text}) == Plan()


def test_a_placeholder_that_the_user_typed_is_not_given_to_a_value() -> None:
    texts = {"/a": f"what is <email_1>? {MAIL}", "/b": "and EMAIL_3 is"}
    made = plan([found("/a", texts["/a"], MAIL)], texts)
    assert made.avoid == {"EMAIL_1", "EMAIL_3"}
    assert redacted(made, texts)["/a"] == "what is <email_1>? <EMAIL_2>"


def test_what_only_an_edit_makes_a_placeholder_is_avoided_too() -> None:
    texts = {"/a": "EMAIL_1ann@example.test"}
    made = plan([found("/a", texts["/a"], MAIL)], texts)
    assert redacted(made, texts) == {"/a": "EMAIL_1<EMAIL_2>"}


def test_a_value_without_a_name_is_an_error_that_does_not_tell_it() -> None:
    made = plan([found("/b", TEXTS["/b"], MAIL)], TEXTS)
    with pytest.raises(ValueError, match=r"^a value has no name$"):
        edits(made, {})
    assert MAIL not in repr(made)


VALUE = st.from_regex(r"[a-z]{2,4}[0-9]{4}(@x\.test)?", fullmatch=True)
NOISE = st.sampled_from(
    ["<", ">", "\\", "[", "_", " ", "EMAIL_1", "<PIN_2>", "&lt;", "é", "pin 1", "{", "\n", "x"]
) | st.text(max_size=3)


@given(st.lists(st.lists(NOISE | VALUE.map(lambda value: (value,)), max_size=8), min_size=1, max_size=3), st.data())
def test_what_is_redacted_holds_no_value_and_restored_reads_as_before(
    pieces: list[list[str | tuple[str]]], data: st.DataObject
) -> None:
    texts: dict[str, str] = {}
    findings: list[Finding] = []
    for index, each in enumerate(pieces):
        text = ""
        for piece in each:
            if isinstance(piece, tuple):
                detector = data.draw(st.sampled_from(["pii.email", "pii.pin"]))
                findings.append(Finding(detector, f"/{index}", len(text), len(text) + len(piece[0])))
            text += piece if isinstance(piece, str) else piece[0]
        texts[f"/{index}"] = text
    made = plan(findings, texts)
    hidden = redacted(made, texts)
    originals = {name[1:-1]: value for (_, value), name in names_of(made.values, made.avoid).items()}
    for _, value in made.values:
        pattern = re.compile(rf"(?<![^\W_]){re.escape(value)}(?![^\W_])")
        assert not any(pattern.search(text) for text in hidden.values())
    assert {pointer: restore(text, originals)[0] for pointer, text in hidden.items()} == texts
