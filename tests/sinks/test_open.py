"""Each type of entry becomes its sink, and a token is read from its file and shown nowhere."""

from __future__ import annotations

from typing import get_args

import pytest

from quarterdeck.config.sinks import Kind, SinkEntry
from quarterdeck.errors import UsageError
from quarterdeck.sinks.file import FileSink
from quarterdeck.sinks.http import HttpSink
from quarterdeck.sinks.nats import NatsSink
from quarterdeck.sinks.open import open_sink, read_token
from quarterdeck.sinks.otlp import OtlpSink
from quarterdeck.sinks.splunk import SplunkSink
from quarterdeck.sinks.syslog import SyslogSink

KINDS = {
    "file": ("out.jsonl", FileSink),
    "syslog": ("tls://siem.example", SyslogSink),
    "http": ("https://siem.example/in", HttpSink),
    "splunk": ("https://splunk.example:8088", SplunkSink),
    "otlp": ("https://otel.example:4318", OtlpSink),
    "nats": ("tls://nats.example/deck", NatsSink),
}
WITH_TOKEN = ("http", "splunk", "otlp", "nats")


@pytest.fixture
def token(tmp_path):
    path = tmp_path / "token"
    path.write_text("made-up-token\n")
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_each_type_becomes_its_sink(kind, token):
    url, wanted = KINDS[kind]
    entry = SinkEntry.model_validate({"type": kind, "url": url} | ({"token_file": token} if kind in WITH_TOKEN else {}))
    sink = open_sink(entry)
    assert type(sink) is wanted
    assert "made-up-token" not in repr(sink) + repr(entry)
    sink.close()


def test_there_is_no_type_without_a_sink():
    assert set(get_args(Kind)) == set(KINDS)


@pytest.mark.parametrize("kind", ["syslog", "http", "otlp", "nats"])
@pytest.mark.parametrize("key", ["ca", "identity"])
def test_files_that_do_not_serve_are_told_at_once(kind, key, tmp_path):
    entry = SinkEntry.model_validate({"type": kind, "url": KINDS[kind][0], key: tmp_path / "absent.pem"})
    with pytest.raises(UsageError, match=r"absent\.pem cannot be read: No such file"):
        open_sink(entry)


def test_a_token_is_what_its_file_holds(token, tmp_path):
    assert read_token(token) == "made-up-token"
    with pytest.raises(UsageError, match=r"token_file .*absent cannot be read: No such file"):
        read_token(tmp_path / "absent")
    token.write_text(" \n")
    with pytest.raises(UsageError, match="is empty; put the receiver's token into it"):
        read_token(token)
    token.write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="is not text"):
        read_token(token)
