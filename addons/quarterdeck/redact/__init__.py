"""Values leave as placeholders and come back as themselves. Pure: who keeps the names, and where, is not said here.

made = plan_parts(findings, message.parts)                          # made.refused: these cannot be hidden
given = names_of(made.values, made.avoid)                           # or masks(...), pseudonyms(key, ...), a store's
body = wire.splice(exchange, match, edits(made, given))
text, count = restore(answer, {"EMAIL_1": "..."})                   # or a Restorer for each channel of a stream
"""

from __future__ import annotations

from quarterdeck.redact.names import names_of
from quarterdeck.redact.placeholder import key, name_of, type_of, written
from quarterdeck.redact.plan import Plan, Refused, Span, edits, plan, plan_parts
from quarterdeck.redact.recognizer import literal
from quarterdeck.redact.restore import Restorer, in_json, restore
from quarterdeck.redact.style import Value, masks, pseudonyms

__all__ = [
    "Plan",
    "Refused",
    "Restorer",
    "Span",
    "Value",
    "edits",
    "in_json",
    "key",
    "literal",
    "masks",
    "name_of",
    "names_of",
    "plan",
    "plan_parts",
    "pseudonyms",
    "restore",
    "type_of",
    "written",
]
