from __future__ import annotations

import ast
from pathlib import Path

import pytest

from detection.corpus import KINDS, generate
from detection.document import Kind

FOLDER = Path(__file__).parents[2] / "benchmarks" / "detection"
MAKERS = (
    "accounts carriers checks corpus credentials document ids markings negatives persons prose signs tokens".split()
)


def test_the_same_seed_gives_the_same_texts() -> None:
    assert generate(30, 7) == generate(30, 7)
    assert generate(30, 7) != generate(30, 8)


def test_every_label_holds_a_value_and_overlaps_no_other() -> None:
    for document in generate(300):
        end = 0
        for label in document.labels:
            assert end <= label.start < label.end <= len(document.text)
            assert document.text[label.start : label.end].strip() == document.text[label.start : label.end]
            end = label.end


def test_a_quarter_of_the_texts_holds_nothing() -> None:
    nothing = sum(not document.labels for document in generate(1_000))
    assert 200 <= nothing <= 350


def test_every_kind_turns_up() -> None:
    found = {label.kind for document in generate(4_000) for label in document.labels}
    assert found == {kind.name for kind in KINDS}


def test_kinds_are_told_apart_by_their_names() -> None:
    names = [kind.name for kind in KINDS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_no_kind_is_one_value_alone(kind: Kind) -> None:
    from random import Random

    assert len({kind.make(Random(seed)) for seed in range(20)}) > 1


@pytest.mark.parametrize("module", MAKERS)
def test_what_makes_the_texts_knows_nothing_of_what_looks_for_them(module: str) -> None:
    tree = ast.parse((FOLDER / f"{module}.py").read_text())
    imported = [
        name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names])
    ]
    assert not [name for name in imported if name.split(".")[0] in {"quarterdeck", "yaml", "stdnum", "phonenumbers"}]
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _name(node) in {"open", "read_text"}]


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
