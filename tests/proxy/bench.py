"""What the tests of large bodies look at them with: one detector, a policy, and an extractor that tells what it got."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any, cast

from quarterdeck.detect import Detectors
from quarterdeck.detect.pattern import Pattern
from quarterdeck.engine import Kit
from quarterdeck.extract.pool import Extractors
from quarterdeck.model.content import Extracted
from quarterdeck.policy.compile import PolicySet, compile_policies
from quarterdeck.policy.load import load_policies
from quarterdeck.proxy.large import Bench
from quarterdeck.services.catalog import load_catalog, load_makers

DETECTORS = Detectors((Pattern("custom.canary", "CANARY-[0-9]{6}"),))
CATALOG = load_catalog()
KIT = Kit(CATALOG, load_makers(), detectors=DETECTORS)
CONTENT = "rules: [{id: r, match: {content: custom.canary}, action: block}]"
NOTHING = "rules: [{id: r, match: {method: DELETE}, action: block}]"


def policy(text: str = CONTENT) -> PolicySet:
    """The policy of a text without its head."""
    return compile_policies(load_policies(text={"p.yaml": f"policy: p\n{text}\n"}), CATALOG.services)


@dataclass
class Told:
    """Stands for the extractors: every file says the same, and how large it was is kept."""

    says: Extracted = field(default_factory=lambda: Extracted("pdf", (("", "inside CANARY-111111"),)))
    sizes: list[int] = field(default_factory=list)

    async def extract(self, data: bytes | memoryview, name: str = "") -> Extracted:
        """What was set to be said."""
        self.sizes.append(len(data))
        await asyncio.sleep(0)
        return self.says


def bench(text: str = CONTENT, told: Told | None = None, **more: Any) -> Bench:
    """A bench under a policy."""
    extractors = cast("Extractors", told or Told())
    return Bench(policy(text), KIT, extractors, more.get("turn") or asyncio.Semaphore(1))
