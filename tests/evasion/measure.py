"""Runs the vectors outside pytest and prints a table: `python -m tests.evasion.measure [-q] [-c] [ROW|ID]...`.

Without `--quarterdeck` the proxy is stock mitmdump with a plain policy script, the measure to compare with. `--content`
runs the vectors about what is said, under a rule about a word.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from ..e2e.harness import names
from ..e2e.harness.fleet import Fleet
from ..e2e.harness.process import ProxyProcess
from ..e2e.harness.stock import Stock
from ..e2e.harness.world import World
from .campaign import Outcome, run
from .internet import CONTENT as WORDS
from .internet import CONTENT_CONFIG, CONTENT_PACKS, POLICY, WORD, lead
from .rows import ALL, CONTENT


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="*", help="rows or ids to run; all of them when none is given")
    parser.add_argument("-q", "--quarterdeck", action="store_true", help="measure Quarterdeck itself")
    parser.add_argument("-v", "--verbose", action="store_true", help="show each vector that does not hold")
    parser.add_argument("-c", "--content", action="store_true", help="the vectors about what is said")
    chosen = parser.parse_args()
    every = CONTENT if chosen.content else ALL
    vectors = [one for one in every if not chosen.rows or one.row in chosen.rows or one.id in chosen.rows]
    with tempfile.TemporaryDirectory() as folder:
        world = lead(World(Path(folder)))
        proxy = start(chosen.quarterdeck, chosen.content, Path(folder), world)
        started = time.monotonic()
        try:
            outcomes = run(vectors, proxy, world, 77)
        finally:
            proxy.stop()
        table(outcomes, chosen.verbose)
        print(f"{len(outcomes)} vectors in {time.monotonic() - started:.1f} s through {proxy.name}")


def start(quarterdeck: bool, content: bool, folder: Path, world: World) -> ProxyProcess:
    """The proxy to be measured, running."""
    if quarterdeck and content:
        return Fleet(folder, world)(rules={"content.yaml": WORDS}, packs=CONTENT_PACKS, **CONTENT_CONFIG)
    if quarterdeck:
        return Fleet(folder, world)(rules={"evasion.yaml": POLICY}, workers=2)
    return Stock(folder, world.resolve, (names.BANNED,), WORD if content else "").start()


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
