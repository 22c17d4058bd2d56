"""The table of reasons is what the readers give: no word of theirs is missing, and none of its words is unused."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from quarterdeck.model.reasons import UNREAD, told

ROOT = Path(__file__).parents[2]
CODE = ROOT / "addons" / "quarterdeck"
FILES = sorted(
    path for layer in ("wire", "extract", "detect", "engine", "proxy") for path in (CODE / layer).rglob("*.py")
)
# Which argument of each call is a reason.
GIVEN = {
    "Unreadable": 0,
    "Spent": 0,
    "Opaque": 0,
    "refuse": 0,
    "unread": 0,
    "unreadable": 1,
    "_failed": 0,
    "_give_up": 0,
}
NAMED = ("reason", "opaque", "unread")
WORD = re.compile(r"[a-z]+(-[a-z]+)*")
# `reason` is also the word for a rule's; these files speak of those, and of a WebSocket's.
OF_RULES = {"pages.py", "websocket.py", "story.py"}


def values(node: ast.expr, constants: dict[str, str]) -> Iterator[str]:
    """The words that an expression can come to."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Name | ast.Attribute):
        name = node.id if isinstance(node, ast.Name) else node.attr
        if name in constants:
            yield constants[name]
    elif isinstance(node, ast.IfExp):
        yield from (*values(node.body, constants), *values(node.orelse, constants))
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from values(value, constants)
    elif isinstance(node, ast.Tuple | ast.List):
        # Pairs of a path and a reason; else reasons.
        of_pairs = [one.elts[-1] for one in node.elts if isinstance(one, ast.Tuple)]
        for value in of_pairs or node.elts:
            yield from values(value, constants)


def name_of(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def expressions(tree: ast.AST) -> Iterator[ast.expr]:
    """Where a reason stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            place = GIVEN.get(name_of(node.func))
            if place is not None and len(node.args) > place:
                yield node.args[place]
            yield from (keyword.value for keyword in node.keywords if keyword.arg in NAMED)
        elif isinstance(node, ast.Assign) and any(name_of(target) in NAMED for target in node.targets):
            yield node.value


TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in FILES}
CONSTANTS = {
    target.id: node.value.value
    for tree in TREES.values()
    for node in tree.body
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    for target in node.targets
    if isinstance(target, ast.Name) and target.id not in ("NAME", "JSON")
}


def given() -> dict[str, str]:
    """Every reason in the code, and a place that gives it."""
    found = {}
    for path, tree in TREES.items():
        if path.name in OF_RULES:
            continue
        for expression in expressions(tree):
            for word in values(expression, CONSTANTS):
                if WORD.fullmatch(word):
                    found[word] = f"{path.relative_to(CODE)}:{expression.lineno}"
    return found


def test_every_reason_that_is_given_is_in_the_table():
    found = given()
    assert len(found) > 40
    assert {word: place for word, place in found.items() if word not in UNREAD} == {}


def test_every_reason_of_the_table_is_given():
    literals = {
        node.value
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert UNREAD.keys() - literals == set()


def test_what_samples_show_unread_is_in_the_table():
    shown = set()
    for path in (ROOT / "tests" / "wire").rglob("samples/*/*.yaml"):
        expect = yaml.safe_load(path.read_text(encoding="utf-8"))["expect"] or {}
        shown |= {expect.get("opaque"), expect.get("unread")} - {None}
    assert shown
    assert shown <= UNREAD.keys()


@pytest.mark.parametrize("word", UNREAD)
def test_a_reason_is_told_in_plain_words(word: str):
    said = UNREAD[word]
    assert WORD.fullmatch(word)
    assert said.means
    assert not said.means.endswith(".")
    assert said.remedy == "" or (said.remedy[0].isupper() and said.remedy.endswith("."))


def test_a_reason_is_told_with_its_meaning_and_an_unknown_one_as_it_is():
    assert told("encrypted") == "encrypted (the file is locked with a password or a key)"
    assert told("no-such-reason") == "no-such-reason"
