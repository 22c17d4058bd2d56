from __future__ import annotations

import pytest

from quarterdeck.config import detectors
from quarterdeck.config.detectors import detectors_of, packaged, pattern_of
from quarterdeck.errors import Problems
from quarterdeck.policy.detector_schema import Detector
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


def test_packaged_detectors_hold_what_their_samples_say() -> None:
    """Each has a text that hits and one that misses, and compiles."""
    entries = packaged()
    ids = [entry.id for entry in entries]
    assert len(set(ids)) == len(ids)
    wrong = []
    for entry in entries:
        pattern = pattern_of(entry)
        wrong += [f"{entry.id}: hit {at}" for at, text in enumerate(entry.hits) if not any(pattern.spans(text))]
        wrong += [f"{entry.id}: miss {at}" for at, text in enumerate(entry.misses) if any(pattern.spans(text))]
        assert entry.hits, entry.id
        assert entry.misses, entry.id
    assert wrong == []


def test_only_what_a_rule_asks_for_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = {"id": "secrets.made-up", "regex": "mk_[a-z]{3}", "hits": ["m·k_abc"], "misses": ["mk"]}
    made = (Detector.model_validate(entry), Detector.model_validate({**entry, "id": "pii.made-up"}))
    monkeypatch.setattr(detectors, "packaged", lambda: made)
    text = 'policy: p\nrules:\n  - {id: r, match: {any: [{content: "secrets.*"}]}, action: block}\n'
    files = load_policies(text={"p.yaml": text})
    assert [pattern.id for pattern in detectors_of(files).patterns] == ["secrets.made-up"]
    assert [pattern.id for pattern in detectors_of((), everything=True).patterns] == ["pii.made-up", "secrets.made-up"]
    assert detectors_of(()).patterns == ()


def test_a_packaged_id_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = {"id": "custom.made-up", "regex": "mk_[a-z]{3}", "hits": ["mk_abc"], "misses": ["mk"]}
    monkeypatch.setattr(detectors, "packaged", lambda: (Detector.model_validate(entry),))
    text = "detectors:\n  - {id: custom.made-up, regex: a, hits: [a], misses: [b]}\n"
    with pytest.raises(Problems, match=r"p\.yaml:2:.*comes with the program"):
        detectors_of(load_policies(text={"p.yaml": text}))


def test_no_packaged_expression_is_left_to_the_slower_engine() -> None:
    (main, _) = detectors_of((), everything=True).sweeps
    main.compiled()
    assert main._slow == []
