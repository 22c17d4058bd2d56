"""The vendors' origins, one each, with the names that lead to them, and the policy of the tests about them."""

from __future__ import annotations

from pathlib import Path

from ..names import pairs
from ..origin import Origin
from ..world import World
from . import VENDORS, mcp

CANARY = "CANARY-424242"
REASON = "Canaries stay here."
FORBIDDEN = "The tests forbid this model."
_CATEGORIES = "chatbot llm-api cloud-ai gateway inference hub coding search".split()
# Nobody reads what is spoken in a recording; where recordings are expected, what cannot be read is let pass.
_SOUND = '"*/v1/audio/transcriptions"'
RULES = f"""\
policy: vendors
ban:
  - {{model: "forbidden-*", reason: "{FORBIDDEN}"}}
detectors:
  - id: custom.canary
    regex: 'CANARY-[0-9]{{6}}'
    hits: ["{CANARY}"]
    misses: ["CANARY-12"]
  - {{id: custom.vessel, regex: 'VESSEL-[0-9]{{6}}', hits: [VESSEL-123456], misses: [VESSEL-12]}}
rules:
  - {{id: no-vessel, match: {{content: custom.vessel}}, on_unknown: skip, action: redact, reason: Names stay here.}}
  - id: no-canary
    match: {{content: {{detector: custom.canary}}, category: [{", ".join(_CATEGORIES)}]}}
    unless: {{url: {_SOUND}}}
    action: block
    reason: "{REASON}"
  - id: no-canary-beside-sound
    match: {{content: {{detector: custom.canary}}, url: {_SOUND}}}
    on_unknown: skip
    action: block
    reason: "{REASON}"
  - id: no-canary-back
    match: {{content: {{detector: custom.canary}}, direction: answer, category: [{", ".join(_CATEGORIES)}]}}
    action: block
    reason: "{REASON}"
  - id: no-canary-for-tools
    match: {{content: {{detector: custom.canary}}, host: {mcp.HOST}}}
    action: block
    reason: "{REASON}"
"""


class Market(World):
    """A world of vendors."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        for vendor in VENDORS:
            origin = Origin(vendor.name, self.authority, answer=vendor.answer, speak=vendor.speak)
            self.origins[vendor.name] = origin
            for host in vendor.hosts:
                self.resolve |= pairs(host, origin.address)
