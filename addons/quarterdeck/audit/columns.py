"""The columns of the view `records`: every key of a line under its own name, and where in the log the line stands.

Names and types are fixed, so that a query does not depend on what happens to stand in a log.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

_TEXT, _LIST, _COUNT, _YES, _TIME = "VARCHAR", "VARCHAR[]", "BIGINT", "BOOLEAN", "TIMESTAMP"
_FOUND = 'STRUCT(detector VARCHAR, part VARCHAR, "start" BIGINT, "end" BIGINT, fingerprint VARCHAR)[]'
_EVIDENCE = "STRUCT(sha256 VARCHAR, bytes BIGINT, lost VARCHAR)"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its type, and where it is made of a key that JSON has in another form, `of` (key, type) and `how`."""

    type: str
    meaning: str
    of: tuple[str, str] | None = None
    how: str = ""


def _time(key: str, meaning: str) -> Column:
    return Column(_TIME, meaning, (key, _TEXT), f"try_cast({key} AS TIMESTAMP)")


def _list(key: str, meaning: str) -> Column:
    return Column(_LIST, meaning, (key, _LIST), f"coalesce({key}, [])")


def _number(key: str, type_: str, meaning: str) -> Column:
    return Column(type_, meaning, (key, type_), f"coalesce({key}, 0)")


def _yes(key: str, meaning: str) -> Column:
    return Column(_YES, meaning, (key, _YES), f"coalesce({key}, false)")


PLACE: Mapping[str, Column] = MappingProxyType(
    {
        "log": Column(_TEXT, "the shard, `deck-0`"),
        "index": Column(_COUNT, "the record's number in its shard"),
    }
)
KEYS: Mapping[str, Column] = MappingProxyType(
    {
        "time": _time("time", "when, in UTC"),
        "event": Column(_TEXT, "`decision`, `outcome`, `connection`, `grant`, `policy`, `reveal`, `erase` or `log`"),
        "incident": Column(_TEXT, "what a decision and its outcome share"),
        "outcome": Column(
            _TEXT, "what was done: `forwarded`, `rewritten`, `refused`, `cut`, `tunnelled`, `failed` ..."
        ),
        "action": Column(_TEXT, "what policy said: `allow`, `monitor`, `redact`, `coach` or `block`"),
        "reason": Column(_TEXT, "why"),
        "rules": _list("rules", "the rules that spoke, `policy/rule`"),
        "shadow": _list("shadow", "those that would have spoken, were they enforced"),
        "exceptions": _list("exceptions", "the exceptions that lifted a rule"),
        "policy_version": Column(_TEXT, "the policy in force"),
        "granted": _list("granted", "the rules that a grant opened"),
        "until": _time("until", "when a grant ends, in UTC"),
        "ticket": Column(_TEXT, "the ticket of a grant"),
        "principal": Column(_TEXT, "who, as the log has them: a pseudonym, unless the log is in clear"),
        "client": Column(_TEXT, "the client's address, in the same form"),
        "tenant": Column(_TEXT, "whose people they are, where tenants have keys of their own"),
        "sealed": Column(_TEXT, "the fields that are kept encrypted, in base64"),
        "by_key": Column(_TEXT, "whose key a reveal was done with, by its fingerprint"),
        "subject": Column(_TEXT, "the pseudonym that a reveal is about"),
        "affected": _number("affected", _COUNT, "how many pseudonyms were erased"),
        "service": Column(_TEXT, "the service, by its id in the catalogue"),
        "vendor": Column(_TEXT, "who offers it"),
        "activity": Column(_TEXT, "`chat`, `upload`, `install` ..."),
        "models": Column(
            _LIST,
            "the models that were named",
            ("models", "JSON"),
            "CASE json_type(models) WHEN 'ARRAY' THEN try_cast(models AS VARCHAR[]) ELSE [] END",
        ),
        "models_unknown": Column(
            _YES,
            "whether there was a model that could not be read",
            None,
            "coalesce(json_type(models), '') = 'VARCHAR'",
        ),
        "artifact": Column(_TEXT, "what was fetched, `huggingface:owner/name`"),
        "format": Column(_TEXT, "the wire format"),
        "findings": Column(
            "MAP(VARCHAR, BIGINT)",
            "detectors, and how often each found something",
            ("findings", "MAP(VARCHAR, BIGINT)"),
            "coalesce(findings, MAP {})",
        ),
        "found": Column(
            _FOUND,
            "where, of the first findings that the rules are about: a structure a finding",
            ("found", _FOUND),
            "coalesce(found, [])",
        ),
        "evidence": Column(_EVIDENCE, "the encrypted evidence beside the log; `lost` says why there is none"),
        "unread": _list("unread", "why something was not read"),
        "drift": _yes("drift", "whether a known format had not its shape"),
        "scheme": Column(_TEXT, "`https` ..."),
        "host": Column(_TEXT, "where to"),
        "port": Column("INTEGER", "and at which port"),
        "method": Column(_TEXT, "the method"),
        "path": Column(_TEXT, "the path, as far as the log keeps it"),
        "protocol": Column(_TEXT, "the version of HTTP"),
        "status": Column("INTEGER", "the status of the answer"),
        "request_bytes": _number("request_bytes", _COUNT, "the size of the request's body"),
        "answer_bytes": _number("answer_bytes", _COUNT, "the size of the answer's body"),
        "judge_ms": _number("judge_ms", "DOUBLE", "how long judging took"),
        "total_ms": _number("total_ms", "DOUBLE", "how long it all took"),
        "truncated": _yes("truncated", "whether the line keeps less than there was"),
        "coverage": Column(_TEXT, "how much was read: `whole`, `part` or `none`"),
        "worker": Column("INTEGER", "the worker that wrote it"),
    }
)
COLUMNS: Mapping[str, Column] = MappingProxyType({**PLACE, **KEYS})


def in_json() -> str:
    """The keys of a line and their types, as DuckDB's reader of JSON wants them."""
    read = dict(column.of or (name, column.type) for name, column in KEYS.items() if column.of or not column.how)
    return "{" + ", ".join(f"'{name}': '{type_}'" for name, type_ in read.items()) + "}"


def selected() -> str:
    """What makes the columns of a line out of its keys."""
    return ", ".join(f'{column.how} AS "{name}"' if column.how else f'"{name}"' for name, column in KEYS.items())


def empty() -> str:
    """A query with all columns and no row."""
    columns = ", ".join(f'CAST(NULL AS {column.type}) AS "{name}"' for name, column in COLUMNS.items())
    return f"SELECT {columns} WHERE false"
