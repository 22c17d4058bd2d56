"""Receivers for the tests, strict about what their vendors document: Splunk's collector, a collector of OpenTelemetry,
and one of NDJSON. None is a vendor's own. Each is a process, so that it can be killed.

python -m tests.sinks.receiving KIND PORT FOLDER. What it has for good stands in FOLDER/received, a JSON document each.
Words in FOLDER/mood, if any, say how it behaves: `busy`, `acks`, `reject`, `odd`, `small`, `forbid`,
`stumble`, `unacknowledged`.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

TOKEN = "made-up-0f2c"
_HEC_KEYS = {"time", "host", "source", "sourcetype", "index", "event", "fields"}


class Kept:
    """What is kept for good: it is on disk before anybody is told so."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "received"
        self._mood = folder / "mood"

    def keep(self, documents: list[dict[str, Any]]) -> None:
        with self._path.open("ab") as out:
            out.write(b"".join(json.dumps(one).encode() + b"\n" for one in documents))
            out.flush()
            os.fsync(out.fileno())

    def is_now(self, word: str) -> bool:
        return self._mood.exists() and word in self._mood.read_text().split()


class _Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    kept: Kept

    def log_message(self, *_: object) -> None:
        pass

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        if self.kept.is_now("busy"):
            self.answer(503, {"text": "Server is busy", "code": 9}, {"Retry-After": "1"})
        elif self.kept.is_now("forbid"):
            self.answer(403, {"text": "Invalid token", "code": 4})
        elif self.kept.is_now("small") and len(sent) > 1500:
            self.answer(413, {})
        elif self.kept.is_now("odd"):
            self.answer(200, None)
        else:
            try:
                text = gzip.decompress(sent) if self.headers.get("Content-Encoding") == "gzip" else sent
                self.take(urlsplit(self.path).path, text)
            except (ValueError, KeyError) as error:
                self.answer(400, {"text": str(error), "code": 6})

    def take(self, path: str, text: bytes) -> None:
        raise NotImplementedError

    def answer(self, status: int, said: object, headers: dict[str, str] | None = None) -> None:
        body = b"<html>welcome</html>" if said is None else json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json" if said is not None else "text/html")
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def wants(self, *, path: str, authorization: str, kind: str) -> bool:
        """Whether a request is for this receiver; it is answered if not."""
        if urlsplit(self.path).path != path:
            self.answer(404, {"text": "Not found"})
        elif self.headers.get("Authorization") != authorization:
            self.answer(401, {"text": "Invalid authorization", "code": 3})
        elif self.headers.get("Content-Type") != kind:
            self.answer(415, {"text": "Unsupported media type"})
        else:
            return True
        return False


class Ndjson(_Receiver):
    """A line, a JSON object; nothing else."""

    def take(self, path: str, text: bytes) -> None:
        if self.wants(path="/in", authorization=f"Bearer {TOKEN}", kind="application/x-ndjson"):
            if not text.endswith(b"\n"):
                raise ValueError("the last line has no end")
            self.kept.keep([json.loads(line) for line in text[:-1].split(b"\n")])
            self.answer(204, {})


class Hec(_Receiver):
    """Events are one JSON object after the other. Where acknowledgement is on, they are indexed when somebody asks
    for the second time, and lost with this process before.
    """

    waiting: dict[tuple[str, int], tuple[int, list[dict[str, Any]]]] = {}  # noqa: RUF012 - one process, one collector
    numbers: dict[str, int] = {}  # noqa: RUF012 - the same

    def take(self, path: str, text: bytes) -> None:
        mine = "/services/collector/" + ("ack" if path.endswith("/ack") else "event")
        if not self.wants(path=mine, authorization=f"Splunk {TOKEN}", kind="application/json"):
            return
        if mine.endswith("ack") and self.kept.is_now("unacknowledged"):
            self.answer(400, {"text": "ACK is disabled", "code": 14})
            return
        if mine.endswith("ack"):
            self._tell(str(UUID(parse_qs(urlsplit(self.path).query)["channel"][0])), json.loads(text)["acks"])
            return
        events = self._events(text.decode())
        if self.kept.is_now("stumble"):
            events[3]["event"] = ""
        wrong = [number for number, one in enumerate(events) if not self._is_right(one)]
        if wrong:
            self.answer(400, {"text": "Invalid data format", "code": 6, "invalid-event-number": wrong[0]})
        elif self.kept.is_now("acks"):
            channel = str(UUID(self.headers["X-Splunk-Request-Channel"]))
            number = self.numbers[channel] = self.numbers.get(channel, -1) + 1
            self.waiting[channel, number] = (0, events)
            self.answer(200, {"text": "Success", "code": 0, "ackId": number})
        else:
            self.kept.keep(events)
            self.answer(200, {"text": "Success", "code": 0})

    def _tell(self, channel: str, asked: list[int]) -> None:
        told = {}
        for number in asked:
            times, events = self.waiting.get((channel, number), (0, []))
            told[str(number)] = times > 0
            if times > 0:
                self.kept.keep(events)
                del self.waiting[channel, number]
            elif events:
                self.waiting[channel, number] = (times + 1, events)
        self.answer(200, {"acks": told})

    @staticmethod
    def _events(text: str) -> list[dict[str, Any]]:
        decoder, at, events = json.JSONDecoder(), 0, []
        while at < len(text):
            event, at = decoder.raw_decode(text, at)
            events.append(event)
            at += len(text[at:]) - len(text[at:].lstrip())
        return events

    @staticmethod
    def _is_right(event: dict[str, Any]) -> bool:
        flat = all(isinstance(value, str | list) for value in event.get("fields", {}).values())
        timed = isinstance(event.get("time", 0.0), int | float)
        return set(event) <= _HEC_KEYS and event.get("event") not in (None, "") and timed and flat


class Otlp(_Receiver):
    """What does not parse as the official message is not taken."""

    def take(self, path: str, text: bytes) -> None:
        from google.protobuf import json_format
        from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest

        if not self.wants(path="/v1/logs", authorization=f"Bearer {TOKEN}", kind="application/json"):
            return
        if re.search(rb'"[a-z]+_[a-z_]+":', re.sub(rb'"stringValue":"(?:[^"\\]|\\.)*"', b"", text)):
            # The library reads names of either kind; OTLP allows only those with an inner capital.
            raise ValueError("a name is not in lowerCamelCase")
        try:
            sent = json_format.Parse(text, ExportLogsServiceRequest())
        except json_format.ParseError as error:
            raise ValueError(str(error)) from None
        records = [one for logs in sent.resource_logs for scope in logs.scope_logs for one in scope.log_records]
        if self.kept.is_now("reject"):
            self.kept.keep([json_format.MessageToDict(one) for one in records[1:]])
            self.answer(
                200, {"partialSuccess": {"rejectedLogRecords": "1", "errorMessage": "too old: " + str(records[0])}}
            )
            return
        self.kept.keep([json_format.MessageToDict(one) for one in records])
        self.answer(200, {"partialSuccess": {"errorMessage": "the clock is off"}} if len(records) > 1 else {})


KINDS = {"ndjson": Ndjson, "hec": Hec, "otlp": Otlp}


def main() -> None:
    kind, port, folder = sys.argv[1:]
    receiver = KINDS[kind]
    receiver.kept = Kept(Path(folder))
    ThreadingHTTPServer(("127.0.0.1", int(port)), receiver).serve_forever()


if __name__ == "__main__":
    main()
