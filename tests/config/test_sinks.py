"""Entries of `audit.sinks`: what each type of sink needs, and a sentence for what cannot be meant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from quarterdeck.config.load import load_config
from quarterdeck.config.schema import Audit, Config
from quarterdeck.config.sinks import EVENTS, SinkEntry
from quarterdeck.errors import Problems
from quarterdeck.export import FORMATS


def entry(**fields: Any) -> SinkEntry:
    return SinkEntry.model_validate(fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"type": "file", "url": "/var/log/quarterdeck.jsonl"},
        {"type": "file", "url": "file:///var/log/quarterdeck.jsonl", "format": "ocsf", "start": "now"},
        {"type": "syslog", "url": "tls://siem.example", "ca": "ca.pem", "identity": "us.pem", "format": "cef"},
        {"type": "http", "url": "https://siem.example/in?source=deck", "token_file": "token"},
        {"type": "http", "url": "http://127.0.0.1:8080/in"},
        {"type": "splunk", "url": "https://splunk.example:8088", "token_file": "token"},
        {"type": "otlp", "url": "http://localhost:4318"},
        {"type": "nats", "url": "tls://nats.example/deck.records"},
        {"type": "nats", "url": "nats://[::1]:4222"},
        {"type": "file", "url": "x", "name": "a-2", "filter": {"event": "decision", "action": ["block", "redact"]}},
    ],
    ids=lambda fields: f"{fields['type']}-{fields['url']}",
)
def test_an_entry_is_taken_as_it_is_written(fields):
    taken = entry(**fields)
    assert (taken.type, taken.url) == (fields["type"], fields["url"])
    assert taken.called == fields.get("name", fields["type"])


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"type": "kafka", "url": "x"}, "Input should be 'file'"),
        ({"type": "file"}, "Field required"),
        ({"type": "file", "url": ""}, "is the path of a file, such as"),
        ({"type": "file", "url": "/var/log/"}, "is the path of a file, such as"),
        ({"type": "file", "url": "https://a.example/x"}, "is the path of a file, such as"),
        ({"type": "file", "url": "x", "ca": "ca.pem"}, "a file sink has no use for ca"),
        ({"type": "file", "url": "x", "format": "xml"}, "Input should be 'jsonl'"),
        ({"type": "file", "url": "x", "name": "../up"}, "small letters, digits and hyphens"),
        ({"type": "file", "url": "x", "name": "A"}, "small letters, digits and hyphens"),
        ({"type": "file", "url": "x", "name": ""}, "small letters, digits and hyphens"),
        ({"type": "file", "url": "x", "name": "a" * 64}, "at most 63"),
        ({"type": "syslog", "url": "tcp://siem.example:514"}, "the url of a syslog sink is tls://HOST:PORT"),
        ({"type": "syslog", "url": "tls://siem.example/path"}, "with nothing behind it"),
        ({"type": "syslog", "url": "tls://:6514"}, "the url of a syslog sink is tls://HOST:PORT"),
        ({"type": "syslog", "url": "tls://siem.example:0"}, "the url of a syslog sink is tls://HOST:PORT"),
        ({"type": "syslog", "url": "tls://siem.example:99999"}, "the url of a syslog sink is tls://HOST:PORT"),
        ({"type": "syslog", "url": "tls://siem.example", "token_file": "t"}, "has no use for token_file"),
        ({"type": "http", "url": "http://siem.example/in"}, "would send records in clear"),
        ({"type": "nats", "url": "nats://192.0.2.7:4222"}, "would send records in clear"),
        ({"type": "http", "url": "siem.example"}, "the url of a http sink is https://HOST:PORT/PATH"),
        ({"type": "http", "url": "https://siem.example/#part"}, "the url of a http sink is https://HOST:PORT/PATH"),
        ({"type": "splunk", "url": "https://splunk.example:8088"}, "needs token_file"),
        ({"type": "file", "url": "x", "filter": {"action": ["blocked"]}}, "'blocked' is no action of a record; those"),
        ({"type": "file", "url": "x", "filter": {"outcome": []}}, "outcome names nothing"),
        ({"type": "file", "url": "x", "filter": {"host": ["a"]}}, "Extra inputs are not permitted"),
        ({"type": "file", "url": "x", "start": "later"}, "Input should be 'oldest' or 'now'"),
        ({"type": "file", "url": "x", "token": "made-up"}, "Extra inputs are not permitted"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_meant_is_one_sentence(fields, said):
    with pytest.raises(ValidationError) as error:
        entry(**fields)
    assert any(said in each["msg"] for each in error.value.errors()), error.value


@pytest.mark.parametrize("url", ["https://ada:made-up@siem.example", "gopher://ada:made-up@siem.example"])
def test_a_password_in_a_url_is_refused_and_not_repeated(url):
    with pytest.raises(ValidationError) as error:
        entry(type="http", url=url)
    (told,) = error.value.errors()
    assert "the url of a http sink is" in told["msg"]
    assert "made-up" not in told["msg"]


def test_two_sinks_of_one_name_are_told_apart_or_refused():
    file = {"type": "file", "url": "x"}
    with pytest.raises(ValidationError, match="two sinks are called 'file'; give each a name"):
        Audit.model_validate({"sinks": [file, {**file, "url": "y"}]})
    other = {**file, "name": "second", "url": "y"}
    assert len(Audit.model_validate({"sinks": [file, other]}).sinks) == 2


def test_two_sinks_do_not_share_a_file():
    first, second = {"type": "file", "url": "/x"}, {"type": "file", "url": "file:///x", "name": "second"}
    with pytest.raises(ValidationError, match="two sinks write to /x; give each a file of its own"):
        Audit.model_validate({"sinks": [first, second]})


def test_where_a_sink_is():
    assert entry(type="syslog", url="tls://siem.example").address == ("siem.example", 6514)
    assert entry(type="syslog", url="tls://[2001:db8::1]:7000").address == ("2001:db8::1", 7000)
    assert entry(type="file", url="file:///var/log/a").path == Path("/var/log/a")
    assert entry(type="file", url="log/a").path == Path("log/a")


def test_what_a_filter_asks_for():
    chosen = entry(type="file", url="x", filter={"event": "decision", "action": ["block", "redact"]}).filter.asked()
    assert chosen == {"event": {"decision"}, "action": {"block", "redact"}}
    assert entry(type="file", url="x").filter.asked() == {}


def test_every_format_can_be_had_and_every_event_asked_for():
    for form in FORMATS:
        assert entry(type="file", url="x", format=form, filter={"event": list(EVENTS)}).format == form


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "audit:\n  sinks:\n    - {type: file, url: a}\n    - {type: syslog, url: 'tcp://siem.example'}\n",
            "quarterdeck.yaml:4:7: error: audit.sinks.1: the url of a syslog sink is tls://HOST:PORT",
        ),
        (
            "audit:\n  sinks:\n    - type: file\n      url: a\n      fromat: cef\n",
            "quarterdeck.yaml:5:7: error: unknown key 'audit.sinks.0.fromat' (did you mean 'format'?)",
        ),
    ],
)
def test_a_mistake_is_told_at_its_place(tmp_path, monkeypatch, text, sentence):
    monkeypatch.chdir(tmp_path)
    Path("quarterdeck.yaml").write_text(text)
    with pytest.raises(Problems) as error:
        load_config(Path("quarterdeck.yaml"), {})
    assert str(error.value) == sentence


def test_there_are_none_by_default():
    assert Config().audit.sinks == ()
