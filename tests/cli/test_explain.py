"""`quarterdeck explain`: the decision, its reasons, and an exit code that says whether the request goes through."""

from __future__ import annotations

import json

import pytest

POLICY = """\
policy: p
owner: infosec@example.org
ban:
  - {id: seek, service: deepseek, reason: Not in any capacity., suggest: [m365-copilot], references: [Memo 12]}
  - {id: their-models, model: "*deepseek*", reason: Nor its models.}
rules:
  - id: recorded
    match: {category: [chatbot, llm-api]}
    action: monitor
    reason: All is recorded.
    set_headers: {X-Tenant: ours}
  - id: legal-only
    match: {service: openai-chatgpt}
    unless: {principal: {groups: [legal]}}
    action: block
    reason: Legal only.
  - {id: tell, match: {service: anthropic-claude}, action: coach, reason: Think first.}
  - {id: trial, match: {service: deepl}, action: block, mode: shadow, reason: On trial.}
exceptions:
  - {id: lab, rules: [p/seek], principal: {cidr: 10.9.0.0/16}, expires: 2030-12-31, approved_by: ciso, ticket: SEC-1}
"""
BODY = '{"model": "x", "messages": []}'
CHAT = "https://api.openai.com/v1/chat/completions"


@pytest.fixture
def explain(quarterdeck, write):
    write("p.yaml", POLICY)

    def call(*arguments, **options):
        return quarterdeck("explain", "--rules", "p.yaml", *arguments, **options)

    return call


def test_the_document_has_the_promised_keys(explain):
    answer = explain("https://chat.deepseek.com/", "--json")
    assert answer.code == 1
    document = answer.json
    promised = {
        *("action", "mode", "default", "rules", "exceptions", "obligations", "service", "inspection", "activity"),
        *("model", "format", "opaque", "findings"),
    }
    assert promised <= set(document)
    assert (document["action"], document["mode"], document["default"]) == ("block", "enforce", False)
    first = document["rules"][0]
    assert (first["id"], first["policy"], first["action"]) == ("seek", "p", "block")
    assert (first["reason"], first["source"]) == ("Not in any capacity.", "p.yaml:4")
    assert document["service"].items() >= {"id": "deepseek-web", "jurisdiction": "CN", "category": "chatbot"}.items()
    assert document["inspection"] == {"verdict": "inspect", "because": "p.yaml:4"}


@pytest.mark.parametrize(
    ("arguments", "action", "code"),
    [
        (["https://www.example.org/"], "allow", 0),
        ([CHAT], "monitor", 0),
        (["https://claude.ai/new"], "coach", 1),
        (["chat.deepseek.com"], "block", 1),
        (["https://chat.deepseek.com/", "--client", "10.9.1.1", "--at", "2030-12-31T23:00:00Z"], "monitor", 0),
        (["https://chat.deepseek.com/", "--client", "10.9.1.1", "--at", "2031-01-01"], "block", 1),
        (["https://chatgpt.com/", "--user", "ada", "--group", "legal"], "monitor", 0),
        (["https://chatgpt.com/", "--user", "ada", "--group", "sales"], "block", 1),
        (["https://chatgpt.com/"], "block", 1),
        (["https://www.deepl.com/translator"], "allow", 0),
        (["https://%64eepseek.com/"], "block", 1),
        (["https://en.wikipedia.org/", "--sni", "chat.deepseek.com"], "block", 1),
        (["https://en.wikipedia.org/", "--connect-host", "chat.deepseek.com"], "block", 1),
        (["https://en.wikipedia.org/", "--header", "Host: chat.deepseek.com"], "block", 1),
        (["http://127.0.0.1/"], "block", 1),
        (["http://169.254.169.254/latest/meta-data"], "block", 1),
    ],
)
def test_the_exit_code_says_whether_it_goes_through(explain, arguments, action, code):
    answer = explain(*arguments, "--json")
    assert (answer.json["action"], answer.code) == (action, code)


def test_a_body_from_a_file_names_the_model(explain, write):
    write("request.json", json.dumps({"model": "deepseek-r1", "messages": []}))
    answer = explain("https://openrouter.ai/api/v1/chat/completions", "--body", "request.json", "--json")
    assert answer.code == 1
    assert (answer.json["model"], answer.json["format"], answer.json["activity"]) == (
        "deepseek-r1",
        "openai-chat",
        "chat",
    )
    assert answer.json["rules"][0]["id"] == "their-models"


def test_a_body_from_stdin(explain):
    answer = explain(CHAT, "--body", "-", "--json", stdin=b'{"model": "gpt-4o", "messages": []}')
    assert (answer.code, answer.json["model"]) == (0, "gpt-4o")
    assert answer.json["obligations"] == [{"kind": "set-header", "name": "X-Tenant", "value": "ours"}]


def test_a_body_over_the_limit_is_opaque(explain, write):
    write("quarterdeck.yaml", "limits: {memory_body: 10}\n")
    answer = explain(CHAT, "--body", "-", "--json", "-c", "quarterdeck.yaml", stdin=b'{"model": "gpt-4o"}')
    assert answer.json["opaque"] == "too-large"


def test_shadow_and_exceptions_are_told(explain):
    answer = explain("https://www.deepl.com/", "--json")
    assert answer.json["mode"] == "shadow"
    assert [rule["id"] for rule in answer.json["shadow"]] == ["trial"]
    answer = explain("https://chat.deepseek.com/", "--client", "10.9.1.1", "--json")
    assert [(one["id"], one["rule"], one["ticket"]) for one in answer.json["exceptions"]] == [("lab", "seek", "SEC-1")]


def test_a_person_reads_the_action_the_rule_its_place_and_its_reason(explain):
    answer = explain("https://chat.deepseek.com/")
    assert answer.code == 1
    for text in ("BLOCK: GET", "p/seek (block) p.yaml:4", "Not in any capacity.", "Instead: m365-copilot", "Memo 12"):
        assert text in answer.out
    assert "intercepted and read (p.yaml:4)" in answer.out


def test_settings_decide_what_is_done_with_the_connection(explain, write):
    write("all.yaml", "inspect: all\n")
    write("connect.yaml", "refuse: connect\n")
    everything = explain("https://www.example.org/", "--json", "-c", "all.yaml").json
    assert everything["inspection"] == {"verdict": "inspect", "because": "inspect: all"}
    recorded = explain(CHAT, "--json", "-c", "connect.yaml").json
    assert recorded["inspection"]["verdict"] == "inspect"


def test_an_exempted_host_is_tunnelled_and_the_person_is_told_what_that_means(explain, write):
    write("quarterdeck.yaml", "never_inspect: {hosts: [claude.ai]}\n")
    answer = explain("https://api.claude.ai/new", "--json", "-c", "quarterdeck.yaml")
    assert answer.json["inspection"] == {"verdict": "tunnel", "because": "never_inspect"}
    assert "is not enforced" in explain("https://api.claude.ai/new", "-c", "quarterdeck.yaml").out


def test_a_ban_that_the_host_alone_decides_holds_where_nothing_is_decrypted(explain, write):
    write("hosts.yaml", "policy: hosts\nban: [{domain: banned.example}]\n")
    write("quarterdeck.yaml", "never_inspect: {hosts: [banned.example]}\n")
    answer = explain("https://banned.example/", "--json", "--rules", "hosts.yaml", "-c", "quarterdeck.yaml")
    assert answer.json["inspection"] == {"verdict": "refuse", "because": "hosts.yaml:2"}


def test_dns_is_refused_as_the_proxy_refuses_it(explain):
    answer = explain("https://www.example.org:853/", "--json")
    assert answer.code == 1
    assert [rule["id"] for rule in answer.json["rules"]] == ["never-reached"]


def test_a_mapped_loopback_is_not_forbidden(explain, write):
    write("quarterdeck.yaml", 'upstream: {resolve: {"127.0.0.1:443": "127.0.0.1:9443"}}\n')
    assert explain("https://127.0.0.1/", "--json", "-c", "quarterdeck.yaml").json["action"] == "allow"


def lines(*requests):
    return b"".join(json.dumps(request).encode() + b"\n" for request in requests)


def test_a_line_in_is_a_line_out_in_order(explain):
    requests = [
        {"id": "a", "url": "https://chat.deepseek.com/"},
        {"id": 2, "url": CHAT, "method": "POST", "headers": [["Content-Type", "application/json"]], "body": BODY},
        {"id": None, "url": "https://www.example.org/"},
    ]
    answer = explain("--jsonl", stdin=lines(*requests))
    assert answer.code == 0
    assert [(line["id"], line["action"]) for line in answer.lines] == [("a", "block"), (2, "monitor"), (None, "allow")]
    assert answer.lines[1]["model"] == "x"


def test_a_line_says_the_same_as_the_options(explain):
    request = {
        "id": 1,
        "url": "https://chatgpt.com/",
        "method": "POST",
        "headers": [["X-A", "b"]],
        "body_base64": "eyJtb2RlbCI6ICJncHQtNCJ9",
        "user": "ada",
        "groups": ["legal"],
        "client": "10.0.0.1",
        "at": "2026-06-01T10:00:00Z",
        "sni": "chatgpt.com",
        "connect_host": "chatgpt.com",
    }
    (line,) = explain("--jsonl", stdin=lines(request)).lines
    options = ["--method", "POST", "--header", "X-A: b", "--body", "-", "--user", "ada", "--group", "legal"]
    options += ["--client", "10.0.0.1", "--at", "2026-06-01T10:00:00Z", "--sni", "chatgpt.com"]
    options += ["--connect-host", "chatgpt.com", "--json"]
    single = explain("https://chatgpt.com/", *options, stdin=b'{"model": "gpt-4"}').json
    assert line == {"id": 1, **single}


def test_a_bad_line_is_told_on_its_line_and_the_rest_goes_on(program, write):
    write("p.yaml", POLICY)
    stdin = b'not json\n{"id": 1}\n[]\n\n{"id": 2, "url": "https://chat.deepseek.com/"}\n'
    answer = program("explain", "--rules", "p.yaml", "--jsonl", stdin=stdin)
    assert answer.code == 1
    assert [set(line) == {"id", "error"} for line in answer.lines] == [True, True, True, False]
    assert [line["id"] for line in answer.lines] == [None, 1, None, 2]
    assert answer.err == ""


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("https://a.example/", "--jsonl"),
        ("--jsonl", "--user", "ada"),
        ("ftp://a.example/",),
        ("https://a.example:99999/",),
        ("https://a.example/", "--at", "tomorrow"),
        ("https://a.example/", "--client", "me"),
        ("https://a.example/", "--header", "nothing"),
        ("https://a.example/", "--body", "no-such-file"),
        ("https://a.example/", "--rules", "no-such-rules"),
    ],
)
def test_wrong_usage_is_exit_code_2_and_prints_nothing(program, arguments):
    answer = program("explain", *arguments)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err


def test_stdout_holds_the_document_alone(program):
    answer = program("explain", "https://chat.deepseek.com/", "--json")
    assert (answer.code, answer.err) == (1, "")
    assert answer.json["service"]["id"] == "deepseek-web"


def test_rules_from_several_places_compose(quarterdeck, write):
    write("p.yaml", POLICY)
    answer = quarterdeck("explain", "https://chat.deepseek.com/", "--rules", "baseline", "--rules", "p.yaml", "--json")
    assert {rule["policy"] for rule in answer.json["rules"]} == {"baseline", "p"}


def test_a_service_of_the_rules_is_recognized(quarterdeck, write):
    entry = "{id: our-llm, name: Ours, vendor: We, category: llm-api, hosts: [llm.example.org]}"
    write("ours.yaml", f"policy: ours\nservices:\n  - {entry}\nban: [our-llm]\n")
    answer = quarterdeck("explain", "https://llm.example.org/", "--rules", "ours.yaml", "--json")
    assert (answer.code, answer.json["service"]["id"]) == (1, "our-llm")


REDACTING = """\
policy: p
detectors: [{id: custom.project, regex: 'PRJ-[0-9]{4}', hits: [PRJ-1234], misses: [PRJ]}]
rules: [{id: r, match: {content: custom.project}, action: redact, reason: Projects are secret.}]
"""


def test_what_would_be_sent_in_the_place_of_the_body_is_shown(quarterdeck, write):
    write("p.yaml", REDACTING)
    body = '{"model": "gpt-4o", "messages": [{"role": "user", "content": "what of PRJ-1234?"}]}'
    write("body.json", body)
    asked = ("explain", CHAT, "--rules", "p.yaml", "--body", "body.json", "--header", "content-type: application/json")
    answer = quarterdeck(*asked, "--json")
    assert (answer.code, answer.json["action"], answer.json["refused"]) == (0, "redact", False)
    assert answer.json["body_after"] == body.replace("PRJ-1234", "<PROJECT_1>")
    said = quarterdeck(*asked).out
    assert "goes on without what must not leave" in said
    assert "with 1 of these taken out" in said
    answer = quarterdeck(*asked, "--header", "authorization: AWS4-HMAC-SHA256 Credential=x", "--json")
    assert (answer.code, answer.json["refused"], answer.json["irredactable"]) == (1, True, "signed")
    assert "body_after" not in answer.json
