"""A line as a log record: the official messages read it, the conventions know its names, nothing is left out."""

from __future__ import annotations

import importlib
import pkgutil

import opentelemetry.semconv._incubating.attributes as incubating
import opentelemetry.semconv.attributes as stable
import orjson
import pytest
from google.protobuf import json_format
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord, SeverityNumber
from opentelemetry.semconv.schemas import Schemas

from quarterdeck.audit.line import Line
from quarterdeck.model.record import Outcome, Record
from quarterdeck.sinks.otlp_record import SCHEMA, log_record
from tests.audit.recorded import NOON, record
from tests.audit.test_columns import FULL

UID = "quarterdeck/test/deck-0/7"


def read(made: Record) -> LogRecord:
    line = orjson.loads(Line.render(Line(b"k").fields(made)))
    return json_format.Parse(orjson.dumps(log_record(line, UID)), LogRecord())


def values(made: Record) -> dict[str, object]:
    return {one.key: plain(one.value) for one in read(made).attributes}


def plain(value) -> object:
    match value.WhichOneof("value"):
        case "array_value":
            return [plain(one) for one in value.array_value.values]
        case "kvlist_value":
            return {one.key: plain(one.value) for one in value.kvlist_value.values}
        case kind:
            return getattr(value, kind)


def conventions() -> set[str]:
    modules = [
        importlib.import_module(f"{package.__name__}.{one.name}")
        for package in (incubating, stable)
        for one in pkgutil.iter_modules(package.__path__)
    ]
    return {value for one in modules for name, value in vars(one).items() if name.isupper() and isinstance(value, str)}


def test_names_are_those_of_the_conventions_or_our_own():
    names = set(values(FULL)) | set(values(record(0, method="BREW", models=("m",))))
    ours = {name for name in names if name.startswith("quarterdeck.")}
    assert names - ours <= conventions()
    assert len(names - ours) >= 17
    assert SCHEMA in [one.value for one in Schemas]


def test_each_value_of_a_line_is_said():
    made = values(FULL)
    for name, value in Line(b"k").fields(FULL).items():
        if name not in ("time", "event", "reason"):
            said = [one for one in made.values() if one == value or (isinstance(value, tuple) and one == list(value))]
            assert said, name


def test_time_body_severity_and_name():
    made = read(FULL)
    assert made.time_unix_nano == made.observed_time_unix_nano == int(NOON) * 10**9 + 250_000_000
    assert made.body.string_value == "Credentials must not leave."
    assert made.event_name == "quarterdeck.decision"
    assert made.severity_text == "WARN"
    assert read(record(0)).body.string_value == "Request forwarded"


@pytest.mark.parametrize(
    ("facts", "severity"),
    [
        ({}, "INFO"),
        ({"action": "monitor"}, "INFO2"),
        ({"outcome": Outcome.REWRITTEN}, "WARN"),
        ({"outcome": Outcome.REFUSED}, "WARN"),
        ({"outcome": Outcome.REFUSED, "findings": (("pii.iban", 1),)}, "ERROR"),
    ],
)
def test_a_severity_has_the_number_of_its_name(facts, severity):
    made = read(record(0, **facts))
    assert made.severity_text == severity
    assert made.severity_number == SeverityNumber.Value(f"SEVERITY_NUMBER_{severity}")


def test_some_values():
    made = values(FULL)
    assert made["log.record.uid"] == UID
    assert (made["quarterdeck.log"], made["quarterdeck.index"]) == ("quarterdeck/test/deck-0", 7)
    assert made["quarterdeck.findings"] == {"pii.iban": 2, "secrets.github-pat": 1}
    assert made["http.request.body.size"] == 5_000_000_000
    assert made["security_rule.ruleset.name"] == "acme"
    assert made["quarterdeck.drift"] is True
    assert "gen_ai.request.model" not in made
    assert values(record(0, models=("m",)))["gen_ai.request.model"] == "m"
    assert values(record(0, models=None))["quarterdeck.models"] == "unknown"


def test_numbers_of_64_bits_are_texts():
    """The library would take numbers too; what JSON does to those above 2^53 is why OTLP asks for texts."""
    made = log_record({"time": "2026-03-03T12:00:00.000Z", "port": 443}, UID)
    assert made["timeUnixNano"] == "1772539200000000000"
    assert {"key": "server.port", "value": {"intValue": "443"}} in made["attributes"]


def test_a_method_that_the_convention_does_not_know_is_other():
    made = values(record(0, method="BREW"))
    assert (made["http.request.method"], made["http.request.method_original"]) == ("_OTHER", "BREW")


def test_a_line_without_a_time_is_of_when_it_arrives():
    assert "timeUnixNano" not in log_record({"event": "log"}, UID)
