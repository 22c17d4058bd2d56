"""The rules that a command is about, and everything that is wrong with them at once."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from quarterdeck.audit.age import SecretKey, make_secret_key
from quarterdeck.cli.rules_input import gather, names_argument, read_world
from quarterdeck.config.load import load_config
from quarterdeck.config.schema import Config
from quarterdeck.errors import Problems
from quarterdeck.services.catalog import rules_dir

CONFIG = load_config(None, {})
SOUND = """\
policy: {0}
owner: me
ban: [{{service: deepl, reason: No.}}]
cases: [{{request: 'https://a.example/', expect: allow}}]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def sound(path: Path, name: str, extra: str = "") -> None:
    path.write_text(SOUND.format(name) + extra)


def codes(found):
    return [(problem.file, problem.code) for problem in found.problems]


def test_sound_rules_make_a_world(folder):
    sound(folder / "a.yaml", "a")
    found = gather(["a.yaml", "baseline"], CONFIG)
    assert found.checked == 2
    assert found.world is not None
    assert {rule.policy for rule in found.world.policy.rules} == {"a", "baseline", "dlp-baseline"}
    assert not [problem for problem in found.problems if problem.severity != "note"]


def test_packs_that_a_file_takes_in_are_checked_with_it(folder):
    sound(folder / "a.yaml", "a", "include: [deepseek-ban]\n")
    found = gather(["a.yaml"], CONFIG)
    assert found.world is not None
    assert {rule.policy for rule in found.world.policy.rules} == {"a", "deepseek-ban"}
    assert {file.policy.policy for file in read_world(["a.yaml"], CONFIG).files} == {"a", "deepseek-ban"}


def test_a_pack_to_take_in_that_does_not_exist_is_told_and_the_rest_checked(folder):
    sound(folder / "a.yaml", "a", "include: [deepseek-bann]\n")
    found = gather(["a.yaml"], CONFIG)
    assert ("a.yaml", "unknown-pack") in codes(found)
    assert found.world is not None


def test_a_file_is_read_once_however_often_it_is_named(folder):
    sound(folder / "a.yaml", "a")
    assert gather(["a.yaml", ".", "./a.yaml"], CONFIG).checked == 1


def test_what_is_sound_is_checked_beside_what_is_not(folder):
    sound(folder / "a.yaml", "a", "exceptions: [{id: e, rules: [b/x], principal: any, expires: never}]\n")
    (folder / "b.yaml").write_text("policy: b\nrulez: []\n")
    (folder / "c.yaml").write_text("policy: c\nban: [deepel]\n")
    found = codes(gather(["."], CONFIG))
    assert ("b.yaml", "unknown-key") in found
    assert ("c.yaml", "unknown-name") in found
    assert ("a.yaml", "no-approver") in found
    # The rule that the exception names may stand in the file that does not load.
    assert ("a.yaml", "names-no-rule") not in found


def test_an_exception_that_names_no_rule_is_told_when_all_else_is_sound(folder):
    sound(folder / "a.yaml", "a", "exceptions: [{id: e, rules: [b/x], principal: any, expires: never}]\n")
    assert ("a.yaml", "names-no-rule") in codes(gather(["."], CONFIG))


def test_two_files_that_contradict_each_other_on_a_service(folder):
    for name in ("a", "b"):
        (folder / f"{name}.yaml").write_text(
            f"services: [{{id: our-llm, name: {name}, vendor: V, category: hub, hosts: [{name}.example]}}]\n"
        )
    found = gather(["."], CONFIG)
    assert codes(found) == [("b.yaml", "conflict")]


def test_a_pack_that_does_not_exist_is_told_with_those_that_do(folder):
    with pytest.raises(Problems, match="the packs are approved-only, baseline"):
        gather(["basline"], CONFIG)


def test_the_catalogues_own_files_are_checked_by_loading_them(folder):
    found = gather([str(rules_dir() / "services")], CONFIG)
    assert found.checked == len(list((rules_dir() / "services").glob("*.yaml")))
    assert found.problems == []


def test_reading_a_world_stops_at_mistakes(folder):
    (folder / "b.yaml").write_text("policy: b\nrulez: []\n")
    with pytest.raises(Problems, match="did you mean 'rules'"):
        read_world(["b.yaml"], CONFIG)
    assert read_world([], CONFIG).files[0].policy.policy == "baseline"


def test_packs_and_files_are_completed():
    command = names_argument(click.Command("x"))
    (parameter,) = command.params
    items = parameter.shell_complete(click.Context(command), "base")
    assert [(item.value, item.type) for item in items] == [("baseline", "plain"), ("base", "file")]


def test_a_rule_that_asks_for_evidence_that_nobody_could_read_is_told(folder):
    asking = "rules: [{id: r, match: {content: 'secrets.*'}, action: block, reason: No., evidence: excerpt}]\n"
    (folder / "a.yaml").write_text(f"policy: a\nowner: me\n{asking}")
    assert ("a.yaml", "no-recipient") in codes(gather(["a.yaml"], CONFIG))
    keys = {"evidence": {"recipients": [SecretKey(make_secret_key()).public]}}
    named = gather(["a.yaml"], Config.model_validate({"audit": keys}))
    assert "no-recipient" not in [code for _, code in codes(named)]
