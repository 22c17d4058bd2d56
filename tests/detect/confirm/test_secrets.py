from __future__ import annotations

from quarterdeck.detect.confirm import named
from quarterdeck.detect.confirm.matched import Matched
from quarterdeck.detect.confirm.secrets import TABLE


def test_every_check_can_be_asked_for_by_its_name() -> None:
    for name in TABLE:
        check = named(f"{name}:3" if name == "entropy" else name)
        assert check(Matched("a", "", "")) in (True, False)
