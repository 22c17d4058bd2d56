from __future__ import annotations

import pytest

from quarterdeck.config.detectors import detectors_of
from quarterdeck.errors import Problems
from quarterdeck.policy.load import load_policies

SOUND = """\
detectors:
  - id: custom.project
    regex: 'PROJECT-[0-9]{4}'
    confidence: 0.5
    hits: [see PROJECT-1234]
    misses: [PROJECT-X]
  - {id: custom.a, regex: 'a+b', hits: [aab], misses: [b]}
"""


def wrong(text: str) -> list[str]:
    with pytest.raises(Problems) as found:
        detectors_of(load_policies(text={"d.yaml": text}))
    return [str(problem) for problem in found.value.problems]


def test_detectors_stand_in_the_order_of_their_ids() -> None:
    found = detectors_of(load_policies(text={"d.yaml": SOUND}))
    assert [(one.id, one.confidence) for one in found.patterns] == [("custom.a", 1.0), ("custom.project", 0.5)]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            "[see PROJECT-1234]",
            "[see PROJECT-12]",
            "d.yaml:5:12: error: 'custom.project' does not find",
        ),
        (
            "[PROJECT-X]",
            "[x, PROJECT-12345]",
            "d.yaml:6:17: error: 'custom.project' finds something",
        ),
        ("'a+b'", r"'(a)\1'", "d.yaml:7:27: error: the expression of 'custom.a' is not RE2: invalid escape sequence"),
        (
            "id: custom.a",
            "id: custom.project",
            "d.yaml:7:10: error: the detector 'custom.project' stands",
        ),
    ],
)
def test_a_detector_that_is_not_what_it_says_does_not_load(before: str, after: str, said: str) -> None:
    found = wrong(SOUND.replace(before, after))
    assert any(one.startswith(said) for one in found), found


def test_a_sample_which_may_be_a_secret_is_not_repeated() -> None:
    assert all("1234567" not in one for one in wrong(SOUND.replace("[PROJECT-X]", "[PROJECT-1234567]")))
