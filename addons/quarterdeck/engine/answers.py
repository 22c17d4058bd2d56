"""Decisions on answers: beforehand, by their heads, and by what they say as far as they have come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from quarterdeck.detect import NOTHING_FOUND
from quarterdeck.engine.facts import request_facts, with_facts
from quarterdeck.engine.reading import Kit, Reading
from quarterdeck.engine.seen import NOT_CUT, Cut, with_seen
from quarterdeck.model.content import Part
from quarterdeck.model.decision import Decision
from quarterdeck.model.facts import Facts, Stage
from quarterdeck.policy.compile import PolicySet
from quarterdeck.policy.evaluate import decide


def answer_facts(reading: Reading, kit: Kit) -> Facts:
    """What is known of an answer before it comes.

    Its model is unknown where something was said to a model and the models of others are served.
    """
    facts = request_facts(reading, kit, ())
    open_ = reading.message is not None and (facts.service is None or facts.service.models == "any")
    return replace(
        facts,
        stage=Stage.ANSWER,
        models=None if open_ else (),
        makers=None if open_ else (),
        findings=None,
        size=None,
    )


def judge_answer_head(facts: Facts, policy: PolicySet) -> Decision:
    """The decision on an answer by its head alone; `facts` are those of `answer_facts` with the size that it names."""
    decision = decide(policy, replace(facts, findings=()), policy.answer_heads)
    return replace(
        decision, service=facts.service, activity=facts.activity, format=facts.format, artifact=facts.artifact
    )


def judge_answer(
    facts: Facts,
    models: tuple[str, ...],
    parts: Sequence[Part],
    unread: tuple[str, ...],
    policy: PolicySet,
    kit: Kit,
    cut: Cut = NOT_CUT,
) -> Decision:
    """The decision on an answer as far as it has come; `facts` are those of `answer_facts`.

    `cut` says of which texts the parts are pieces.
    """
    looked = kit.detectors.look(parts, models=False) if policy.reads_content else NOTHING_FOUND
    unread = tuple(dict.fromkeys((*unread, *looked.unread)))
    facts = replace(
        facts, models=models, makers=kit.makers.of(models, facts.service), opaque=unread, findings=looked.findings
    )
    return with_seen(with_facts(decide(policy, facts), facts), parts, kit, cut=cut)
