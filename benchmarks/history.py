"""A look at a conversation of 100 KB that comes again with one question and answer more: first seen, and seen before.

All packaged detectors look. Turns of 500 to 20,000 characters hold prose, prose with code and links, this project's
own code, or base64 with and without prose around it.
"""

from __future__ import annotations

import base64
import random
import time
from pathlib import Path

import quarterdeck
from detect import prompt
from quarterdeck.config.compose import compose
from quarterdeck.config.schema import Config
from quarterdeck.detect import Detectors
from quarterdeck.model.content import Part
from quarterdeck.policy.load import load_policies

SIZE = 100_000
TURNS = (500, 2_000, 4_000, 20_000)
RUNS = 5
RULES = "policy: p\nrules: [{id: r, match: {content: '*'}, action: block}]\n"


def texts() -> dict[str, str]:
    """Of each kind, so many characters, the same at each call."""
    encoded = [base64.b64encode(prompt(60 + n, "plain").encode()).decode() for n in range(400)]
    return {
        "prose": prompt(SIZE, "plain"),
        "mixed": prompt(SIZE, "mixed"),
        "code": "\n".join(path.read_text() for path in sorted(Path(quarterdeck.__path__[0]).rglob("*.py")))[:SIZE],
        "base64": base64.b64encode(random.Random(1).randbytes(SIZE)).decode()[:SIZE],
        "base64 in prose": " ".join(f"{one} {prompt(200, 'plain')}" for one in encoded)[:SIZE],
    }


def conversation(text: str, size: int) -> list[Part]:
    """A text as so many turns of users and assistants."""
    roles = ("user", "assistant")
    return [
        Part(f"/messages/{n}/content", text[at : at + size], roles[n % 2])
        for n, at in enumerate(range(0, len(text), size))
    ]


def milliseconds(detectors: Detectors, text: str, size: int, *, seen: bool) -> float:
    """Of one look, in the best of some runs; with `seen`, when all but the last two turns were looked at before."""
    best = float("inf")
    for run in range(RUNS):
        # Moved by a character, no turn is one of those before.
        parts = conversation(text[run:] + text[:run], size)
        if seen:
            detectors.look(parts[:-2], again=True)
        began = time.perf_counter()
        detectors.look(parts, again=seen)
        best = min(best, time.perf_counter() - began)
    return best * 1e3


def main() -> None:
    detectors = compose(load_policies(text={"p.yaml": RULES}), Config()).kit.detectors
    print(f"{'conversation':>16} {'turns of':>8} {'first ms':>9} {'again ms':>9}")
    for kind, text in texts().items():
        for size in TURNS:
            first, again = (milliseconds(detectors, text, size, seen=seen) for seen in (False, True))
            print(f"{kind:>16} {size:>8} {first:>9.1f} {again:>9.1f}")


if __name__ == "__main__":
    main()
