"""The whole way: the process ships a log that is being written, and the receiver and the process are killed on the way.

Nothing is lost, and what arrives twice has the same name and says the same.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.harness.deadline import until
from tests.sinks.receiving import TOKEN
from tests.sinks.shipping import Deck
from tests.sinks.site import needs_nginx, site
from tests.sinks.streams import needs_nats, server
from tests.sinks.test_process import running, told

PATIENCE = 60


@dataclass(frozen=True)
class Place:
    """A receiver: the entry that ships to it, how it dies and comes back, and what it has, by name, in its order."""

    entry: dict[str, object]
    kill: Callable[[], None]
    start: Callable[[], None]
    has: Callable[[], list[tuple[str, object]]]


def _uid(kind: str, document: dict[str, Any]) -> str:
    match kind:
        case "http":
            return f"{document['log']}/{document['index']}"
        case "splunk":
            return document["fields"]["id"]
        case _:
            (uid,) = [one["value"]["stringValue"] for one in document["attributes"] if one["key"] == "log.record.uid"]
            return uid


@contextmanager
def receiver(kind: str, folder: Path) -> Iterator[Place]:
    if kind == "nats":
        with server(folder) as stream:
            stream.make_stream()
            entry = {"type": "nats", "url": f"nats://127.0.0.1:{stream.port}"}
            yield Place(entry, stream.kill, stream.start, stream.held)
        return
    with site({"http": "ndjson", "splunk": "hec"}.get(kind, kind), folder) as one:
        if kind == "splunk":
            one.mood("acks")
        token = folder / "token"
        token.write_text(TOKEN)
        entry = {
            "type": kind,
            "url": one.url + ("/in" if kind == "http" else ""),
            "ca": str(one.ca),
            "identity": str(one.identity),
            "token_file": str(token),
        }
        yield Place(entry, one.kill, one.start, lambda: [(_uid(kind, each), each) for each in one.received()])


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param(kind, marks=needs_nats if kind == "nats" else needs_nginx)
        for kind in ("http", "splunk", "otlp", "nats")
    ],
)
def test_nothing_is_lost_whoever_is_killed(kind, tmp_path):
    deck = Deck(tmp_path / "state")
    (tmp_path / "receiver").mkdir()
    with receiver(kind, tmp_path / "receiver") as place:

        def arrived(*numbers: int) -> bool:
            return {deck.id(number) for number in numbers} <= {name for name, _ in place.has()}

        with running(deck.state, place.entry) as process:
            deck.write(*range(100))
            until(lambda: arrived(99), "the first records to arrive", PATIENCE)
            place.kill()
            deck.write(*range(100, 200))
            until(lambda: told(deck.state).get(kind, {}).get("problem"), "the receiver to be told down", PATIENCE)
            place.start()
            deck.write(*range(200, 300))
            until(lambda: arrived(299), "what was written meanwhile to arrive", PATIENCE)
            deck.write(*range(300, 400))
            process.send_signal(signal.SIGKILL)
        with running(deck.state, place.entry):
            deck.write(*range(400, 500))
            until(lambda: arrived(*range(500)), "all of it", PATIENCE)
        has = place.has()
    assert {name for name, _ in has} == {deck.id(number) for number in range(500)}
    once = dict(has)
    assert all(once[name] == document for name, document in has)
    if kind == "nats":
        # The stream drops what it has seen.
        assert [name for name, _ in has] == [deck.id(number) for number in range(500)]
