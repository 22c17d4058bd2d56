"""What somebody who was coached writes: taken from the form, and checked before anything is granted for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from quarterdeck.proxy.render import clean, line

FORM_TYPE = "application/x-www-form-urlencoded"
# Bytes of a whole form, and characters of each text in it.
MOST = 16_384
LONGEST = {"reason": 1000, "ticket": 100}
SHORTEST = {"reason": 10, "ticket": 2}
_NAMES = {"reason": "a reason", "ticket": "a ticket"}


@dataclass(frozen=True, slots=True)
class Given:
    """The texts of a form by name, and the sentence that says what is wrong with them, "" when nothing is."""

    texts: Mapping[str, str] = field(repr=False)
    problem: str = ""


def read_form(content_type: str, body: bytes, ask: Sequence[str]) -> Given:
    """The texts that were asked for; all else in the form is left."""
    if content_type.partition(";")[0].strip().lower() != FORM_TYPE:
        return Given({}, f"Send it as a form ({FORM_TYPE}), as curl -d does.")
    try:
        fields = parse_qs(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=20)
    except (UnicodeDecodeError, ValueError):
        return Given({}, "The form could not be read. Send it again.")
    texts = {name: clean(fields.get(name, [""])[0].replace("\r\n", "\n")).strip() for name in ask}
    return Given(texts, next(filter(None, (_problem(name, text) for name, text in texts.items())), ""))


def _problem(name: str, text: str) -> str:
    what = _NAMES[name]
    if not text:
        return f"Please give {what}."
    if len("".join(text.split())) < SHORTEST[name]:
        return f"Please give {what} that others understand; this is too short."
    if len(text) > LONGEST[name]:
        return f"Please give {what} of at most {LONGEST[name]} characters."
    return ""


def recorded(given: Given) -> tuple[str, str]:
    """Reason and ticket as they go into the log, each on one line."""
    return line(given.texts.get("reason", "")), line(given.texts.get("ticket", ""))
