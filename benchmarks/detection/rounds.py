"""Each tool over the same texts, one text at a time on one core: what it found and how long it looked."""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from detection.claims import ENTITIES, NATIONAL
from detection.score import Found
from quarterdeck.cli.progress import Progress
from quarterdeck.detect import Detectors
from quarterdeck.model.content import Part

Texts = Sequence[tuple[str, str]]
"""Texts, each with the ending of the name of a file that would hold it."""
Round = tuple[list[list[Found]], float]
"""What was found in each text, and the seconds that looking took."""

HERE = Path(__file__).parent
RIVALS_PYTHON = HERE.parents[1] / ".venv-compare" / "bin" / "python"


def ours(texts: Texts, detectors: Detectors) -> Round:
    confidence = {one.id: one.confidence for one in (*detectors.patterns, *detectors.finders)}
    found, seconds = [], 0.0
    for text, _ in texts:
        parts = [Part("", text)]
        began = time.thread_time()
        looked = detectors.look(parts)
        seconds += time.thread_time() - began
        found.append([Found(one.start, one.end, one.detector, confidence[one.detector]) for one in looked.findings])
    return found, seconds


def rival(name: str, texts: Texts, python: Path = RIVALS_PYTHON) -> Round:
    """One of the two others, in a process of its own environment."""
    command = [str(python), "-P", str(HERE / "rivals.py"), name, *ENTITIES, *NATIONAL]
    found: list[list[Found]] = []
    with tempfile.TemporaryFile("w+", encoding="utf-8") as asked:
        for text, suffix in texts:
            asked.write(json.dumps({"text": text, "suffix": suffix}) + "\n")
        asked.seek(0)
        with (
            subprocess.Popen(command, stdin=asked, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process,
            Progress(name, len(texts)) as progress,
        ):
            for line in process.stdout or ():
                said = json.loads(line)
                if isinstance(said, dict):
                    return found, float(said["seconds"])
                progress.step()
                found.append([Found(*one) for one in said])
    raise RuntimeError(f"{name} ended before its end, with {process.returncode}")
