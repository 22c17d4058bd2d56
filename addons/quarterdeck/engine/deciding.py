"""Facts of a request become a decision that says all it was made on, the first time and when there is less in them."""

from __future__ import annotations

from dataclasses import replace

from quarterdeck.engine.facts import with_facts
from quarterdeck.engine.reading import Reading, coverage
from quarterdeck.model.content import Message, Opaque
from quarterdeck.model.decision import Decision
from quarterdeck.model.facts import Facts
from quarterdeck.policy.compile import PolicySet
from quarterdeck.policy.evaluate import decide

# A body in which a known format finds nothing where it must find something.
DRIFT = "unexpected-shape"


def decided(reading: Reading, facts: Facts, policy: PolicySet) -> Decision:
    """The decision on a request that was read; `facts` are what is known of it."""
    return replace(
        with_facts(decide(policy, facts), facts),
        artifact=facts.artifact,
        coverage=coverage(reading, facts.opaque),
        drift=isinstance(reading.message, Opaque) and reading.message.reason == DRIFT,
        stream=reading.message.stream if isinstance(reading.message, Message) else False,
    )
