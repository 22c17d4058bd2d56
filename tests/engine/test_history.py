"""What was refused before is taken out of a conversation's history, and refused anywhere else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from quarterdeck.detect import Detectors
from quarterdeck.detect.pattern import Pattern
from quarterdeck.engine import decide_on, reading, reading_of_message
from quarterdeck.engine.history import OLD, WIDTH, Refusal, refusal
from quarterdeck.engine.reading import Reading
from quarterdeck.model.decision import Action, Decision
from quarterdeck.model.principal import Principal
from quarterdeck.policy.compile import PolicySet

from .exchanges import KIT, OPENAI, exchange, policy

FINDING = replace(
    KIT,
    detectors=Detectors(
        (Pattern("pii.canary", "CANARY-[0-9]+"), Pattern("secrets.key", "KEY-[0-9]+"), Pattern("custom.mark", "MARKED"))
    ),
)
BLOCK = policy("rules: [{id: r, match: {content: {detector: [pii.canary, secrets.key, custom.mark]}}, action: block}]")
ANTHROPIC = "https://api.anthropic.com/v1/messages"
GEMINI = "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.0-flash:generateContent"
CODE_ASSIST = "https://cloudcode-pa.googleapis.com/v1internal:generateContent"
BEDROCK = "https://bedrock-runtime.us-east-1.amazonaws.com/model/anthropic.claude-3/converse"
COHERE = "https://api.cohere.com/v1/chat"
OLLAMA = "http://localhost:11434/api/chat"
RESPONSES = "https://api.openai.com/v1/responses"
ROLES = ("user", "assistant")


def turns(*texts: str) -> dict[str, Any]:
    return {"model": "m", "messages": [{"role": ROLES[at % 2], "content": text} for at, text in enumerate(texts)]}


def asked(
    body: Any, url: str = OPENAI, rules: PolicySet = BLOCK, who: str = "ada"
) -> tuple[Reading, Decision, Refusal]:
    stated = replace(exchange(url, body), principal=Principal("10.0.0.1", who))
    read = reading(stated, rules, FINDING)
    decision = decide_on(read, rules, FINDING)
    return read, decision, refusal(read, decision, rules, FINDING, {})


def after(first: Any, second: Any, url: str = OPENAI, rules: PolicySet = BLOCK, who: str = "ada") -> Decision | None:
    """The decision on the second request, when the first was refused."""
    _, _, before = asked(first, url, rules)
    _, _, about = asked(second, url, rules, who)
    return about.overlooking(about.asks & before.marks)


def said(decision: Decision | None) -> list[tuple[str, str, bool]]:
    assert decision is not None
    return [(one.finding.part, one.style, one.restore) for one in decision.redactions]


SECRET = "see CANARY-1"
HISTORIES = [
    (OPENAI, turns(SECRET), turns(SECRET, "refused", "and now?"), "/messages/0/content"),
    (ANTHROPIC, turns(SECRET), turns(SECRET, "refused", "and now?"), "/messages/0/content"),
    (OLLAMA, turns(SECRET), turns(SECRET, "refused", "and now?"), "/messages/0/content"),
    (
        BEDROCK,
        {"messages": [{"role": "user", "content": [{"text": SECRET}]}]},
        {"messages": [{"role": "user", "content": [{"text": text}]} for text in (SECRET, "and now?")]},
        "/messages/0/content/0/text",
    ),
    (
        GEMINI,
        {"contents": [{"role": "user", "parts": [{"text": SECRET}]}]},
        {"contents": [{"role": "user", "parts": [{"text": text}]} for text in (SECRET, "and now?")]},
        "/contents/0/parts/0/text",
    ),
    (
        CODE_ASSIST,
        {"model": "m", "request": {"contents": [{"role": "user", "parts": [{"text": SECRET}]}]}},
        {"model": "m", "request": {"contents": [{"role": "user", "parts": [{"text": t}]} for t in (SECRET, "now?")]}},
        "/request/contents/0/parts/0/text",
    ),
    (
        COHERE,
        {"model": "m", "message": SECRET},
        {"model": "m", "message": "and now?", "chat_history": [{"role": "USER", "message": SECRET}]},
        "/chat_history/0/message",
    ),
    (
        RESPONSES,
        {"model": "m", "input": [{"role": "user", "content": SECRET}]},
        {"model": "m", "input": [{"role": "user", "content": text} for text in (SECRET, "and now?")]},
        "/input/0/content",
    ),
]


@pytest.mark.parametrize(
    ("url", "first", "second", "part"), HISTORIES, ids=lambda one: one if isinstance(one, str) else ""
)
def test_an_old_hit_is_taken_out_and_not_punished_again(url: str, first: Any, second: Any, part: str) -> None:
    decision = after(first, second, url)
    assert said(decision) == [(part, "placeholder", True)]
    assert decision is not None
    assert decision.action is Action.REDACT
    assert [reason.id for reason in decision.reasons] == ["quarterdeck/old-findings"]
    assert not decision.default
    assert [finding.part for finding in decision.findings] == [part], "the record counts it"


REFUSED = [
    # It was never refused, or only in another's conversation, or in one that began otherwise.
    (turns("hello"), turns(SECRET, "refused", "and now?")),
    (turns("hello", "yes", SECRET), turns("good day", "yes", SECRET, "refused", "and now?")),
    # It is said again, and by somebody who puts it into another text.
    (turns(SECRET), turns(SECRET, "refused", SECRET)),
    (turns(SECRET), turns(SECRET, "refused", f"{SECRET}!")),
    (turns(SECRET), turns(SECRET)),
    # What stands in the history is not what was refused there.
    (turns(SECRET), turns(f"{SECRET} and CANARY-2", "refused", "and now?")),
    (turns(SECRET), turns(SECRET, "CANARY-2", "and now?")),
    # The newest turn begins with the last that the user wrote.
    (turns("hello", SECRET), turns("hello", SECRET)),
]


@pytest.mark.parametrize(("first", "second"), REFUSED)
def test_anything_else_is_refused_as_ever(first: Any, second: Any) -> None:
    assert asked(second)[1].action is Action.BLOCK
    assert after(first, second) is None


def test_another_persons_refusal_excuses_nobody() -> None:
    first, second = turns(SECRET), turns(SECRET, "refused", "and now?")
    assert after(first, second) is not None
    assert after(first, second, who="bob") is None


def test_what_a_tool_said_is_new_until_the_user_speaks_again() -> None:
    call = {"id": "c", "type": "function", "function": {"name": "look", "arguments": "{}"}}
    first = turns("look")
    first["messages"] += [{"role": "assistant", "tool_calls": [call]}, {"role": "tool", "content": SECRET}]
    again = {**first, "messages": [*first["messages"], {"role": "assistant", "content": "hm"}]}
    later = {**first, "messages": [*again["messages"], {"role": "user", "content": "go on"}]}
    assert after(first, first) is None
    assert after(first, again) is None
    assert said(after(first, later)) == [("/messages/2/content", "placeholder", True)]


def test_a_tools_result_in_a_users_name_is_no_word_of_theirs() -> None:
    result = [{"toolResult": {"toolUseId": "t", "content": [{"text": SECRET}]}}]
    first = {"messages": [{"role": "user", "content": [{"text": "look"}]}, {"role": "user", "content": result}]}
    other = [{"toolResult": {"toolUseId": "u", "content": [{"text": "nothing"}]}}]
    second = {"messages": [*first["messages"], {"role": "user", "content": other}]}
    assert after(first, second, BEDROCK) is None


def test_a_batch_is_no_conversation() -> None:
    rules = policy("rules: [{id: r, match: {content: pii.canary}, action: block}]")
    url = "https://api.openai.com/v1/embeddings"
    body = {"model": "m", "input": [SECRET, "more"]}
    assert asked(body, url, rules)[1].action is Action.BLOCK
    assert not asked(body, url, rules)[2].marks


def test_secrets_are_never_given_back() -> None:
    assert said(after(turns("KEY-1"), turns("KEY-1", "refused", "and now?"))) == [
        ("/messages/0/content", "placeholder", False)
    ]


MARKED = "MARKED, not to leave"


def test_where_a_finding_tells_of_a_whole_turn_all_of_it_is_taken_out() -> None:
    blocks = [{"type": "text", "text": MARKED}, {"type": "text", "text": "the plan is CANARY-1"}]
    first = turns("hello", "yes")
    first["messages"].append({"role": "user", "name": "ada", "content": blocks})
    second = {**first, "messages": [*first["messages"], {"role": "user", "content": "and now?"}]}
    decision = after(first, second)
    assert said(decision) == [(f"/messages/2/content/{n}/text", "mask", False) for n in (0, 1)]
    assert decision is not None
    assert [(one.finding.start, one.finding.end) for one in decision.redactions] == [(0, len(MARKED)), (0, 20)]


def test_what_was_refused_for_an_older_marking_is_refused_again() -> None:
    first = turns(MARKED, "hm", "the plan")
    assert not asked(first)[2].marks
    assert after(first, first) is None
    of_itself = turns("CANARY-1", "hm", "the plan")
    assert said(after(of_itself, of_itself)) == [("/messages/0/content", "placeholder", True)]


@pytest.mark.parametrize(
    "more",
    [
        {"content": [{"type": "text", "text": MARKED}, {"type": "image_url", "image_url": {"url": "https://a.b/c"}}]},
        {"content": MARKED, "note": "the plan"},
        {"content": MARKED, "name": "the plan"},
        {"content": "the plan", "name": "MARKED"},
        {"content": MARKED, "content!x": "the plan"},
        {"content": MARKED, "tool_calls": [{"id": "c", "function": {"name": "f", "arguments": '{"q": "the plan"}'}}]},
    ],
)
def test_a_turn_that_says_more_than_its_texts_stays_refused(more: dict[str, Any]) -> None:
    first = turns()
    first["messages"].append({"role": "user", **more})
    second = {**first, "messages": [*first["messages"], {"role": "user", "content": "and now?"}]}
    assert asked(first)[1].action is Action.BLOCK
    assert after(first, second) is None


def test_what_other_rules_find_in_a_turn_that_is_taken_out_goes_with_it() -> None:
    rules = policy(
        "rules: [{id: a, match: {content: custom.mark}, action: block},"
        " {id: b, match: {content: pii.canary}, action: redact}]"
    )
    text = f"{MARKED} CANARY-1"
    decision = after(turns(text), turns(text, "refused", "CANARY-2"), rules=rules)
    assert said(decision) == [("/messages/2/content", "placeholder", True), ("/messages/0/content", "mask", False)]


def test_other_rules_still_speak() -> None:
    rules = policy(
        "rules: [{id: a, match: {content: pii.canary}, action: coach},"
        " {id: b, match: {content: secrets.key}, action: redact, redact: {style: mask}},"
        " {id: c, match: {activity: chat}, action: monitor}]"
    )
    decision = after(turns(SECRET), turns(SECRET, "refused", "KEY-1"), rules=rules)
    assert decision is not None
    assert [reason.id for reason in decision.reasons] == ["p/b", "quarterdeck/old-findings", "p/c"]
    assert said(decision) == [("/messages/2/content", "mask", False), ("/messages/0/content", "placeholder", True)]


def test_what_other_rules_take_out_of_an_old_text_is_theirs() -> None:
    rules = policy(
        "rules: [{id: a, match: {content: pii.canary}, action: block},"
        " {id: b, match: {content: secrets.key}, action: redact, redact: {style: mask}}]"
    )
    decision = after(turns("CANARY-1 KEY-1"), turns("CANARY-1 KEY-1", "refused", "and now?"), rules=rules)
    assert said(decision) == [("/messages/0/content", "mask", False), ("/messages/0/content", "placeholder", True)]


def test_a_place_with_two_texts_is_nobodys_history() -> None:
    read, decision, _ = asked(turns(SECRET, "refused", "and now?"))
    two = (*read.message.parts, replace(read.message.parts[1], text="another"))
    doubtful = replace(read, message=replace(read.message, parts=two))
    assert not refusal(doubtful, decision, BLOCK, FINDING, {}).marks


@pytest.mark.parametrize(
    "rule",
    [
        "{id: s, match: {activity: chat}, action: block}",
        "{id: s, match: {activity: chat}, action: monitor}, {id: t, match: {model: m}, action: coach}",
        "{id: s, match: {not: {content: pii.canary}}, action: block}",
    ],
)
def test_a_refusal_for_anything_else_stands(rule: str) -> None:
    rules = policy(f"rules: [{{id: r, match: {{content: pii.canary}}, action: block}}, {rule}]")
    assert not asked(turns(SECRET, "refused", "and now?"), rules=rules)[2].asks
    assert after(turns(SECRET), turns(SECRET, "refused", "and now?"), rules=rules) is None


def test_a_threshold_counts_what_would_be_sent() -> None:
    rules = policy("rules: [{id: r, match: {content: {detector: pii.canary, min_count: 2}}, action: block}]")
    both = "CANARY-1 CANARY-2"
    assert said(after(turns(both), turns(both, "refused", "CANARY-3"), rules=rules)) == [
        ("/messages/0/content", "placeholder", True),
        ("/messages/0/content", "placeholder", True),
    ]
    assert after(turns(both), turns(both, "refused", "CANARY-3 CANARY-4"), rules=rules) is None


def test_nobody_is_asked_about_what_would_be_refused_all_the_same() -> None:
    _, _, about = asked(turns(SECRET, "refused", SECRET))
    assert about.marks
    assert not about.asks
    _, _, quiet = asked(turns("hello"))
    assert not quiet.marks


def test_digests_tell_nothing_and_differ_in_each_conversation() -> None:
    one = asked(turns(SECRET))[2].marks
    other = asked(turns(SECRET), who="bob")[2].marks
    assert not one & other
    assert {len(digest) for digest in one | other} == {WIDTH}
    assert "CANARY" not in repr(asked(turns(SECRET, "x", "y"))[2])


def test_a_body_that_was_not_kept_is_not_looked_into() -> None:
    read, decision, _ = asked(turns(SECRET, "refused", "and now?"))
    unkept = replace(read, exchange=replace(read.exchange, body=None))
    assert not refusal(unkept, decision, BLOCK, FINDING, {}).marks


def test_the_reason_is_one_for_people() -> None:
    assert OLD.text.endswith(".")
    assert OLD.action is Action.REDACT


REALTIME = "wss://api.openai.com/v1/realtime?model=gpt-realtime"
LIVE = (
    "wss://generativelanguage.googleapis.com/ws/google.ai.generativelanguage.v1beta.GenerativeService"
    ".BidiGenerateContent"
)


def item(text: str, role: str = "user") -> dict[str, Any]:
    return {"type": "message", "role": role, "content": [{"type": "input_text", "text": text}]}


def added(text: str) -> dict[str, Any]:
    return {"type": "conversation.item.create", "item": item(text)}


def respond(*texts: str) -> dict[str, Any]:
    return {"type": "response.create", "response": {"input": [item(text) for text in texts]}}


def content(*texts: str, name: str = "clientContent") -> dict[str, Any]:
    return {name: {"turns": [{"role": "user", "parts": [{"text": text}]} for text in texts], "turnComplete": True}}


def told(first: Any, second: Any, url: str = REALTIME) -> Decision | None:
    """The decision on the second message of a WebSocket, when the first was refused."""
    abouts = []
    for body in (first, second):
        stated = replace(exchange(url, body), protocol="websocket", method="GET")
        read = reading_of_message(stated, BLOCK, FINDING)
        decision = decide_on(read, BLOCK, FINDING)
        assert decision.action is Action.BLOCK
        abouts.append(refusal(read, decision, BLOCK, FINDING, {}))
    return abouts[1].overlooking(abouts[1].asks & abouts[0].marks)


@pytest.mark.parametrize(
    ("first", "second", "part", "url"),
    [
        (respond(SECRET), respond(SECRET, "and now?"), "/response/input/0/content/0/text", REALTIME),
        (added(SECRET), respond(SECRET, "and now?"), "/response/input/0/content/0/text", REALTIME),
        (added(SECRET), added(SECRET), "/item/content/0/text", REALTIME),
        (content(SECRET), content(SECRET, "and now?"), "/clientContent/turns/0/parts/0/text", LIVE),
        (
            content(SECRET, name="client_content"),
            content(SECRET, "and now?", name="client_content"),
            "/client_content/turns/0/parts/0/text",
            LIVE,
        ),
    ],
)
def test_an_old_hit_in_a_message_of_a_websocket_is_masked_and_closes_nothing(
    first: Any, second: Any, part: str, url: str
) -> None:
    assert said(told(first, second, url)) == [(part, "mask", False)]


@pytest.mark.parametrize(
    ("first", "second", "url"),
    [
        (added("see CANARY-2"), added(SECRET), REALTIME),
        (added(SECRET), added(f"{SECRET}!"), REALTIME),
        (added(SECRET), respond("and now?", SECRET), REALTIME),
        (content(SECRET), content(SECRET), LIVE),
    ],
)
def test_a_message_that_says_it_anew_is_refused_as_ever(first: Any, second: Any, url: str) -> None:
    assert told(first, second, url) is None


def test_a_marked_item_that_is_sent_again_is_masked_whole() -> None:
    assert said(told(added(MARKED), added(MARKED))) == [("/item/content/0/text", "mask", False)]
    named = {**added(MARKED), "item": {**item(MARKED), "more": "the plan"}}
    assert told(added(MARKED), named) is None


def test_evidence_of_what_is_old_was_kept_when_it_was_new() -> None:
    rules = policy(
        "rules: [{id: r, match: {content: pii.canary}, action: block, evidence: excerpt},"
        " {id: s, match: {content: custom.mark}, action: monitor, evidence: excerpt}]"
    )
    read, first, _ = asked(turns(SECRET), rules=rules)
    assert [one.text for one in first.excerpts] == ["see <CANARY_1>"]
    again = after(turns(SECRET), turns(SECRET, "refused", "and now?"), rules=rules)
    assert again is not None
    assert [one.detector for one in again.found] == ["pii.canary"]
    assert again.excerpts == ()
    new = after(turns(SECRET), turns(SECRET, "refused", "now MARKED"), rules=rules)
    assert new is not None
    assert [one.text for one in new.excerpts] == ["now <MARK_1>"]
    assert read
