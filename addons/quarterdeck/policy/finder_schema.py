"""What a file may say of the organization's own terms, records and documents, and of models that know names."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from quarterdeck.policy.grammar import Keys
from quarterdeck.policy.values import Text, Texts, mistake

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,60}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,60}[a-z0-9])?)*")


def _of(family: str) -> AfterValidator:
    def check(text: str) -> str:
        if text.startswith(f"{family}.") and _NAME.fullmatch(text[len(family) + 1 :]):
            return text
        raise mistake(f"{text!r} is not the id of a detector of the family {family}", f"write it as {family}.my-name")

    return AfterValidator(check)


_CONFIDENCE = Field(default=1.0, gt=0, le=1, description="How certain a finding is, from 0 to 1.")
_KEY_FILE = Field(description="The key that the file was built under; relative to this policy file.")


class DictionaryList(Keys):
    """Terms of the organization's own, found as whole words in any case."""

    id: Annotated[Text, _of("dictionary")] = Field(description="Its id: `dictionary.` and a name.")
    file: Text = Field(description="The terms, one a line, any number of them; relative to this policy file.")
    confidence: float = _CONFIDENCE


class ExactDataList(Keys):
    """Values of the organization's own records, known by keyed hashes that `quarterdeck fingerprint data` makes."""

    id: Annotated[Text, _of("exact-data")] = Field(description="Its id: `exact-data.` and a name.")
    file: Text = Field(description="The file of hashes; relative to this policy file.")
    key_file: Text = _KEY_FILE
    within: int = Field(default=300, ge=10, le=10_000, description="How near values of one row must stand, in bytes.")
    confidence: float = _CONFIDENCE


class DocumentList(Keys):
    """Confidential documents, known by fingerprints that `quarterdeck fingerprint documents` makes."""

    id: Annotated[Text, _of("document")] = Field(description="Its id: `document.` and a name.")
    file: Text = Field(description="The file of fingerprints; relative to this policy file.")
    key_file: Text = _KEY_FILE
    confidence: float = _CONFIDENCE


class NameModel(Keys):
    """A model that recognizes people's names, or what else it has labels for; `pip install 'quarterdeck[names]'`."""

    id: Annotated[Text, _of("pii")] = Field(description="Its id: `pii.` and a name.")
    model: Text = Field(description="The installed spaCy pipeline, by the name of its package, such as en_core_web_sm.")
    labels: Texts = Field(default=("PERSON", "PER"), description="Which of the model's labels count.")
    words: int = Field(default=2, ge=1, le=5, description="How many words a name must have at least.")
    confidence: float = Field(default=0.6, gt=0, le=1, description="How certain a finding is, from 0 to 1.")
