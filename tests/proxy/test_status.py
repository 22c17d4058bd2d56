"""What a worker tells of itself is in its file whole, at every moment, and holds numbers only."""

from __future__ import annotations

import json
import os
import stat
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

from quarterdeck.config.compose import load_world
from quarterdeck.config.schema import Config
from quarterdeck.proxy.link import Link
from quarterdeck.proxy.runtime import Runtime
from quarterdeck.proxy.status import describe, status_path, write_json, write_status
from tests.proxy.deck import aboard


def test_a_worker_tells_what_it_does_and_with_which_policy(tmp_path: Path):
    async def scenario(runtime: Runtime) -> None:
        runtime.links["c"] = Link("192.0.2.7")
        runtime.flows |= {"f", "g"}
        runtime.counts.update(tunnelled=3, refused=1)
        runtime.problem, runtime.loaded = "deck.yaml:1:1: error", 12.5
        write_status(runtime)
        told = json.loads(status_path(tmp_path, 0).read_bytes())
        assert (told["worker"], told["pid"]) == (0, os.getpid())
        assert (told["connections"], told["in_flight"]) == (1, 2)
        assert list(told["counts"].items()) == [("refused", 1), ("tunnelled", 3)]
        assert (told["rules_problem"], told["policy_loaded"]) == ("deck.yaml:1:1: error", 12.5)
        assert told["policy_version"] == runtime.world.policy.version
        assert "192.0.2.7" not in json.dumps(told)

    aboard(tmp_path, scenario)


def test_a_worker_tells_that_its_log_cannot_be_written_or_only_not_signed(tmp_path: Path):
    async def scenario(runtime: Runtime) -> None:
        said = []
        for failure, unsigned in ((None, OSError("no pen")), (OSError("no ink"), OSError("no pen")), (None, None)):
            runtime.log.failure, runtime.log.unsigned = failure, unsigned
            said.append(describe(runtime)["rules_problem"])
        assert said == ["the deck log cannot be signed: no pen", "the deck log cannot be written: no ink", ""]

    aboard(tmp_path, scenario)


_ENDING = """\
policy: ending
ban:
  - {service: snowflake-cortex, until: %s}
"""


def test_a_worker_tells_which_terms_end_and_which_bans_fall_short(tmp_path: Path):
    ends = datetime.now(UTC).date() + timedelta(days=3)

    async def scenario(runtime: Runtime) -> None:
        runtime.world = load_world(Config.model_validate({"rules": [str(tmp_path / "ending.yaml")]}))
        write_status(runtime)
        notices = "\n".join(json.loads(status_path(tmp_path, 0).read_bytes())["notices"])
        assert f"the ban ends on {ends}, within 14 days" in notices
        assert "is not enforced on these hosts" in notices
        assert "snowflakecomputing.com" in notices

    (tmp_path / "ending.yaml").write_text(_ENDING % ends)
    aboard(tmp_path, scenario)


def test_each_worker_has_a_file_of_its_own(tmp_path: Path):
    async def scenario(runtime: Runtime) -> None:
        write_status(runtime)
        runtime.worker = 1
        write_status(runtime)

    aboard(tmp_path, scenario)
    assert sorted(path.name for path in (tmp_path / "status").iterdir()) == ["worker-0.json", "worker-1.json"]
    assert stat.S_IMODE((tmp_path / "status").stat().st_mode) == 0o700


def test_a_reader_never_sees_half_a_file(tmp_path: Path):
    path = tmp_path / "worker-0.json"
    write_json(path, {"n": 0, "padding": ""})
    stop = threading.Event()
    seen: list[object] = []

    def read() -> None:
        while not stop.is_set():
            seen.append(json.loads(path.read_bytes())["n"])

    reading = threading.Thread(target=read)
    reading.start()
    for number in range(300):
        write_json(path, {"n": number, "padding": "x" * 20_000})
    stop.set()
    reading.join()
    assert seen == sorted(seen)
    assert list(tmp_path.iterdir()) == [path]
