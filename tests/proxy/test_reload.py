"""A reload puts the whole new policy in force or leaves the old one whole, and tells which.

That a running proxy sees changes by itself and loses no request is proven in tests/e2e/test_reload.py.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from quarterdeck.config.schema import Config
from quarterdeck.proxy.recorder import Recorder
from quarterdeck.proxy.reload import Reloader, first_line, stamp
from quarterdeck.proxy.runtime import Runtime
from tests.proxy.deck import POLICY, aboard

BROKEN = {
    "unknown key": POLICY.replace("ban:", "bann:"),
    "failing case": POLICY + 'cases:\n  - {request: {url: "https://banned.example/"}, expect: allow}\n',
    "no YAML": "policy: [",
}


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "deck.yaml").write_text(POLICY)
    return folder


def reloaded(rules: Path, *, keeper: bool = True) -> tuple[list[dict], Runtime, list[str]]:
    """A reload of these rules; the log's lines, the runtime, and how often others were told."""
    runtimes, told = [], []

    async def scenario(runtime: Runtime) -> None:
        runtimes.append(runtime)
        before = runtime.world
        reloader = Reloader(
            runtime,
            Recorder(runtime),
            keeper=keeper,
            adopted=lambda: told.append("adopted"),
            changed=lambda: told.append("changed"),
        )
        await reloader.reload()
        told.append("kept" if runtime.world is before else "replaced")

    lines = aboard(rules.parent / "state", scenario, rules=[str(rules)])
    return lines, runtimes[0], told


def test_rules_that_load_are_in_force_at_once(rules: Path):
    (rules / "more.yaml").write_text("policy: more\nowner: a@example.org\nban: [{domain: more.example}]\n")
    (line,), runtime, told = reloaded(rules)
    assert told == ["adopted", "changed", "replaced"]
    assert [file.policy.policy for file in runtime.world.files] == ["deck", "more"]
    assert (line["outcome"], line["policy_version"]) == ("forwarded", runtime.world.policy.version)
    assert runtime.problem == ""
    assert runtime.reload_done >= runtime.loaded > 0


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_rules_that_do_not_load_change_nothing_and_are_told(rules: Path, text: str):
    (rules / "deck.yaml").write_text(text)
    (line,), runtime, told = reloaded(rules)
    assert told == ["changed", "kept"]
    assert "deck.yaml" in runtime.problem
    assert line["outcome"] == "refused"
    assert line["reason"].startswith("not loaded: ")
    assert line["policy_version"] == runtime.world.policy.version
    assert (runtime.loaded, runtime.reload_done > 0) == (0.0, True)


@pytest.mark.parametrize("keeper", [True, False])
def test_one_worker_alone_keeps_the_last_good_rules(rules: Path, keeper: bool):
    reloaded(rules, keeper=keeper)
    assert (rules.parent / "state" / "last-good").exists() is keeper


def test_whoever_asks_need_not_wait_for_a_file_to_change(rules: Path):
    async def scenario(runtime: Runtime) -> None:
        done = asyncio.Event()
        reloader = Reloader(runtime, Recorder(runtime), keeper=False, adopted=lambda: None, changed=done.set)
        watching = asyncio.create_task(reloader.watch())
        reloader.ask()
        await asyncio.wait_for(done.wait(), 30)
        watching.cancel()

    (line,) = aboard(rules.parent / "state", scenario, rules=[str(rules)])
    assert line["event"] == "policy"


@pytest.mark.parametrize("change", ["edit", "replace", "add", "remove"])
def test_any_change_of_a_source_is_seen_from_outside(rules: Path, change: str):
    config = Config(rules=(str(rules),))
    before = stamp(config, ())
    assert stamp(config, ()) == before
    if change == "edit":
        (rules / "deck.yaml").write_text(POLICY + "\n")
    elif change == "replace":
        (rules / "new").write_text(POLICY)
        (rules / "new").replace(rules / "deck.yaml")
    elif change == "add":
        (rules / "other.yaml").write_text("")
    else:
        (rules / "deck.yaml").unlink()
    assert stamp(config, ()) != before


def test_a_list_that_is_gone_is_stamped_and_not_an_error(tmp_path: Path):
    config = Config.model_validate({"never_inspect": {"lists": {"banks": tmp_path / "banks.txt"}}})
    assert (str(tmp_path / "banks.txt"), 0, 0, 0) in stamp(config, ())


def test_a_record_holds_the_first_line_of_an_error():
    assert first_line(ValueError("one\ntwo")) == "one"
    assert first_line(ValueError()) == ""
