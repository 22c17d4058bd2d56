"""What a file may say of a detector: one expression, what must hold of its matches, and texts that prove it."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from quarterdeck.policy.grammar import Keys
from quarterdeck.policy.values import Notes, Text, Texts, mistake

FAMILIES = ("custom", "secrets", "pii", "marking", "source-code", "dictionary", "exact-data", "document")
_ID = re.compile(r"[a-z][a-z-]*(?:\.[a-z0-9](?:[a-z0-9-]{0,60}[a-z0-9])?)+")


def _id(text: str) -> str:
    if _ID.fullmatch(text) and text.partition(".")[0] in FAMILIES:
        return text
    raise mistake(
        f"{text!r} is not the id of a detector: a family, a full stop, and a name in lower case with hyphens",
        f"write it as custom.my-name; the families are {', '.join(FAMILIES)}",
    )


# Taken out of samples: with one in it, no scanner for secrets takes a sample for a secret that leaked.
_DOT = "\u00b7"


def _samples(value: object) -> object:
    if isinstance(value, str):
        return value.replace(_DOT, "")
    return [_samples(item) for item in value] if isinstance(value, list) else value


Samples = Annotated[Texts, BeforeValidator(_samples)]


class NearWords(Keys):
    """Words near a match without which it does not count."""

    words: Texts = Field(description="Whole words in any case; they may hold spaces.")
    within: int = Field(default=60, ge=1, le=1000, description="How many characters may stand between.")


class Detector(Keys):
    """A pattern in RE2 syntax, which takes linear time on any text."""

    id: Annotated[str, AfterValidator(_id)] = Field(
        description="Its id: a family (`custom`, `secrets`, `pii`, `marking`, ...), a full stop and a name."
    )
    description: Text = Field(default="", min_length=0, description="What it finds, for whoever reads the file.")
    regex: Text = Field(description="The expression, in RE2 syntax; `(?i)` in front of it ignores case.")
    group: int = Field(default=0, ge=0, le=99, description="The group that is the finding; 0 for the whole match.")
    near: NearWords | None = Field(default=None, description="Words that must stand near a match for it to count.")
    confirm: Texts = Field(
        default=(), description="Checks that must all hold of a finding: `luhn`, `entropy:3.2`, `stdnum:de.idnr`..."
    )
    confidence: float = Field(default=1.0, gt=0, le=1, description="How certain a finding is, from 0 to 1.")
    references: Notes = Field(default=(), description="Where the shape is documented.")
    hits: Samples = Field(
        description="Texts in which it must find something, or the file does not load; middle dots are taken out."
    )
    misses: Samples = Field(
        description="Texts in which it must find nothing, or the file does not load; middle dots are taken out."
    )
