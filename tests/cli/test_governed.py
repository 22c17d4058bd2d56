"""Which hosts rules make the proxy intercept: those of the catalogue, those they name, those they list."""

from __future__ import annotations

from pathlib import Path

import pytest

from quarterdeck.cli.governed import governed
from quarterdeck.config.compose import compose
from quarterdeck.config.load import load_config
from quarterdeck.policy.load import load_policies

WEDNESDAY = 1_767_787_200.0  # 2026-01-07 12:00 UTC


def rows(rules: str, config=None, name: str = "p"):
    config = config or load_config(None, {})
    files = load_policies(text={f"{name}.yaml": f"policy: {name}\n{rules}\n"})
    world = compose(files, config, run_cases=False)
    return {(row.host, row.match): row for row in governed(world, config, WEDNESDAY)}


def test_no_rules_govern_nothing():
    assert rows("ban: []") == {}


def test_hosts_of_the_catalogue_with_the_service_and_the_rule():
    found = rows("ban: [deepl]")
    row = found["deepl.com", "suffix"]
    assert (row.services, row.rule, row.because) == (("deepl",), "p/ban-service-deepl", "p.yaml:2")
    assert row.shown == "*.deepl.com"
    assert row.as_json() == {
        "host": "deepl.com",
        "match": "suffix",
        "services": ["deepl"],
        "verdict": "inspect",
        "rule": "p/ban-service-deepl",
        "because": "p.yaml:2",
    }
    assert all("deepl" in row.services for row in found.values())


def test_hosts_that_only_the_rules_know():
    found = rows(
        "rules:\n"
        "  - {id: a, match: {host: [example-ai.com, =one.example, '*.glob.example']}, action: block}\n"
        "  - {id: b, match: {host: harmless.example}, action: allow}"
    )
    assert {("example-ai.com", "suffix"), ("one.example", "exact"), ("*.glob.example", "glob")} <= set(found)
    assert ("harmless.example", "suffix") not in found
    assert ("*.glob.example", "glob") in found


def test_a_list_of_domains_is_one_row(tmp_path: Path):
    (tmp_path / "banned.txt").write_text("one.example\ntwo.example\n")
    (tmp_path / "p.yaml").write_text("policy: p\nban: [{domains_file: banned.txt}]\n")
    config = load_config(None, {})
    world = compose(load_policies([tmp_path / "p.yaml"], shown=lambda path: path.name), config, run_cases=False)
    (row,) = governed(world, config, WEDNESDAY)
    assert (row.host, row.match, row.because) == ("banned.txt (2 domains)", "list", "p.yaml:2")


def test_a_pattern_of_the_catalogue_is_shown_as_a_pattern():
    found = rows("ban: [amazon-bedrock]")
    assert any(match == "regex" for _, match in found)


def test_a_model_ban_governs_what_can_serve_models_of_others():
    services = {service for row in rows('ban: [{model: "*deepseek*"}]').values() for service in row.services}
    assert {"openrouter", "deepseek-api"} <= services
    assert "deepl" not in services


def test_shared_hosts_only_where_they_are_listed():
    bare = rows("ban: [xai-grok]")
    assert ("x.com", "suffix") not in bare
    config = load_config(None, {"QUARTERDECK_INSPECT_SHARED": "[x.com]"})
    assert ("x.com", "suffix") in rows("ban: [xai-grok]", config)


def test_a_rule_without_any_name_governs_every_host():
    found = rows("rules: [{id: a, match: {url: '*/v1/chat/completions'}, action: block}]")
    assert ("every other host", "any") in found


@pytest.mark.parametrize("schedule", ["{days: sat}", "{days: wed}"])
def test_a_schedule_counts_whatever_day_it_is(schedule):
    rule = f"{{id: a, match: {{service: deepl, schedule: {schedule}}}, action: block}}"
    assert ("deepl.com", "suffix") in rows(f"rules: [{rule}]")


def test_what_is_over_or_not_yet_does_not_count():
    assert rows("ban: [{service: deepl, until: 2025-12-31}]") == {}
    assert rows("ban: [{service: deepl, from: 2030-01-01}]") == {}


def test_under_inspect_all_nothing_is_new():
    assert rows("ban: [deepl]", load_config(None, {"QUARTERDECK_INSPECT": "all"})) == {}
