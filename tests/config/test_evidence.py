"""The keys of `audit.evidence`, and that what any packaged detector finds is in no excerpt."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from quarterdeck.audit.age import SecretKey, make_secret_key
from quarterdeck.config.compose import compose, load_world, unread_evidence
from quarterdeck.config.detectors import packaged
from quarterdeck.config.load import load_config
from quarterdeck.config.schema import Config
from quarterdeck.engine.seen import with_seen
from quarterdeck.errors import Problems
from quarterdeck.model.content import Part
from quarterdeck.model.decision import About, Action, Decision, Reason
from quarterdeck.model.finding import Finding
from quarterdeck.policy.load import load_policies

RULES = """\
policy: p
rules:
  - id: asking
    match: {content: secrets.aws-access-key-id}
    action: block
    evidence: excerpt
"""
PLACEHOLDER = re.compile(r"<[A-Z0-9_]+_[0-9]+>")
KEY = SecretKey(make_secret_key()).public


def configured(folder: Path, **keys: object) -> Config:
    path = folder / "quarterdeck.yaml"
    path.write_text(yaml.safe_dump({"audit": {"evidence": keys}}))
    return load_config(path, {})


def test_reviewers_and_room_are_read(tmp_path: Path) -> None:
    keys = configured(tmp_path, recipients=[KEY], total="2GB").audit.evidence
    assert (keys.recipients, keys.total) == ((KEY,), 2_000_000_000)
    assert Config().audit.evidence.recipients == ()


@pytest.mark.parametrize(
    ("key", "said"),
    [("age1nothing", "'age1nothing' is no public key of age"), (make_secret_key(), "a secret key is no public key")],
    ids=["none", "secret"],
)
def test_a_key_that_is_none_is_refused_at_its_place(tmp_path: Path, key: str, said: str) -> None:
    with pytest.raises(Problems) as raised:
        configured(tmp_path, recipients=[KEY, key])
    (problem,) = raised.value.problems
    assert (problem.file, problem.line) == (str(tmp_path / "quarterdeck.yaml"), 3)
    assert said in problem.message
    assert "SECRET" not in str(problem)


def test_a_rule_that_asks_for_what_nobody_could_read_does_not_load(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(RULES)
    config = Config(rules=(str(tmp_path),), state=tmp_path / "state")
    with pytest.raises(Problems) as raised:
        load_world(config)
    (problem,) = raised.value.problems
    assert (problem.file, problem.line, problem.code) == (str(tmp_path / "p.yaml"), 3, "no-recipient")
    assert "'asking' asks for evidence, and the configuration names nobody who may read it" in problem.message
    named = Config.model_validate(
        {"rules": [str(tmp_path)], "state": tmp_path, "audit": {"evidence": {"recipients": [KEY]}}}
    )
    world = load_world(named)
    assert world.policy.captures == 200
    assert unread_evidence(world.policy, named) == []


def test_all_detectors_are_there_only_where_a_rule_asks(tmp_path: Path) -> None:
    asking = compose(load_policies(text={"p.yaml": RULES}), Config(state=tmp_path))
    assert len(asking.kit.detectors.ids) == 1
    assert len(asking.kit.everything.ids) > 500
    silent = compose(
        load_policies(text={"p.yaml": RULES.replace("    evidence: excerpt\n", "")}), Config(state=tmp_path)
    )
    assert silent.kit.everything.ids == ()


def test_fingerprints_take_the_key_of_the_state_folder_where_there_is_one(tmp_path: Path) -> None:
    files = load_policies(text={"p.yaml": RULES})
    assert compose(files, Config(state=tmp_path)).kit.key == b""
    (tmp_path / "pseudonym.key").write_bytes(bytes(32))
    assert len(compose(files, Config(state=tmp_path)).kit.key) == 32


def test_no_example_of_any_detector_stands_in_an_excerpt(tmp_path: Path) -> None:
    """Each in a text beside the one finding that a rule is about."""
    kit = compose(load_policies(text={"p.yaml": RULES}), Config(state=tmp_path)).kit
    finding = Finding("secrets.aws-access-key-id", "/a", 0, 3)
    reason = Reason("r", "p", Action.BLOCK, "No.", "p.yaml:1")
    decision = Decision(Action.BLOCK, (reason,), "v", findings=(finding,), about=About((finding,), (finding,), 1000))
    shown, tried = [], 0
    for detector in packaged():
        for hit in detector.hits:
            text = f"KEY\n\n{hit}\n\nend"
            found = kit.everything.look((Part("/a", text),)).findings
            tried += 1
            (one,) = with_seen(decision, [Part("/a", text)], kit).excerpts
            told = PLACEHOLDER.sub("", one.text)
            # A marking of a whole text has no place.
            values = [text[each.start : each.end] for each in found if each.start < each.end]
            assert values or any(each.start == each.end for each in found)
            shown += [(detector.id, value) for value in values if len(value) > 3 and value in told]
    assert shown == []
    assert tried > 500


def test_no_packaged_pack_asks_for_evidence() -> None:
    packs = Path(__file__).parents[2] / "rules" / "policies"
    files = [file for path in sorted(packs.glob("*.yaml")) for file in load_policies([path])]
    assert len(files) > 5
    assert not [rule.id for file in files for rule in file.policy.rules if rule.evidence is not None]
