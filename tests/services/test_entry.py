"""What a `services:` entry may say, and how it corrects what is known."""

import pytest

from quarterdeck.model.service import Host, Jurisdiction, Service
from quarterdeck.services.document import read
from quarterdeck.services.entry import apply, read_entry
from quarterdeck.services.fields import Fields

KNOWN = Service(
    "deepseek-web",
    "DeepSeek",
    "Hangzhou DeepSeek AI",
    "chatbot",
    (Jurisdiction("CN"),),
    (Host("deepseek.com"), Host("cdn.deepseek.com", "exact", "cdn")),
    ("/api/v0/chat", "/api/v0/users"),
    sources=("v2",),
)


def entry(text: str, citations=()):
    document = read(f"services:\n- {text}\n".encode(), "f.yaml", ("services",))
    fields = Fields(document)
    found = read_entry(fields, ("services", 0), document.data["services"][0], dict.fromkeys(citations, ""))
    return found, fields.problems


def test_all_that_an_entry_can_say():
    found, problems = entry(
        """{id: A_b-2, name: A, vendor: V, category: llm-api, models: any, uncertain: true, note: N,
  jurisdiction: [{country: no, basis: owner, certain: false, evidence: text}, SG],
  hosts: [bare.example, {host: MÜNCHEN.example, match: exact, role: api, shared: true, intercept: true, src: [v2]},
          {host: '^x-[a-z]+\\.example\\.com$', match: regex, uncertain: true}],
  api_paths: [/v1/a, //b.example/c], user_agents: ["cli/*"], sources: ["https://example.com/doc"]}""".replace(
            "A_b", "a_b"
        ),
        ["v2"],
    )
    assert problems == []
    assert apply(None, found) == Service(
        "a-b-2",
        "A",
        "V",
        "llm-api",
        (Jurisdiction("NO", "owner", certain=False), Jurisdiction("SG")),
        (
            Host("bare.example"),
            Host("xn--mnchen-3ya.example", "exact", "api", shared=True, intercept=True, sources=("v2",)),
            Host(r"^x-[a-z]+\.example\.com$", "regex", uncertain=True),
        ),
        ("/v1/a", "//b.example/c"),
        ("cli/*",),
        "any",
        uncertain=True,
        note="N",
        sources=("https://example.com/doc", "v2"),
    )


def test_a_correction_adds_hosts_and_replaces_the_rest():
    found, problems = entry(
        "{id: deepseek-web, name: New, hosts: [new.example, {host: cdn.deepseek.com, role: web}],"
        " api_paths: [/new], without: [/api/v0/users]}"
    )
    assert problems == []
    corrected = apply(KNOWN, found)
    assert corrected.name == "New"
    assert corrected.vendor == KNOWN.vendor
    assert corrected.jurisdictions == KNOWN.jurisdictions
    assert corrected.hosts == (Host("deepseek.com"), Host("new.example"), Host("cdn.deepseek.com", "suffix", "web"))
    assert corrected.api_paths == ("/api/v0/chat", "/new")


def test_a_correction_takes_hosts_away():
    found, _ = entry("{id: deepseek-web, without: [cdn.deepseek.com]}")
    assert [host.host for host in apply(KNOWN, found).hosts] == ["deepseek.com"]


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("{name: x}", "id is empty", ""),
        ("{id: Bad--id}", "'Bad--id' is not an id", ""),
        ("{id: a, hosst: []}", "unknown key 'hosst'", "did you mean 'hosts'?"),
        ("{id: a, category: chatbots}", "'chatbots' is not a category", "did you mean 'chatbot'?"),
        ("{id: a, models: some}", "'some' is not a models", "it is one of any, none, own"),
        ("{id: a, hosts: b.example}", "hosts must be a list", ""),
        ("{id: a, hosts: ['https://b.example/x']}", "is not", "a name alone"),
        ("{id: a, hosts: ['*.b.example']}", "is not", "suffix covers subdomains"),
        ("{id: a, hosts: [{host: b.example, match: prefix}]}", "'prefix' is not a match", ""),
        ("{id: a, hosts: [{host: b.example, role: wheb}]}", "'wheb' is not a role", "did you mean 'web'?"),
        ("{id: a, hosts: [{host: b.example, shared: 'yes'}]}", "shared must be true or false", ""),
        ("{id: a, hosts: [b.example, B.example.]}", "stands twice", ""),
        ("{id: a, hosts: [{host: '(', match: regex}]}", "is not a regular expression", ""),
        ("{id: a, hosts: [{host: 'a.*', match: regex}]}", "must end in two literal labels", ""),
        ("{id: a, hosts: [{host: 'a.*\\.com$', match: regex}]}", "must end in two literal labels", ""),
        ("{id: a, hosts: [{host: b.example, src: [zz]}]}", "the source 'zz' is not known", ""),
        ("{id: a, sources: [v22]}", "the source 'v22' is not known", "did you mean 'v2'?"),
        ("{id: a, api_paths: [v1/x]}", "'v1/x' is not an API path", ""),
        ("{id: a, api_paths: [/]}", "'/' is not an API path", ""),
        ("{id: a, api_paths: ['/*']}", "'/*' is not an API path", ""),
        ("{id: a, api_paths: ['/a?b']}", "'/a?b' is not an API path", ""),
        ("{id: a, jurisdiction: China}", "'CHINA' is not a country code", "two letters"),
        ("{id: a, jurisdiction: {country: CN, basis: home}}", "'home' is not a basis", ""),
        ("{id: a, jurisdiction: {basis: owner}}", "country is empty", ""),
    ],
)
def test_a_mistake_is_named(text, message, hint):
    _, problems = entry(text, ["v2"])
    assert message in problems[0].message
    assert hint in problems[0].hint
    assert problems[0].line == 2


def test_what_two_files_may_not_say_differently():
    found, _ = entry("{id: a, name: N, hosts: [b.example], api_paths: [/x]}")
    assert dict(found.claims()) == {"name": "N", "host b.example": Host("b.example")}
