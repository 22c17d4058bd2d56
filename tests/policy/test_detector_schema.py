from __future__ import annotations

import pytest

from quarterdeck.errors import Problems
from quarterdeck.policy.load import load_policies

SOUND = """\
detectors:
  - id: custom.project
    regex: 'PROJECT-[0-9]{4}'
    hits: [see PROJECT-1234]
    misses: [PROJECT-X]
"""


def test_a_file_of_detectors_alone_needs_no_name() -> None:
    (file,) = load_policies(text={"d.yaml": SOUND})
    assert [(one.id, one.confidence) for one in file.policy.detectors] == [("custom.project", 1.0)]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("custom.project", "project", "d.yaml:2:9: error: 'project' is not the id of a detector"),
        ("custom.project", "custom.Project", "d.yaml:2:9: error: 'custom.Project' is not the id"),
        ("custom.project", "other.project", "d.yaml:2:9: error: 'other.project' is not the id"),
        ("    hits: [see PROJECT-1234]\n", "", "d.yaml:2"),
        ("    misses: [PROJECT-X]\n", "", "d.yaml:2"),
        ("[PROJECT-X]", "[]", "d.yaml:5"),
    ],
)
def test_a_detector_without_id_hit_or_miss_does_not_load(before: str, after: str, said: str) -> None:
    with pytest.raises(Problems) as found:
        load_policies(text={"d.yaml": SOUND.replace(before, after)})
    assert str(found.value.problems[0]).startswith(said)
