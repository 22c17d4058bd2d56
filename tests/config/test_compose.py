"""From a configuration to everything that a decision depends on, or to every mistake that stands in the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from quarterdeck.config.compose import compose, load_world, rule_paths, source_files
from quarterdeck.config.schema import Config
from quarterdeck.errors import Problems
from quarterdeck.policy.load import load_policies
from quarterdeck.services.catalog import rules_dir


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_rules_are_packs_files_and_folders(folder):
    own = write(folder / "own.yaml", "policy: own\n")
    assert rule_paths(["baseline", "own.yaml", "."]) == [
        rules_dir() / "policies" / "baseline.yaml",
        own.relative_to(folder),
        Path(),
    ]


def test_all_rules_that_mean_nothing_are_told_at_once(folder):
    with pytest.raises(Problems) as caught:
        rule_paths(["basline", "baseline", "baseline@1.2"])
    missing, pinned = sorted(problem.message for problem in caught.value.problems)
    assert (missing, pinned) == (
        "'baseline@1.2': pinning a pack to a version is not built yet",
        "'basline' is neither a pack, a file nor a folder",
    )
    assert any("baseline" in problem.hint for problem in caught.value.problems)


def test_a_service_of_the_rules_can_be_banned_and_is_found_by_its_host(folder):
    entry = "{id: our-llm, name: Ours, vendor: We, category: llm-api, hosts: [llm.example.org]}"
    write(folder / "services.yaml", f"services:\n  - {entry}\n")
    write(folder / "rules.yaml", "policy: p\nban: [our-llm]\ncases: [{request: llm.example.org, expect: block}]\n")
    world = load_world(Config(rules=(str(folder),)))
    (rule,) = world.policy.rules
    assert rule.term.services == {"our-llm": True}
    assert world.kit.catalog.match("llm.example.org").service is world.policy.services["our-llm"]


def test_what_rules_take_in_is_loaded_and_watched_with_them(folder):
    own = write(folder / "own.yaml", "policy: own\ninclude: [deepseek-ban]\nban: [kimi]\n")
    config = Config(rules=(str(own),))
    world = load_world(config)
    assert {"own", "deepseek-ban"} <= {file.policy.policy for file in world.files}
    assert rules_dir() / "policies" / "deepseek-ban.yaml" in source_files(config, world.files)


def test_a_mistake_in_an_entry_is_told_where_it_stands(folder):
    files = load_policies(text={"a.yaml": "policy: a\nservices:\n  - id: deepl\n    categori: hub\n"})
    with pytest.raises(Problems) as caught:
        compose(files, Config())
    (problem,) = caught.value.problems
    assert str(problem) == "a.yaml:4:5: error: unknown key 'categori' (did you mean 'category'?)"


@pytest.mark.parametrize(
    ("host", "covered"),
    [
        ("bank.example", True),
        ("www.bank.example", True),
        ("clinic.example", True),
        ("a.listed.example", True),
        ("notbank.example", False),
        ("example", False),
    ],
)
def test_what_is_exempted_stays_exempted_however_often_it_is_asked(folder, host, covered):
    banks = write(folder / "banks.txt", "listed.example\n")
    exempt = {"hosts": ["Bank.Example.", "*.clinic.example"], "lists": {"banking": banks}}
    world = compose([], Config.model_validate({"never_inspect": exempt}))
    assert [world.never_inspect.covers(host) for _ in range(3)] == [covered] * 3


def test_a_host_of_the_configuration_that_is_none_is_refused():
    with pytest.raises(Problems, match="bad host"):
        compose([], Config(inspect_shared=("bad host",)))


def test_a_reload_looks_at_rules_the_lists_beside_them_and_exempted_hosts(folder):
    rules = write(folder / "rules" / "a.yaml", "policy: a\n")
    single = write(folder / "b.yaml", "policy: b\n")
    lists = write(folder / "lists" / "banned.txt", "x.example\n")
    banks = write(folder / "banks.txt", "bank.example\n")
    write(folder / "rules" / ".swp", "")
    exempt = {"lists": {"banking": banks}}
    config = Config.model_validate({"rules": [str(rules.parent), str(single)], "never_inspect": exempt})
    assert source_files(config) == sorted([rules, single, lists, banks])


def test_rules_that_are_not_there_yet_are_looked_at_too():
    assert source_files(Config(rules=("gone.yaml",))) == [Path("gone.yaml")]
