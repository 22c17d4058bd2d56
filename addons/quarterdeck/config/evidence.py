"""The keys of `audit.evidence`: who may read what rules ask to be kept of texts, and how much of that is kept."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from quarterdeck.audit.age import check_keys
from quarterdeck.policy.measures import read_size


class EvidenceKeys(BaseModel):
    """The reviewers, by their public keys of age, and how many bytes of evidence are kept at most."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    recipients: tuple[str, ...] = ()
    total: Annotated[int, BeforeValidator(lambda value: int(read_size(str(value))))] = Field(
        default=1_000_000_000, ge=0
    )

    @field_validator("recipients")
    @classmethod
    def _of_age(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        check_keys(value)
        return value
