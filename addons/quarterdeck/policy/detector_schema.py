"""What a policy file may say of a detector of its own: one expression, with texts that prove what it finds."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from quarterdeck.policy.grammar import Keys
from quarterdeck.policy.values import Text, Texts, mistake

FAMILIES = ("custom", "secrets", "pii", "marking", "source-code", "dictionary")
_ID = re.compile(r"[a-z][a-z-]*(?:\.[a-z0-9](?:[a-z0-9-]{0,60}[a-z0-9])?)+")


def _id(text: str) -> str:
    if _ID.fullmatch(text) and text.partition(".")[0] in FAMILIES:
        return text
    raise mistake(
        f"{text!r} is not the id of a detector: a family, a full stop, and a name in lower case with hyphens",
        f"write it as custom.my-name; the families are {', '.join(FAMILIES)}",
    )


class Detector(Keys):
    """A pattern of the organization's own, in RE2 syntax, which takes linear time on any text."""

    id: Annotated[str, AfterValidator(_id)] = Field(
        description="Its id: a family (`custom`, `secrets`, `pii`, `marking`, ...), a full stop and a name."
    )
    description: Text = Field(default="", min_length=0, description="What it finds, for whoever reads the file.")
    regex: Text = Field(description="The expression, in RE2 syntax; `(?i)` in front of it ignores case.")
    confidence: float = Field(default=1.0, gt=0, le=1, description="How certain a finding is, from 0 to 1.")
    hits: Texts = Field(description="Texts in which it must find something, or the file does not load.")
    misses: Texts = Field(description="Texts in which it must find nothing, or the file does not load.")
