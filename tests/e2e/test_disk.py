"""A real disk that is full or frozen, under a real proxy: `on_fault.audit` is done, and the log says what it missed."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import openai
import pytest

from quarterdeck.audit.verify import verify_shard

from .harness.clients import curl, openai_client
from .harness.deadline import until
from .harness.fleet import Fleet
from .harness.policy import PACKS, RULES
from .harness.process import clean_environment
from .harness.quarterdeck import Line, Quarterdeck
from .harness.world import World


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """A file system of one megabyte there."""
    folder.mkdir(parents=True)
    command = ["mount", "-t", "tmpfs", "-o", "size=1m,mode=700", "tmpfs", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no small disk can be mounted here, which takes root: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@contextmanager
def freezing_disk(folder: Path, image: Path) -> Iterator[Callable[[str], None]]:
    """A file system of its own there, which `-f` freezes, so that who writes waits, and `-u` thaws."""
    folder.mkdir(parents=True)
    with image.open("wb") as file:
        file.truncate(16 << 20)
    for command in (["mkfs.ext4", "-q", str(image)], ["mount", "-o", "loop", str(image), str(folder)]):
        try:
            subprocess.run(command, capture_output=True, text=True, check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            pytest.skip(f"no disk can be mounted here that freezes: {error}")

    def freeze(how: str) -> None:
        subprocess.run(["fsfreeze", how, str(folder)], check=True)

    try:
        yield freeze
    finally:
        # Who still waits for it could not even be killed.
        subprocess.run(["fsfreeze", "-u", str(folder)], capture_output=True, check=False)
        subprocess.run(["umount", "-l", str(folder)], check=True)


def filled(folder: Path) -> Path:
    """What takes all the room that was left."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 8, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
    return filler


def lines(quarterdeck: Quarterdeck) -> list[Line]:
    return [line for line in quarterdeck.records() if line["event"] in ("log", "decision")]


def status(quarterdeck: Quarterdeck) -> Line:
    command = [sys.executable, "-m", "quarterdeck", "status", "--json", "-c", str(quarterdeck.config)]
    done = subprocess.run(
        command, capture_output=True, check=False, cwd=quarterdeck.folder, env=clean_environment(quarterdeck.folder)
    )
    told: Line = json.loads(done.stdout)
    return told


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount the small disk")
@pytest.mark.parametrize("durability", ["before-release", "async"])
@pytest.mark.parametrize("wanted", ["block", "flag"])
def test_a_full_disk_stops_or_flags_what_it_cannot_record_and_then_tells_of_it(
    fleet: Fleet, internet: World, wanted: str, durability: str
) -> None:
    mine = fleet(
        rules={"e2e.yaml": RULES},
        packs=PACKS,
        fresh=True,
        start=False,
        on_fault={"audit": wanted},
        audit={"durability": durability},
        limits={"drain": 1},
    )
    audit = mine.state / "audit"
    with small_disk(audit):
        mine.start()
        assert curl(mine, "https://governed.example/before-full").status == 200
        filler = filled(audit)
        missed = until(lambda: asked_until_full(mine, wanted), "a request that finds the disk full", 60)
        assert internet.saw(missed.encode()) == (["plain"] if wanted == "flag" else [])
        if wanted == "block":
            with openai_client(mine) as client, pytest.raises(openai.InternalServerError) as raised:
                client.chat.completions.create(model="gpt-5", messages=[{"role": "user", "content": "hello"}])
            assert raised.value.status_code == 503
            assert raised.value.response.headers["quarterdeck-incident"].startswith("qd-")
        # What tells of it is shorter, and may still have found room.
        until(lambda: "No space left on device" in str(status(mine)["problems"]), "status to show the fault", 20)
        filler.unlink()
        told = until(lambda: next((line for line in lines(mine) if line["outcome"] == "failed"), None), "what is told")
        assert told["event"] == "log"
        assert told["reason"].startswith("incomplete: records since ")
        assert told["reason"].endswith("(No space left on device)")
        until(lambda: not status(mine)["problems"], "all to be well again", 20)
        assert curl(mine, "https://governed.example/after-full").status == 200
        until(lambda: any(line.get("path") == "/after-full" for line in lines(mine)), "what came after")
        mine.stop()
        paths = [line["path"] for line in lines(mine) if line["event"] == "decision"]
        assert (paths[0], paths[-1]) == ("/before-full", "/after-full")
        assert f"/{missed}" not in paths
        report = verify_shard(audit / "deck-0")
        assert (report.ok, report.unsigned) == (True, 0)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount and freeze a disk")
def test_a_disk_that_does_not_answer_is_waited_for_no_longer_than_is_said(fleet: Fleet, internet: World) -> None:
    mine = fleet(rules={"e2e.yaml": RULES}, packs=PACKS, fresh=True, start=False, limits={"drain": 1})
    audit = mine.state / "audit"
    with freezing_disk(audit, mine.folder / "disk") as freeze:
        mine.start()
        assert curl(mine, "https://governed.example/before-frost").status == 200
        freeze("-f")
        for mark in ("first-in-frost", "second-in-frost"):
            assert curl(mine, f"https://governed.example/{mark}").status == 503
            assert not internet.saw(mark.encode())
        until(lambda: "has not answered" in str(status(mine)["problems"]), "status to show the fault", 20)
        freeze("-u")
        told = until(lambda: next((line for line in lines(mine) if line["outcome"] == "failed"), None), "what is told")
        assert "could not be written" in told["reason"]
        assert "(the disk has not answered for 10 seconds)" in told["reason"]
        until(lambda: not status(mine)["problems"], "all to be well again", 20)
        assert curl(mine, "https://governed.example/after-frost").status == 200
        mine.stop()
        paths = [line["path"] for line in lines(mine) if line["event"] == "decision"]
        assert (paths[0], paths[-1]) == ("/before-frost", "/after-frost")
        assert "/second-in-frost" not in paths
        assert verify_shard(audit / "deck-0").ok


def asked_until_full(quarterdeck: Quarterdeck, wanted: str) -> str | None:
    """What a request said that found the disk full; some find room yet at the end of the last page."""
    before = status(quarterdeck)["counts"].get("unrecorded", 0)
    mark = f"full-{secrets.token_hex(6)}"
    answer = curl(quarterdeck, f"https://governed.example/{mark}")
    if wanted == "block":
        return mark if answer.status == 503 else None
    # Enough of them for the rest of a page, as the count is told every other second only.
    for number in range(6):
        mark = f"full-{number}-{secrets.token_hex(6)}"
        answer = curl(quarterdeck, f"https://governed.example/{mark}")
    time.sleep(2.5)
    return mark if answer.status == 200 and status(quarterdeck)["counts"].get("unrecorded", 0) > before else None
