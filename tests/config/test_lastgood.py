"""A start with broken rules: the last good ones, or none at all and every AI service refused. Never a guess."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from quarterdeck.config import include
from quarterdeck.config.compose import World, compose, load_world, rule_paths
from quarterdeck.config.lastgood import keep, kept_dir, load_or_fall_back
from quarterdeck.config.request import Stated, judged
from quarterdeck.config.schema import Config
from quarterdeck.policy.load import load_policies

BAN = "policy: p\nban: [{domain: banned.example, reason: No.}]\n"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    file = tmp_path / "rules" / "p.yaml"
    file.parent.mkdir()
    file.write_text(BAN)
    return file


@pytest.fixture
def config(tmp_path: Path, rules: Path) -> Config:
    return Config(state=tmp_path / "var", rules=(str(rules),))


def action(world: World, url: str) -> str:
    return str(judged(Stated(url, 1000.0), world.policy, world.kit).decision.action)


def test_rules_that_load_are_in_force_and_kept(config, rules):
    world, problem = load_or_fall_back(config)
    assert (world.fallback, problem, action(world, "https://banned.example/")) == ("", "", "block")
    assert Path(f"{kept_dir(config)}/tree{rules}").read_text() == BAN


@pytest.mark.parametrize("broken", ["policy: [", "policy: p\nban: [no-such-service]\n", None])
def test_the_last_good_rules_hold_while_those_configured_do_not_load(config, rules, broken):
    good, _ = load_or_fall_back(config)
    if broken is None:
        rules.unlink()
    else:
        rules.write_text(broken)
    world, problem = load_or_fall_back(config)
    assert (world.fallback, world.policy.version) == ("last-good", good.policy.version)
    assert action(world, "https://banned.example/") == "block"
    assert str(rules) in problem


def test_what_is_kept_is_replaced_whole(config, rules):
    load_or_fall_back(config)
    rules.write_text(BAN.replace("banned.example", "other.example"))
    load_or_fall_back(config)
    rules.write_text("policy: [")
    world, _ = load_or_fall_back(config)
    assert [action(world, f"https://{host}.example/") for host in ("banned", "other")] == ["allow", "block"]
    assert sorted(path.name for path in config.state.iterdir() if path.is_dir()) == ["last-good"]


@pytest.mark.parametrize("name", ["lists/banned.txt", "banned.txt", "../elsewhere/banned.txt"])
def test_the_lists_that_rules_name_are_kept_with_them(config, rules, name):
    banned = rules.parent / name
    banned.parent.mkdir(exist_ok=True)
    banned.write_text("listed.example\n")
    rules.write_text(f"policy: p\nban: [{{domains_file: {name}}}]\n")
    load_or_fall_back(config)
    rules.write_text("policy: [")
    banned.unlink()
    world, _ = load_or_fall_back(config)
    assert (world.fallback, action(world, "https://www.listed.example/")) == ("last-good", "block")


def test_a_pack_that_rules_take_in_is_kept_with_them(config, rules, tmp_path, monkeypatch):
    """The packs of a newer release may be what does not load."""
    pack = tmp_path / "release" / "policies" / "extra.yaml"
    pack.parent.mkdir(parents=True)
    pack.write_text(BAN.replace("policy: p", "policy: extra").replace("banned.example", "taken-in.example"))
    monkeypatch.setattr(include, "rules_dir", lambda: tmp_path / "release")
    rules.write_text(BAN.replace("ban:", "include: [extra]\nban:"))
    world, problem = load_or_fall_back(config)
    assert (problem, action(world, "https://taken-in.example/")) == ("", "block")
    pack.write_text("policy: [")
    world, problem = load_or_fall_back(config)
    assert (world.fallback, action(world, "https://taken-in.example/")) == ("last-good", "block")
    assert "extra.yaml" in problem


def test_rules_behind_links_are_kept_where_the_links_are(config, rules):
    """A volume that a container mounts is a folder of links into a hidden one."""
    hidden = rules.parent / "..2026" / "p.yaml"
    hidden.parent.mkdir()
    rules.rename(hidden)
    rules.symlink_to(hidden)
    config = config.model_copy(update={"rules": (str(rules.parent),)})
    load_or_fall_back(config)
    hidden.write_text("policy: [")
    world, _ = load_or_fall_back(config)
    assert (world.fallback, action(world, "https://banned.example/")) == ("last-good", "block")


def test_rules_that_were_good_once_are_not_put_to_the_test_again(config, rules):
    """A case that holds only until a date would otherwise turn the last good rules into none."""
    rules.write_text(BAN + "cases: [{request: 'https://banned.example/', expect: allow}]\n")
    keep(config, compose(load_policies(rule_paths(config.rules)), config, run_cases=False))
    world, problem = load_or_fall_back(config)
    assert (world.fallback, "the case" in problem) == ("last-good", True)


@pytest.mark.parametrize("kept", [False, True])
def test_with_no_good_rules_every_ai_service_is_refused_and_nothing_else(config, rules, kept):
    if kept:
        load_or_fall_back(config)
        Path(f"{kept_dir(config)}/tree{rules}").write_text("policy: [")
    rules.write_text("policy: [")
    world, _ = load_or_fall_back(config)
    assert world.fallback == "lockdown"
    urls = ["https://chatgpt.com/", "https://chat.deepseek.com/", "https://www.deepl.com/", "https://www.example.org/"]
    assert [action(world, url) for url in urls] == ["block", "block", "block", "allow"]


def test_an_empty_set_of_rules_can_be_kept_and_used_too(config):
    config = config.model_copy(update={"rules": ()})
    assert load_or_fall_back(config)[0].fallback == ""
    world, _ = load_or_fall_back(config.model_copy(update={"rules": ("gone.yaml",)}))
    assert (world.fallback, world.policy.rules) == ("last-good", ())


def test_workers_that_start_together_keep_one_whole_set(config, rules):
    world = load_world(config)
    failed: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(20):
                keep(config, world)
        except OSError as error:
            failed.append(error)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failed == []
    assert Path(f"{kept_dir(config)}/tree{rules}").read_text() == BAN
