from __future__ import annotations

import pytest

from quarterdeck.detect.confirm.matched import Matched, plain


def test_a_check_that_takes_no_argument_is_refused_with_one() -> None:
    assert plain(lambda matched: matched.value == "a")("")(Matched("a"))
    with pytest.raises(ValueError, match=r"^it takes nothing behind a colon, and has '3'$"):
        plain(lambda _: True)("3")
