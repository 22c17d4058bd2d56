"""The keys of `audit` about who may be known from the log: pseudonyms, escrowed identities, sealed fields, tenants."""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, field_validator, model_validator

from quarterdeck.audit.age import check_keys

Hidden = Literal["principal", "client", "path"]

_DAYS = re.compile(r"([1-9][0-9]{0,4})\s*d\Z")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}\Z")


def _rotation(value: object) -> int:
    if value in (0, "never"):
        return 0
    match = _DAYS.match(str(value).strip())
    if not match:
        raise ValueError(f"{value!r} is neither never nor a number of days; write it as 90d")
    return int(match[1])


class _Keys(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Pseudonyms(_Keys):
    """`keys`: each person's hang on a key of their own, so that they can be erased, or on one key, so that machines
    which share it give them the same. `rotate` is in days, 0 for never: for how long a person keeps one.
    """

    keys: Literal["person", "shared"] = "person"
    rotate: Annotated[int, BeforeValidator(_rotation)] = 0


class Identities(_Keys):
    """Who may find out together whom a pseudonym stands for: public keys of age, one list for each of two steps."""

    reviewers: tuple[str, ...] = ()
    approvers: tuple[str, ...] = ()

    @field_validator("reviewers", "approvers")
    @classmethod
    def _of_age(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        check_keys(value)
        return value

    @model_validator(mode="after")
    def _two_people(self) -> Self:
        if bool(self.reviewers) != bool(self.approvers):
            raise ValueError("it takes reviewers and approvers: name both, or neither")
        if both := {*self.reviewers} & {*self.approvers}:
            raise ValueError(f"{min(both)} is a reviewer and an approver, and so could find out alone; take it off one")
        return self


class Tenant(_Keys):
    """Those whose pseudonyms and sealed fields hang on a key of their own: by user (with *) or by address."""

    name: str
    users: tuple[str, ...] = ()
    cidr: tuple[str, ...] = ()
    key_file: Path

    @field_validator("name")
    @classmethod
    def _short(cls, value: str) -> str:
        if not _NAME.match(value):
            raise ValueError(f"{value!r} is no name of a tenant: small letters, digits and dashes")
        return value

    @field_validator("cidr")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            ip_network(one)
        return value

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if not self.users and not self.cidr:
            raise ValueError(f"tenant {self.name} has nobody in it: give it users or cidr")
        return self


def consistent(
    principal: str, pseudonyms: Pseudonyms, identities: Identities, encrypt: Iterable[str], tenants: Iterable[Tenant]
) -> None:
    """Raises ValueError for what one key of `audit` promises and another takes back."""
    encrypt, tenants = {*encrypt}, list(tenants)
    named = {"identities": identities.reviewers, "encrypt": encrypt, "tenants": tenants, "rotate": pseudonyms.rotate}
    wanted = [name for name, value in named.items() if value]
    if wanted and principal == "clear":
        raise ValueError(f"{wanted[0]} needs principal: pseudonym, since names that stand in clear are no secret")
    if wanted and pseudonyms.keys == "shared":
        raise ValueError(f"{wanted[0]} needs pseudonyms: {{keys: person}}, since it hangs on a key for each person")
    if identities.reviewers and encrypt & {"principal", "client"}:
        raise ValueError("encrypt must leave out principal and client, which identities keeps for two people to find")
    names = [one.name for one in tenants]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise ValueError(f"there are two tenants {twice!r}")
