"""Measures stock mitmdump with a plain policy script on every vector: `python -m tests.evasion.measure`.

Prints one line a row: how many vectors it holds, and those that it does not.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from ..e2e.harness import names
from ..e2e.harness.stock import Stock
from .campaign import Outcome, run
from .internet import build
from .rows import ALL


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="*", help="rows or ids to run; all of them when none is given")
    parser.add_argument("-v", "--verbose", action="store_true", help="show each vector that does not hold")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        world = build(Path(folder))
        stock = Stock(Path(folder), world.resolve, (names.BANNED,)).start()
        started = time.monotonic()
        try:
            outcomes = run(
                [one for one in ALL if not chosen.rows or one.row in chosen.rows or one.id in chosen.rows],
                stock,
                world,
                77,
            )
        finally:
            stock.stop()
        table(outcomes, chosen.verbose)
        print(f"{len(outcomes)} vectors in {time.monotonic() - started:.1f} s")


def table(outcomes: dict[str, Outcome], verbose: bool) -> None:
    """Held and not, a row a line."""
    for row in sorted({outcome.vector.row for outcome in outcomes.values()}):
        ours = [outcome for outcome in outcomes.values() if outcome.vector.row == row]
        lost = [outcome for outcome in ours if not outcome.held]
        print(f"{row:4} {len(ours) - len(lost):4} of {len(ours):4} held")
        for outcome in lost if verbose else ():
            told = f"{outcome.result.end} {outcome.result.status or ''} {outcome.result.why}"[:110]
            print(f"       {outcome.vector.id:45} {outcome.word:9} {told}")


if __name__ == "__main__":
    main()
