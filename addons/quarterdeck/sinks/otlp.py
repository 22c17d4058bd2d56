"""OpenTelemetry's logs over OTLP/HTTP, in its JSON encoding. A collector that takes only a part has not taken them.

https://opentelemetry.io/docs/specs/otlp/#otlphttp
"""

from __future__ import annotations

import socket
from collections.abc import Sequence
from typing import Any

import orjson
from pydantic import SecretStr

from quarterdeck import __version__
from quarterdeck.sinks.otlp_record import SCHEMA, as_it_stands, attributes, log_record
from quarterdeck.sinks.posting import Document, PostingSink
from quarterdeck.sinks.receiver import Answer, Receiver, credential
from quarterdeck.sinks.sink import Shipped, Undelivered

_PATH = "/v1/logs"


class OtlpSink(PostingSink):
    """`receiver` is https://HOST:4318; where its path does not end with /v1/logs, that is put behind it. The payload of
    what is shipped is not looked at: the record itself becomes one of OpenTelemetry's.
    """

    def __init__(self, receiver: Receiver, *, token: SecretStr | None = None, most: int = 2_000_000) -> None:
        headers = {"Content-Type": "application/json"}
        if token is not None:
            headers["Authorization"] = credential("Bearer", token)
        path = f"{receiver.path.rstrip('/').removesuffix(_PATH)}{_PATH}"
        super().__init__(receiver, f"{path}?{receiver.query}" if receiver.query else path, headers, most)
        self._before, self._after = _around()

    def document(self, one: Shipped) -> bytes:
        try:
            record = log_record(orjson.loads(one.line), one.id)
        except (ValueError, TypeError, AttributeError):
            # One that is not as we write them is no reason to withhold those behind it.
            record = as_it_stands(one.line, one.id)
        return orjson.dumps(record)

    def body(self, piece: Sequence[Document]) -> bytes:
        return self._before + b",".join(one.text for one in piece) + self._after

    def judge(self, answer: Answer, piece: Sequence[Document]) -> None:
        if not 200 <= answer.status < 300:
            raise self._receiver.refusal(answer)
        rejected = _rejected(answer.body)
        if rejected is None:
            raise Undelivered(f"{self._receiver.name} does not answer as OTLP asks, in JSON; look at url")
        if rejected:
            # To go on would lose them, and the answer does not say which they are.
            raise Undelivered(f"{self._receiver.name} rejected {rejected} of {len(piece)} records")


def _around() -> tuple[bytes, bytes]:
    """What stands before and behind the records of a request."""
    resource = {
        "service.name": "quarterdeck",
        "service.version": __version__,
        "host.name": socket.gethostname(),
    }
    scope = {
        "scope": {"name": "quarterdeck.decklog", "version": __version__},
        "logRecords": [],
        "schemaUrl": SCHEMA,
    }
    logs = {"resource": {"attributes": attributes(resource)}, "scopeLogs": [scope], "schemaUrl": SCHEMA}
    before, mark, after = orjson.dumps({"resourceLogs": [logs]}).partition(b'"logRecords":[')
    return before + mark, after


def _rejected(body: bytes) -> int | None:
    """How many records an answer rejects; None where it is no answer of OTLP. An empty one rejects none."""
    if not body.strip():
        return 0
    try:
        said: Any = orjson.loads(body)
        partial = said.get("partialSuccess") or {}
        rejected = int(partial.get("rejectedLogRecords") or 0)
    except (ValueError, AttributeError, TypeError):
        return None
    return rejected if rejected >= 0 else None
