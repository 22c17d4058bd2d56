from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cache

import pytest
import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from quarterdeck.detect import sweep
from quarterdeck.detect.sweep import Sweep

EXPRESSIONS = [
    "key[0-9]+",
    "(?i)SECRET",
    "a.c",
    "x[^y]z",
    "ä+",
    r"\bword\b",
    r"q\PLq",
    "a*",
    "^start",
    r"[\pL]{3}-",
    "(a|b){2,3}c",
    "[a-z]+@[a-z]",
]
TEXTS = st.text(st.sampled_from("abcxyzqäé@ key01secretSECRETword-start\n€"), max_size=40)


@pytest.fixture(params=["hyperscan", "re2"])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "re2":
        monkeypatch.setattr(sweep, "hyperscan", None)
    return str(request.param)


@cache
def compiled(without: bool) -> Sweep:
    with pytest.MonkeyPatch.context() as patch:
        if without:
            patch.setattr(sweep, "hyperscan", None)
        made = Sweep(EXPRESSIONS)
        made.compiled()
    return made


@pytest.mark.parametrize("without", [False, True])
@settings(deadline=None)
@given(text=TEXTS)
def test_whatever_matches_has_fired(without: bool, text: str) -> None:
    data = text.encode()
    fired = compiled(without).fired(data)
    matching = [number for number, one in enumerate(EXPRESSIONS) if re2.search(one, data)]
    assert [number for number in matching if number not in fired] == []
    assert fired == sorted(fired)


def test_what_has_no_more_than_a_rare_sign_is_asked_for_where_that_stands(engine: str) -> None:
    searched = Sweep(["[a-z]+@[a-z]", "key"])
    assert [searched.fired(text) for text in (b"a@b key", b"a @ b", b"key")] == [[0, 1], [], [1]]
    assert Sweep(["[a-z]@"]).fired(b"a@") == [0]


def test_what_does_not_match_has_not_fired(engine: str) -> None:
    assert Sweep(["key[0-9]", "(?i)secret"]).fired(b"keys to the sea") == []
    assert Sweep([]).fired(b"key") == []


def test_what_the_fast_engine_cannot_compile_is_asked_of_the_other() -> None:
    searched = Sweep(["key", r"(?P<n>[a-z])\pN", "a*"])
    assert searched.fired("b٣".encode()) == [1, 2]


def test_patterns_too_large_for_one_expression_are_halved(monkeypatch: pytest.MonkeyPatch) -> None:
    small = re2.Options()
    small.log_errors = False
    small.max_mem = 1 << 14
    monkeypatch.setattr(sweep, "_OPTIONS", small)
    monkeypatch.setattr(sweep, "hyperscan", None)
    searched = Sweep([rf"{n}[a-z]{{200}}" for n in range(10)])
    assert searched.fired(b"3" + b"x" * 200) == [0, 1, 2, 3, 4]
    assert 1 < len(searched._slow or ()) < 10


def test_many_threads_share_one() -> None:
    searched = Sweep(["key[0-9]", "door"])
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(searched.fired, [b"a key1 " * 5000, b"no", b"door"] * 60))
    assert found == [[0], [], [1]] * 60


def test_what_was_compiled_can_be_taken_over() -> None:
    expressions = ["key[0-9]", r"(?P<n>[a-z])\pN", "door"]
    other = Sweep(expressions)
    assert other.load(Sweep(expressions).compiled())
    assert other.fired("a door, key1, b٣".encode()) == Sweep(expressions).fired("a door, key1, b٣".encode())


@pytest.mark.parametrize("compiled", [b"", b"\0\0\0\2[]", b"\0\0\0\2[]rubbish", b"\xff" * 40])
def test_what_was_not_compiled_is_not_taken(compiled: bytes) -> None:
    searched = Sweep(["key"])
    assert not searched.load(compiled)
    assert searched.fired(b"key") == [0]


def test_a_digest_names_the_expressions_and_their_order() -> None:
    assert Sweep(["a", "b"]).digest == Sweep(["a", "b"]).digest
    assert len({Sweep(one).digest for one in (["a", "b"], ["b", "a"], ["ab"], [])}) == 4
