"""From an entry of `audit.sinks` to the sink itself. Files that it names are read here, secrets among them."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr

from quarterdeck.config.sinks import SinkEntry
from quarterdeck.errors import UsageError
from quarterdeck.sinks.file import FileSink
from quarterdeck.sinks.http import NDJSON, HttpSink
from quarterdeck.sinks.nats import NatsSink
from quarterdeck.sinks.otlp import OtlpSink
from quarterdeck.sinks.receiver import Receiver
from quarterdeck.sinks.sink import Sink
from quarterdeck.sinks.splunk import SplunkSink
from quarterdeck.sinks.syslog import SyslogSink

_TEXT = "text/plain; charset=utf-8"


def open_sink(entry: SinkEntry) -> Sink:
    """The sink of an entry; a receiver is connected to when there is something to deliver. Raises UsageError."""
    match entry.type:
        case "file":
            return FileSink(entry.path)
        case "syslog":
            return SyslogSink(entry.address, ca=entry.ca, identity=entry.identity)
        case "nats":
            return NatsSink(entry.url, ca=entry.ca, identity=entry.identity, token=_token(entry))
    receiver = Receiver(entry.url, ca=entry.ca, identity=entry.identity)
    token = _token(entry)
    match entry.type:
        case "splunk":
            return SplunkSink(receiver, token=token or SecretStr(""))
        case "otlp":
            return OtlpSink(receiver, token=token)
        case "http":
            return HttpSink(receiver, token=token, kind=_TEXT if entry.format == "cef" else NDJSON)


def _token(entry: SinkEntry) -> SecretStr | None:
    return None if entry.token_file is None else SecretStr(read_token(entry.token_file))


def read_token(path: Path) -> str:
    """What a token file holds, without white space around it. Raises UsageError, which does not quote it."""
    try:
        token = path.read_text().strip()
    except OSError as error:
        raise UsageError(f"token_file {path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"token_file {path} is not text") from None
    if not token:
        raise UsageError(f"token_file {path} is empty; put the receiver's token into it")
    return token
