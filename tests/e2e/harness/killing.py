"""A proxy that is killed under load, again and again: what its clients were told, and what its log says of it."""

from __future__ import annotations

import itertools
import json
import os
import random
import signal
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field

import httpx

from quarterdeck.audit import layout
from quarterdeck.audit.checkpoint import Checkpoint, open_checkpoint
from quarterdeck.audit.verify import verify_shard

from .clients import httpx_client
from .deadline import until
from .quarterdeck import Quarterdeck

_CLIENTS = 4
# Seconds of load before a kill, at least and at most.
_LOAD = (0.05, 0.6)


@dataclass
class Told:
    """What clients saw: paths that were forwarded and answered, and incidents of refusals."""

    passed: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


class Killing:
    """One log over many lives of a proxy. `banned` and `governed` are hosts that rules refuse and let through."""

    def __init__(self, quarterdeck: Quarterdeck, banned: str, governed: str, seed: int) -> None:
        self.quarterdeck = quarterdeck
        self.told = Told()
        self._banned, self._governed = banned, governed
        self._chance = random.Random(seed)
        self._marks = itertools.count()
        self._vkeys: dict[str, str] = {}
        self._kept: dict[str, list[Checkpoint]] = {}

    def round(self) -> list[str]:
        """Load, kill, start again, verify; what is wrong with the log."""
        pids = self._workers()
        whole = self._chance.random() < 0.5
        stop = threading.Event()
        clients = [threading.Thread(target=self._ask, args=(stop,)) for _ in range(_CLIENTS)]
        for client in clients:
            client.start()
        time.sleep(self._chance.uniform(*_LOAD))
        process = self.quarterdeck.process
        if whole and process is not None:
            process.kill()
        for pid in pids:
            # One that lost its supervisor may have ended by itself.
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        stop.set()
        for client in clients:
            client.join()
        if whole and process is not None:
            process.wait()
            self.quarterdeck.start()
        until(lambda: self._serves(pids), "the killed workers to be replaced", 60)
        return self.wrong()

    def wrong(self) -> list[str]:
        """What the log lacks, has twice, or does not prove with the keys and checkpoints that were seen before."""
        found = []
        for shard in layout.shards(self.quarterdeck.state / "audit"):
            vkey = self._vkeys.setdefault(shard.name, (shard / layout.PUBLIC_KEY).read_text().strip())
            kept = self._kept.setdefault(shard.name, [])
            report = verify_shard(shard, [vkey], kept)
            found += [f"{shard.name}, record {fault.index}: {fault.what}" for fault in report.faults]
            kept.append(open_checkpoint((shard / layout.CHECKPOINT).read_bytes(), [vkey])[0])
        lines = [line for line in self.quarterdeck.records() if line["event"] == "decision"]
        paths = Counter(line["path"] for line in lines)
        incidents = Counter(line["incident"] for line in lines)
        found += [f"{path} was answered, and is not on record" for path in self.told.passed if not paths[path]]
        found += [f"{one} was shown, and is not on record" for one in self.told.refused if not incidents[one]]
        twice = [one for one, count in (paths + incidents).items() if count > 1]
        return found + [f"{one} is on record more than once" for one in twice]

    def _workers(self) -> list[int]:
        return self.quarterdeck.worker_pids()

    def _serves(self, before: list[int]) -> bool:
        """Whether new workers have taken over, all of them, and answer."""
        now = self._workers()
        if len(now) < len(before) or set(now) & set(before) or not set(now) <= self._ready():
            return False
        try:
            with httpx_client(self.quarterdeck) as client:
                return client.get(f"https://{self._banned}/{self._mark()}").status_code == 403
        except httpx.HTTPError:
            return False

    def _ready(self) -> set[int]:
        """The workers that say to be ready, of those before too."""
        told = (self.quarterdeck.state / "status").glob("worker-*.json")
        return {json.loads(path.read_bytes())["pid"] for path in told}

    def _mark(self) -> str:
        return f"kill-{next(self._marks)}"

    def _ask(self, stop: threading.Event) -> None:
        """Ask until told to stop or cut off; only a whole answer counts as one."""
        with suppress(httpx.HTTPError), httpx_client(self.quarterdeck) as client:
            while not stop.is_set():
                path = f"/{self._mark()}"
                if client.get(f"https://{self._governed}{path}").status_code == 200:
                    self.told.passed.append(path)
                answer = client.get(f"https://{self._banned}/{self._mark()}")
                if answer.status_code == 403:
                    self.told.refused.append(answer.headers["quarterdeck-incident"])
