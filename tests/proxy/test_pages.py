"""The pages say what a person needs, and nothing that a client, a host or a body holds can change what they are."""

from __future__ import annotations

from dataclasses import replace
from email.utils import parseaddr
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.model.content import Artifact
from quarterdeck.model.decision import Action, Decision, Reason
from quarterdeck.model.finding import Excerpt, Finding
from quarterdeck.model.service import Host, Service
from quarterdeck.proxy.pages import PAGE_HEADERS, PageContext, block_page, block_text, notice_page, notice_text, tell
from tests.proxy.markup import Page, check_inert

HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>\r\nX: y\u202egpj.exe\x1b[2J{{7*7}}&amp;"


def service(id_: str, name: str, *hosts: Host) -> Service:
    return Service(id_, name, name, "chatbot", hosts=hosts)


SERVICES = {
    found.id: found
    for found in [
        service("deepseek-web", "DeepSeek", Host("chat.deepseek.com")),
        service("m365-copilot", "Microsoft 365 Copilot", Host("m365.cloud.microsoft")),
        service("acme-api", "Acme API", Host("api.acme.example", role="api")),
        service("acme-web", "Acme Chat", Host("shared.example", shared=True), Host("chat.acme.example", match="exact")),
        service("odd", "Odd", Host(r".*\.odd\.example", match="regex")),
    ]
}
REASON = Reason(
    "ban-service-deepseek",
    "deepseek-ban",
    Action.BLOCK,
    "DeepSeek is not used in any capacity.",
    "rules/policies/deepseek-ban.yaml:12",
    suggest=("m365-copilot",),
    references=("US Navy all-hands e-mail, 2025-01-24", "https://policy.example.org/ai"),
)
DECISION = Decision(Action.BLOCK, (REASON,), "1a2b3c4d5e6f7081", service=SERVICES["deepseek-web"])
CONTEXT = PageContext(
    incident="qd-019ab3f2c41-5f2e9a0b1c",
    host="chat.deepseek.com",
    url="https://user:pw@chat.deepseek.com/a/chat?token=hunter2#x",
    time=1772600767.0,
    owner="infosec@example.org",
    organisation="Example Corp",
    services=SERVICES,
)


def decision(**changed: object) -> Decision:
    values = {"action": Action.BLOCK, "reasons": (REASON,), "policy_version": "1", "service": SERVICES["deepseek-web"]}
    return Decision(**(values | changed))


def test_the_block_page_says_what_why_what_instead_and_whom_to_ask():
    page = Page(block_page(DECISION, CONTEXT))
    check_inert(page)
    for expected in (
        "DeepSeek is blocked here",
        "DeepSeek is not used in any capacity.",
        "deepseek-ban/ban-service-deepseek",
        "US Navy all-hands e-mail, 2025-01-24",
        "Microsoft 365 Copilot",
        "Example Corp",
        "qd-019ab3f2c41-5f2e9a0b1c",
        "4 March 2026, 05:06:07 UTC",
        "https://chat.deepseek.com/a/chat",
    ):
        assert expected in page.text
    targets = [value for tag, name, value in page.links if tag == "a"]
    assert "https://m365.cloud.microsoft/" in targets
    assert "https://policy.example.org/ai" in targets
    assert "http://quarterdeck.proxy/policy" in targets
    assert "http://quarterdeck.proxy/incident/qd-019ab3f2c41-5f2e9a0b1c" in targets


@pytest.mark.parametrize("secret", ["hunter2", "token", "user:", "pw@"])
def test_query_and_user_of_the_address_are_shown_nowhere(secret: str):
    for shown in (
        block_page(DECISION, CONTEXT),
        block_text(DECISION, CONTEXT),
        notice_page("fault", CONTEXT),
        notice_text("fault", CONTEXT),
    ):
        assert secret not in shown.decode()


def test_the_request_for_an_exception_is_written_in_advance():
    (link,) = {value for _, _, value in Page(block_page(DECISION, CONTEXT)).links if value.startswith("mailto:")}
    parts = urlsplit(link)
    assert parseaddr(unquote(parts.path))[1] == "infosec@example.org"
    fields = parse_qs(parts.query)
    assert fields["subject"] == ["Request for an exception: DeepSeek (qd-019ab3f2c41-5f2e9a0b1c)"]
    assert "Incident: qd-019ab3f2c41-5f2e9a0b1c" in fields["body"][0]
    assert "deepseek-ban/ban-service-deepseek" in fields["body"][0]
    assert set(fields) == {"subject", "body"}


@pytest.mark.parametrize("owner", ["", "the network team", "a@b.example, c@d.example", "x@y.example?bcc=z@w.example"])
def test_an_owner_without_a_plain_address_gets_no_link(owner: str):
    context = PageContext("qd-1", "chat.deepseek.com", owner=owner)
    page = Page(block_page(DECISION, context))
    assert not [value for _, _, value in page.links if value.startswith("mailto:")]
    assert (owner or "the people who run this network") in page.text


@pytest.mark.parametrize(
    ("name", "shown", "link"),
    [
        ("m365-copilot", "Microsoft 365 Copilot", "https://m365.cloud.microsoft/"),
        ("acme", "Acme Chat", "https://chat.acme.example/"),
        ("acme-api", "Acme API", ""),
        ("odd", "Odd", ""),
        ("our own assistant", "our own assistant", ""),
        ("https://llm.example.org/chat", "llm.example.org", "https://llm.example.org/chat"),
        ("javascript:alert(1)", "javascript:alert(1)", ""),
    ],
)
def test_a_suggestion_is_a_link_when_the_catalogue_knows_its_page(name: str, shown: str, link: str):
    reason = Reason("r", "p", Action.BLOCK, "no", "x:1", suggest=(name, name))
    said = tell(decision(reasons=(reason,)), CONTEXT)
    assert [(option.name, option.url) for option in said.options] == [(shown, link)]
    page = Page(block_page(decision(reasons=(reason,)), CONTEXT))
    check_inert(page)
    assert shown in page.text


@pytest.mark.parametrize(
    ("changed", "heading"),
    [
        ({}, "DeepSeek is blocked here"),
        ({"service": None}, "chat.deepseek.com is blocked here"),
        ({"models": ("deepseek-r1",)}, "Your request to DeepSeek was stopped"),
        ({"findings": (Finding("secrets.aws", "/m", 0, 4),)}, "Your request to DeepSeek was stopped"),
        (
            {"artifact": Artifact("weights", "deepseek-ai/deepseek-r1", "huggingface")},
            "The download of deepseek-ai/deepseek-r1 was stopped",
        ),
        ({"action": Action.COACH}, "Please say why before you use DeepSeek"),
    ],
)
def test_the_heading_says_what_was_stopped(changed: dict, heading: str):
    assert tell(decision(**changed), CONTEXT).heading == heading
    assert heading in Page(block_page(decision(**changed), CONTEXT)).text


def test_people_are_told_what_became_of_their_words():
    assert "What you wrote was not." in Page(block_page(DECISION, CONTEXT)).text
    kept = decision(excerpts=(Excerpt("/messages/0/content", 0, 9, "so <CARD_1>"),))
    page = Page(block_page(kept, CONTEXT)).text
    assert "the words around what was found were kept for reviewers" in page
    assert "What you wrote was not." not in page
    assert "so <CARD_1>" not in page


def test_a_finding_is_named_and_counted_and_never_shown():
    found = (Finding("secrets.aws-access-key-id", "/messages/0", 0, 20),) * 2 + (Finding("pii.iban", "/m", 5, 9),)
    text = block_text(decision(findings=found), CONTEXT).decode()
    assert "a credential (secrets.aws-access-key-id, 2 times)" in text
    assert "personal data (pii.iban)" in text


def test_what_could_not_be_read_is_said_so():
    unknown = Reason("r", "p", Action.BLOCK, "Only approved models.", "x:1", unknown=True)
    lead = tell(decision(reasons=(unknown,), opaque="encrypted"), CONTEXT).lead
    assert "could not be read: the file is locked with a password or a key (encrypted). The policy of" in lead
    assert lead.endswith("It was not sent on. Send it unlocked.")
    assert "could not be read: odd. The policy" in tell(decision(reasons=(unknown,), opaque="odd"), CONTEXT).lead
    assert "could not be read, and the policy" in tell(decision(reasons=(unknown,)), CONTEXT).lead


def test_what_is_forbidden_anyway_is_not_blamed_on_what_could_not_be_read():
    sure = Reason("r", "p", Action.BLOCK, "DeepSeek is banned.", "x:1")
    unknown = Reason("s", "p", Action.BLOCK, "No secrets.", "x:2", unknown=True)
    said = tell(decision(reasons=(sure, unknown), opaque="image"), CONTEXT)
    assert "could not be read" not in said.lead
    assert ("Not read", "nobody looks at what a picture shows (image)") in said.facts


def test_a_message_of_the_rule_speaks_for_it_and_its_places_are_filled():
    text = "{service} is off; quote {incident} and {rule}. {0} {service.id} {unknown}"
    reason = Reason("r", "p", Action.BLOCK, "hidden reason", "x:1", message=text)
    (why,) = tell(decision(reasons=(reason,)), CONTEXT).reasons
    assert why.text == "DeepSeek is off; quote qd-019ab3f2c41-5f2e9a0b1c and p/r. {0} {service.id} {unknown}"


def test_only_the_strictest_reasons_speak():
    monitor = Reason("watch", "p", Action.MONITOR, "Watched.", "x:1", suggest=("odd",))
    said = tell(decision(reasons=(REASON, monitor)), CONTEXT)
    assert [why.rules for why in said.reasons] == [("deepseek-ban/ban-service-deepseek",)]
    assert [option.name for option in said.options] == ["Microsoft 365 Copilot"]


def test_rules_that_say_the_same_are_heard_once():
    twin = replace(REASON, rule="ban-domain-deepseek-com")
    other = replace(REASON, rule="third", text="Another reason.")
    said = tell(decision(reasons=(REASON, twin, other)), CONTEXT)
    assert [(why.text, why.rules) for why in said.reasons] == [
        (REASON.text, ("deepseek-ban/ban-service-deepseek", "deepseek-ban/ban-domain-deepseek-com")),
        ("Another reason.", ("deepseek-ban/third",)),
    ]


def test_a_terminal_reads_the_same_as_plain_lines():
    text = block_text(DECISION, CONTEXT).decode()
    assert text.startswith("DEEPSEEK IS BLOCKED HERE\n")
    assert "Why:         DeepSeek is not used in any capacity.\n" in text
    assert "Instead:     Microsoft 365 Copilot, https://m365.cloud.microsoft/\n" in text
    assert "Incident:    qd-019ab3f2c41-5f2e9a0b1c\n" in text
    assert "<" not in text
    assert text.endswith("\n")


def hostile(text: str) -> tuple[Decision, PageContext]:
    """Everything that may come from outside or from a file, made of one text."""
    reason = Reason(text, text, Action.BLOCK, text, text, message=text, suggest=(text,), references=(text,))
    bad = Service(text, text, text, text, hosts=(Host(text),))
    decided = Decision(
        Action.BLOCK,
        (reason,),
        text,
        service=bad,
        models=(text,),
        opaque=text,
        artifact=Artifact("weights", text, text),
        findings=(Finding(text, text, 0, 1),),
    )
    context = PageContext(text, text, f"https://{text}/{text}", float("inf"), text, text, services={text: bad})
    return decided, context


@given(
    st.one_of(st.just(HOSTILE), st.text(max_size=200), st.text(alphabet="<>\"'&/{}%\r\n\x1b\u202e=: @?", max_size=60))
)
def test_no_text_changes_what_a_page_is(text: str):
    plain = Page(block_page(*hostile("x")))
    page = Page(block_page(*hostile(text)))
    check_inert(page)
    # Whether a text is a link or an address decides between an element and another, and nothing else may.
    assert set(page.tags) <= set(plain.tags) | {"a"}
    assert page.tags.count("svg") == 1
    assert page.tags.count("dt") == plain.tags.count("dt")
    notice = Page(notice_page("fault", hostile(text)[1], text))
    check_inert(notice)


@given(st.text(max_size=200))
def test_no_text_reaches_a_terminal_as_a_command(text: str):
    decided, context = hostile(text)
    plain, plainly = hostile("x")
    for shown, usual in (
        (block_text(decided, context), block_text(plain, plainly)),
        (notice_text("fault", context, text), notice_text("fault", plainly, "x")),
    ):
        lines = shown.decode()
        assert lines.count("\n") <= usual.decode().count("\n")
        assert all(character == "\n" or character.isprintable() or ord(character) > 0x9F for character in lines)
        assert not set(lines) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")


def test_what_is_shown_is_never_endless():
    assert len(block_page(*hostile("x" * 1_000_000))) < 200_000


def test_the_pages_forbid_everything_that_they_do_not_need():
    policy = dict(PAGE_HEADERS)["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "script" not in policy


def test_whoever_is_coached_is_shown_the_way_on():
    coached = decision(action=Action.COACH, reasons=(Reason("r", "p", Action.COACH, "Think first.", "x:1"),))
    address = f"http://quarterdeck.proxy/coach/{CONTEXT.incident}"
    page = Page(block_page(coached, CONTEXT))
    check_inert(page)
    assert ("a", "href", address) in page.links
    assert "for an exception" not in page.text
    assert f"say why at {address}" in block_text(coached, CONTEXT).decode()
    assert tell(decision(), CONTEXT).coach == ""
    assert "/coach/" not in block_page(decision(), CONTEXT).decode()
