"""How fast detection is on chat texts in which there is nothing: of most prompts that is true, so there it counts.

Times are those of the processor that this thread had, which others on the machine lengthen less than those of a clock.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from detection import prose
from detection.corpus import SEED
from quarterdeck.config.compose import load_world
from quarterdeck.config.request import Stated, exchange_of
from quarterdeck.config.schema import Config
from quarterdeck.detect import Detectors
from quarterdeck.detect.dictionary import Dictionary, build
from quarterdeck.detect.told import Told
from quarterdeck.detect.view import View
from quarterdeck.engine import judge
from quarterdeck.model.content import Part

PROMPT = 4_000
URL = "https://api.openai.com/v1/chat/completions"
# Of every twenty prompts so many are English prose, English with code, links and tables in it, and other languages.
SHARES = {"prose": 13, "asides": 4, "languages": 3}
_SYLLABLES = (
    "ba be bo da de dor fa fen gal ge ha il ka ker lo lu mar me mon na no or pa per ra ri sa sol ta tor ul va".split()
)


@dataclass(frozen=True, slots=True)
class Times:
    """Microseconds of each of many, and MB/s of all together."""

    p50: float
    p99: float
    megabytes: float


def prompts(count: int, seed: int = SEED, kind: str = "") -> list[str]:
    """So many different prompts of 4 KB, of one kind or of all in their shares."""
    pick = Random(seed)
    kinds = [kind] if kind else [name for name, share in SHARES.items() for _ in range(share)]
    return [_prompt(pick, kinds[number % len(kinds)]) for number in range(count)]


def _prompt(pick: Random, kind: str) -> str:
    if kind == "languages":
        return prose.chat(pick, PROMPT, pick.choice([name for name in prose.PLAIN if name != "en"]))
    return prose.chat(pick, PROMPT, asides=0.05 if kind == "asides" else 0.0)


def times[T](work: Callable[[T], object], things: Sequence[T], size: int) -> Times:
    """Of the work on each thing, `size` bytes in all; the first tenth is done before, to be warm."""
    for thing in things[: len(things) // 10]:
        work(thing)
    taken = []
    for thing in things:
        began = time.thread_time_ns()
        work(thing)
        taken.append((time.thread_time_ns() - began) / 1000)
    taken.sort()
    return Times(statistics.median(taken), taken[len(taken) * 99 // 100], size / sum(taken))


def best(rounds: Sequence[Times]) -> Times:
    """The round that was least disturbed."""
    return min(rounds, key=lambda one: one.p50)


def looking(detectors: Detectors, texts: Sequence[str]) -> dict[str, Times]:
    """Which patterns may match, and the whole look; and the look at prompts of each kind alone."""
    size = sum(len(text.encode()) for text in texts)
    parts = [[Part("", text)] for text in texts]
    told = Told(detectors.patterns)
    found = {
        "search": best([times(lambda text: told.fired(View(text)), texts, size) for _ in range(5)]),
        "look": best([times(detectors.look, parts, size) for _ in range(5)]),
    }
    for kind in SHARES:
        some = prompts(len(texts) // 5, kind=kind)
        size = sum(len(text.encode()) for text in some)
        found[f"look, {kind}"] = best(
            [times(detectors.look, [[Part("", text)] for text in some], size) for _ in range(3)]
        )
    return found


def judging(texts: Sequence[str]) -> Times:
    """The whole line from a request's bytes to the decision of the baseline policy; no prompt comes twice."""
    world = load_world(Config())
    headers = (("content-type", "application/json"),)
    bodies = [
        json.dumps({"model": "gpt-4o", "messages": [{"role": "user", "content": text}]}).encode() for text in texts
    ]
    exchanges = [exchange_of(Stated(URL, 0.0, headers=headers, body=body), world.kit.catalog) for body in bodies]
    size = sum(map(len, bodies))
    third = len(exchanges) // 3
    # A conversation's texts are looked at once: each round has its own.
    rounds = [exchanges[third * turn : third * (turn + 1)] for turn in range(3)]
    return best([times(lambda one: judge(one, world.policy, world.kit), some, size // 3) for some in rounds])


def terms(count: int, seed: int = SEED) -> list[str]:
    """So many names of projects and customers: made-up words, alone or with one that people use."""
    pick = Random(seed)
    usual = sorted(
        {word.strip(".,?%").lower() for text in prose.PLAIN["en"] for word in text.split() if word.isalpha()}
    )
    found: set[str] = set()
    while len(found) < count:
        name = "".join(pick.choices(_SYLLABLES, k=pick.randint(3, 6)))
        draw = pick.random()
        if draw < 0.3:
            name = f"{name} {pick.choice(usual)}"
        elif draw < 0.35:
            name = f"{pick.choice(usual)} {name}"
        found.add(name)
    return sorted(found)


def dictionary(count: int, texts: Sequence[str]) -> tuple[float, Times, Times, Times]:
    """Seconds to build a dictionary of so many terms; the search in prompts, and in 1 MB of all kinds and of prose."""
    wanted = terms(count)
    began = time.thread_time()
    finder = Dictionary("dictionary.bench", build(wanted))
    seconds = time.thread_time() - began
    data = [text.encode() for text in texts]
    small = best([times(finder.maybe, data, sum(map(len, data))) for _ in range(3)])
    wholes = ["\n".join(some).encode()[:1_000_000] for some in (texts, prompts(250, kind="prose"))]
    large = [best([times(finder.maybe, [whole] * 5, 5 * len(whole)) for _ in range(3)]) for whole in wholes]
    return seconds, small, large[0], large[1]
