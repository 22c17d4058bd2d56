"""`quarterdeck services`: whatever is known of a service finds it."""

from __future__ import annotations

import pytest

from quarterdeck.cli.services import countries
from quarterdeck.model.service import Jurisdiction


@pytest.mark.parametrize(
    ("query", "id_"),
    [
        ("deepseek-api", "deepseek-api"),
        ("deepseek_api", "deepseek-api"),
        ("deepseek", "deepseek-web"),
        ("chat.deepseek.com", "deepseek-web"),
        ("https://api.openai.com/v1/chat/completions", "openai-api"),
        ("High-Flyer", "deepseek-api"),
        ("CN", "deepseek-web"),
        ("translator", "deepl"),
        ("seek", "deepseek-web"),
    ],
)
def test_a_service_is_found_by(quarterdeck, query, id_):
    answer = quarterdeck("services", query, "--json")
    assert answer.code == 0
    assert id_ in [service["id"] for service in answer.json["services"]]


def test_the_document_has_the_keys_of_explain_and_more(program):
    answer = program("services", "deepseek-api", "--json")
    assert (answer.code, answer.err) == (0, "")
    (service,) = answer.json["services"]
    assert (service["id"], service["jurisdiction"], service["category"]) == ("deepseek-api", "CN", "llm-api")
    assert set(service["sources"]) <= set(answer.json["citations"])


def test_one_service_is_shown_with_its_hosts_paths_and_sources(quarterdeck):
    answer = quarterdeck("services", "deepseek-api")
    assert answer.code == 0
    for text in ("api.deepseek.com", "/chat/completions", "CN (operator)", "its vendor's own", "github:"):
        assert text in answer.out


def test_several_are_a_table(quarterdeck):
    answer = quarterdeck("services", "deepseek")
    head, *rows = answer.out.splitlines()
    assert head.split() == ["ID", "NAME", "VENDOR", "FROM", "CATEGORY"]
    assert [row.split()[0] for row in rows[:-1]] == ["deepseek-api", "deepseek-telemetry", "deepseek-web"]


def test_all_are_listed_without_a_query(quarterdeck):
    assert len(quarterdeck("services", "--json").json["services"]) >= 364


def test_nothing_found_is_a_no_with_a_guess(program):
    answer = program("services", "deepsek")
    assert (answer.code, answer.out) == (1, "")
    assert "did you mean 'deepseek'" in answer.err
    answer = program("services", "deepsek", "--json")
    assert answer.code == 1
    assert answer.json["services"] == []
    assert "deepseek" in answer.json["did_you_mean"]


def test_what_is_like_nothing_gets_no_guess(quarterdeck):
    answer = quarterdeck("services", "zzzzqqqq")
    assert answer.code == 1
    assert "did you mean" not in answer.err


def test_the_configured_rules_add_to_the_catalogue(quarterdeck, write):
    entry = "{id: our-llm, name: Ours, vendor: We, category: llm-api, hosts: [llm.example.org]}"
    write("rules/ours.yaml", f"services:\n  - {entry}\n")
    write("quarterdeck.yaml", "rules: [rules]\n")
    assert quarterdeck("services", "our-llm").code == 1
    assert "llm.example.org" in quarterdeck("services", "our-llm", "-c", "quarterdeck.yaml").out


@pytest.mark.parametrize(
    ("jurisdictions", "shown"),
    [
        ((), "?"),
        ((Jurisdiction("CN"),), "CN"),
        ((Jurisdiction("CN", certain=False),), "CN?"),
        ((Jurisdiction("CN", certain=False), Jurisdiction("CN", "owner")), "CN"),
        ((Jurisdiction("SG", certain=False), Jurisdiction("CN", "owner")), "SG?,CN"),
    ],
)
def test_a_country_that_is_not_certain_bears_a_question_mark(jurisdictions, shown):
    assert countries(jurisdictions) == shown


def test_words_are_one_query(quarterdeck):
    assert quarterdeck("services", "Moonshot", "AI", "--json").json["query"] == "Moonshot AI"
