"""How many records a second a sink ships to a server of this machine: `python -m benchmarks.sinks [--records N]`.

The servers are those of the tests: a real nats-server, and a real nginx before receivers written in Python, which share
the machine and take most of its time. What it costs us is told beside it: CPU of this process, a record. None of them
is Splunk's or OpenTelemetry's own.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from pydantic import SecretStr
from tests.audit.test_columns import FULL
from tests.sinks.batches import shipped
from tests.sinks.receiving import TOKEN
from tests.sinks.site import site
from tests.sinks.streams import server

from quarterdeck.sinks.http import HttpSink
from quarterdeck.sinks.nats import NatsSink
from quarterdeck.sinks.otlp import OtlpSink
from quarterdeck.sinks.sink import Shipped, Sink
from quarterdeck.sinks.splunk import SplunkSink

# As the shipper does.
BATCH = 500


@contextmanager
def _http(folder: Path) -> Iterator[Sink]:
    with site("ndjson", folder) as place:
        yield HttpSink(place.receiver("/in"), token=SecretStr(TOKEN))


@contextmanager
def _splunk(folder: Path) -> Iterator[Sink]:
    with site("hec", folder) as place:
        yield SplunkSink(place.receiver(), token=SecretStr(TOKEN))


@contextmanager
def _otlp(folder: Path) -> Iterator[Sink]:
    with site("otlp", folder) as place:
        yield OtlpSink(place.receiver(), token=SecretStr(TOKEN))


@contextmanager
def _nats(folder: Path) -> Iterator[Sink]:
    with server(folder) as stream:
        stream.make_stream()
        yield NatsSink(f"nats://127.0.0.1:{stream.port}")


SINKS: dict[str, Callable[..., object]] = {"http": _http, "splunk": _splunk, "otlp": _otlp, "nats": _nats}


def _measured(sink: Sink, records: list[Shipped]) -> dict[str, float]:
    began, used = time.perf_counter(), time.process_time()
    for at in range(0, len(records), BATCH):
        sink.deliver(records[at : at + BATCH])
    took, cost = time.perf_counter() - began, time.process_time() - used
    sink.close()
    return {"records_a_second": round(len(records) / took), "cpu_us_a_record": round(cost / len(records) * 1e6, 1)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    made = replace(FULL, path="/v1/chat/completions")
    records = [shipped(number, made) for number in range(asked.records)]
    told = {}
    for name, opened in SINKS.items():
        with tempfile.TemporaryDirectory() as folder, opened(Path(folder)) as sink:
            told[name] = _measured(sink, records)
        if not asked.json:
            shown = f"{told[name]['records_a_second']:>8} records/s{told[name]['cpu_us_a_record']:>8} us CPU a record"
            print(f"{name:8}{shown}")
    if asked.json:
        print(json.dumps({"bytes_a_record": len(records[0].payload), **told}))


if __name__ == "__main__":
    main()
