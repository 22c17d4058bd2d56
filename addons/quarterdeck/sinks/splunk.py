"""Splunk's HTTP Event Collector. It answers before it has indexed; only its acknowledgements say that it has.

https://help.splunk.com/en/splunk-enterprise/get-data-in ("Set up and use HTTP Event Collector in Splunk Web",
"About HTTP Event Collector Indexer Acknowledgment", "Troubleshoot HTTP Event Collector").
"""

from __future__ import annotations

import contextlib
import socket
import time
import uuid
from collections.abc import Sequence
from typing import Any

import orjson
from pydantic import SecretStr

from quarterdeck.errors import UsageError
from quarterdeck.export import lines
from quarterdeck.sinks.posting import Document, PostingSink
from quarterdeck.sinks.receiver import Answer, Receiver, credential
from quarterdeck.sinks.sink import Shipped, Undelivered

_COLLECTOR = "/services/collector"
_CODES = {
    1: "the token is disabled",
    2: "a token is wanted; name a token_file",
    3: "it cannot read our authorization",
    4: "it does not know our token; look at token_file",
    5: "it saw no data",
    6: "it cannot read an event",
    7: "the index does not exist, or the token may not write to it",
    8: "it has a fault of its own",
    9: "it is busy",
    10: "it wants a channel",
    11: "it does not take our channel",
    12: "an event lacks its field",
    13: "an event is blank",
    14: "acknowledgement is disabled",
    15: "it cannot index a field",
    18: "its queues are full",
    19: "acknowledgement is unavailable",
    20: "its queues are full and acknowledgement is unavailable",
    23: "it is shutting down",
    24: "its queues are full",
    25: "it has too many acknowledgements to keep",
}


class SplunkSink(PostingSink):
    """`receiver` is https://HOST:8088, or with a path what stands before `/services/collector`. An acknowledgement may
    take `indexing` seconds, and is asked for each `poll` seconds.
    """

    def __init__(
        self,
        receiver: Receiver,
        *,
        token: SecretStr,
        sourcetype: str = "quarterdeck:decklog",
        index: str = "",
        most: int = 800_000,
        indexing: float = 120.0,
        poll: float = 0.5,
    ) -> None:
        if receiver.query:
            raise UsageError("the url of Splunk's collector has no query; put the token into a file, token_file")
        prefix = receiver.path.rstrip("/").removesuffix("/event").removesuffix(_COLLECTOR)
        self._acks = f"{prefix}{_COLLECTOR}/ack"
        headers = {"Content-Type": "application/json", "Authorization": credential("Splunk", token)}
        super().__init__(receiver, f"{prefix}{_COLLECTOR}/event", headers, most)
        self._about: dict[str, Any] = {"host": socket.gethostname(), "sourcetype": sourcetype}
        if index:
            self._about["index"] = index
        self._indexing, self._poll = indexing, poll
        self._waiting: set[int] = set()
        self._new_channel()

    def document(self, one: Shipped) -> bytes:
        """One event, or several where the format makes several documents of a record, a line each."""
        about = {**self._about, "source": one.id.rpartition("/")[0], "fields": {"id": one.id}}
        # Without it Splunk takes the time of arrival; what the record says of it is in the event all the same.
        with contextlib.suppress(ValueError):
            about["time"] = lines.milliseconds(_object(one.line)) / 1000
        return b"\n".join(orjson.dumps({**about, "event": _event(text)}) for text in one.payload.split(b"\n") if text)

    def body(self, piece: Sequence[Document]) -> bytes:
        return b"\n".join(one.text for one in piece)

    def judge(self, answer: Answer, piece: Sequence[Document]) -> None:
        said = _object(answer.body)
        if answer.status == 200 and said.get("code") == 0:
            if isinstance(said.get("ackId"), int):
                self._waiting.add(said["ackId"])
            return
        raise self._refusal(answer, said, piece)

    def settle(self) -> None:
        """Where the token asks for acknowledgement, wait until all of the batch is indexed."""
        deadline = time.monotonic() + self._indexing
        while self._waiting:
            self._waiting -= self._indexed()
            if self._waiting and time.monotonic() > deadline:
                raise Undelivered(f"{self._receiver.name} did not say in {self._indexing:.0f} s that it has indexed")
            if self._waiting:
                time.sleep(self._poll)

    def close(self) -> None:
        super().close()
        # A collector that starts anew counts from 0 again, which must not pass for an answer to what was asked before.
        self._new_channel()

    def _new_channel(self) -> None:
        self._waiting.clear()
        self._channel = str(uuid.uuid4())
        self._headers["X-Splunk-Request-Channel"] = self._channel

    def _indexed(self) -> set[int]:
        asked = orjson.dumps({"acks": sorted(self._waiting)})
        headers = {name: value for name, value in self._headers.items() if name != "Content-Encoding"}
        answer = self._receiver.post(f"{self._acks}?channel={self._channel}", asked, headers)
        said = _object(answer.body)
        acks = said.get("acks")
        if answer.status != 200 or not isinstance(acks, dict):
            raise self._refusal(answer, said)
        return {one for one in self._waiting if acks.get(str(one)) is True}

    def _refusal(self, answer: Answer, said: dict[str, Any], piece: Sequence[Document] = ()) -> Undelivered:
        code = said.get("code")
        why = _CODES.get(code) if isinstance(code, int) else None
        if why is not None:
            return Undelivered(f"{self._receiver.name} answered {answer.status}: {why}{_which(said, piece)}")
        if answer.status != 200:
            return self._receiver.refusal(answer)
        return Undelivered(f"{self._receiver.name} does not answer as Splunk's collector does; look at url")


def _event(text: bytes) -> object:
    """What is no object of JSON is a text to Splunk, so that one document that is broken does not stop all others."""
    return orjson.Fragment(text) if _object(text) else text.decode(errors="replace")


def _object(body: bytes) -> dict[str, Any]:
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return said if isinstance(said, dict) else {}


def _which(said: dict[str, Any], piece: Sequence[Document]) -> str:
    """The record that it stumbled over, by its name."""
    number = said.get("invalid-event-number")
    ids = [one.id for one in piece for _ in one.text.split(b"\n")]
    return f"; it is the record {ids[number]}" if isinstance(number, int) and 0 <= number < len(ids) else ""
