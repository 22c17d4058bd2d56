"""Values leave as placeholders and come back as themselves. Pure: who keeps the names, and where, is not said here.

made = plan_parts(findings, message.parts, names.values())          # made.refused: these cannot be hidden
given = names.assign(made.values, made.avoid, made.secret)          # or masks(...), pseudonyms(key, ...)
body = wire.splice(exchange, match, edits(made, given))
text, count = restore(answer, names.originals())                    # or a Restorer for each channel of a stream
"""

from __future__ import annotations

from quarterdeck.redact.names import Names, NamesFull
from quarterdeck.redact.placeholder import key, name_of, type_of, written
from quarterdeck.redact.plan import Plan, Refused, Span, edits, plan, plan_parts
from quarterdeck.redact.recognizer import literal
from quarterdeck.redact.restore import Restorer, in_json, restore
from quarterdeck.redact.style import Value, masks, pseudonyms

__all__ = [
    "Names",
    "NamesFull",
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
    "plan",
    "plan_parts",
    "pseudonyms",
    "restore",
    "type_of",
    "written",
]
