from __future__ import annotations

import pytest

from quarterdeck.detect.confirm import TABLE, named, pii, secrets
from quarterdeck.detect.confirm.matched import Matched


def test_what_stands_behind_the_colon_is_the_argument(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TABLE, "begins", lambda argument: lambda matched: matched.value.startswith(argument))
    assert named("begins:a:b")(Matched("a:bc"))
    assert not named("begins:a:b")(Matched("abc"))


def test_an_unknown_check_is_told() -> None:
    with pytest.raises(ValueError, match="there is no check 'nothing'"):
        named("nothing:3")


def test_no_check_stands_in_two_tables() -> None:
    assert secrets.TABLE.keys().isdisjoint(pii.TABLE)
