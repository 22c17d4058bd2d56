from __future__ import annotations

from pathlib import Path

import pytest

from quarterdeck.config import include
from quarterdeck.config.include import included_paths, pack_names, with_included
from quarterdeck.errors import Problems
from quarterdeck.policy.load import PolicyFile, load_policies

RULE = "rules: [{id: r, match: {host: example.org}, action: block}]\n"


@pytest.fixture
def packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "policies"
    folder.mkdir()
    monkeypatch.setattr(include, "rules_dir", lambda: tmp_path)
    return folder


def put(folder: Path, name: str, *takes: str) -> None:
    line = f"include: [{', '.join(takes)}]\n" if takes else ""
    (folder / f"{name}.yaml").write_text(f"policy: {name}\n{line}{RULE}")


def own(text: str) -> list[PolicyFile]:
    return load_policies(text={"own.yaml": text})


def names(files: list[PolicyFile]) -> list[str | None]:
    return [file.policy.policy for file in files]


def wrong(files: list[PolicyFile]) -> str:
    with pytest.raises(Problems) as found:
        with_included(files)
    return str(found.value)


def test_a_pack_comes_with_whoever_takes_it_in_and_with_those_that_it_takes_in(packs: Path) -> None:
    put(packs, "a", "b")
    put(packs, "b")
    assert names(with_included(own(f"policy: own\ninclude: [a]\n{RULE}"))) == ["own", "a", "b"]


def test_a_pack_that_two_take_in_is_loaded_once(packs: Path) -> None:
    put(packs, "a", "c")
    put(packs, "b", "c")
    put(packs, "c")
    assert names(with_included(own(f"policy: own\ninclude: [a, b, a]\n{RULE}"))) == ["own", "a", "c", "b"]


def test_a_pack_that_is_named_beside_is_loaded_once(packs: Path) -> None:
    put(packs, "a", "b")
    put(packs, "b")
    files = load_policies([packs / "a.yaml", packs / "b.yaml"])
    assert names(with_included(files)) == ["a", "b"]


def test_a_pack_that_does_not_exist_is_told_with_its_place(packs: Path) -> None:
    put(packs, "secrets-only")
    said = wrong(own(f"policy: own\ninclude: [secrets-onyl]\n{RULE}"))
    assert said.startswith("own.yaml:2:11: error: there is no pack 'secrets-onyl'")
    assert "secrets-only" in said


def test_a_path_is_no_name_of_a_pack(packs: Path) -> None:
    put(packs, "a")
    (packs.parent / "b.yaml").write_text(f"policy: b\n{RULE}")
    assert "there is no pack '../b'" in wrong(own(f"policy: own\ninclude: [../b]\n{RULE}"))


def test_packs_that_take_each_other_in_are_told_with_their_place(packs: Path) -> None:
    put(packs, "a", "b")
    put(packs, "b", "a")
    said = wrong(load_policies([packs / "a.yaml"]))
    assert "b.yaml:2:11: error: the pack 'a' takes itself in" in said


def test_a_pack_that_does_not_load_is_told_once_with_its_own_places(packs: Path) -> None:
    (packs / "a.yaml").write_text("policy: a\nrulez: []\n")
    said = wrong(own(f"policy: own\ninclude: [a, a]\n{RULE}"))
    assert said.count("a.yaml:2:1") == 1


def test_the_files_of_packs_are_known_to_whoever_watches_or_keeps_them(packs: Path) -> None:
    put(packs, "a")
    assert included_paths(own(f"policy: own\ninclude: [a]\n{RULE}")) == [packs / "a.yaml"]
    assert pack_names() == ["a"]
