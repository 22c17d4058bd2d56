"""`make bench-detect`: precision, recall and speed of detection, beside detect-secrets and Presidio's patterns.

All three look at the same texts, which are made up from what vendors and standards document. With --misses the texts
that Quarterdeck gets wrong are listed: every value in them is made up.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from detection import hostile, speed, told
from detection.claims import OURS, TOOLS, Tool, everything
from detection.corpus import COUNT, SEED, generate
from detection.document import Document
from detection.rounds import RIVALS_PYTHON, Round, Texts, ours, rival
from detection.score import Found, Score, score
from quarterdeck.config.compiled import prepare
from quarterdeck.config.detectors import detectors_of
from quarterdeck.detect import Detectors

# A tool that says how sure it is may be asked for what it is surer of.
LEAST = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=COUNT, help="how many labelled texts")
    parser.add_argument("--seed", type=int, default=SEED, help="other texts of the same kinds")
    parser.add_argument("--prompts", type=int, default=150, help="how many prompts of 4 KB the others are timed on")
    parser.add_argument("--terms", type=int, default=1_000_000, help="terms of the dictionary; 0 leaves it out")
    parser.add_argument("--misses", action="store_true", help="list what Quarterdeck missed and found wrongly")
    parser.add_argument("--alone", action="store_true", help="leave the other two out")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    options = parser.parse_args()
    if not options.alone and not RIVALS_PYTHON.exists():
        print(
            f"{RIVALS_PYTHON} is not there: `make bench-detect` makes it; or leave them out by --alone", file=sys.stderr
        )
        return 2
    detectors = detectors_of((), everything=True)
    prepare(detectors)
    documents = generate(options.documents, options.seed)
    tools = (OURS,) if options.alone else TOOLS
    found = {tool: run(tool, [(one.text, one.suffix) for one in documents], detectors) for tool in tools}
    result: dict[str, Any] = {
        "documents": len(documents),
        "bytes": sum(len(one.text.encode()) for one in documents),
        "labels": dict(Counter(label.category for one in documents for label in one.labels)),
        "detectors": len(detectors.ids),
        "quality": {tool.name: quality(documents, found[tool][0], tool) for tool in tools},
        "speed": speeds(tools, found, detectors, options),
    }
    if options.json:
        print(json.dumps(result, indent=2))
        return 0
    print(report(documents, found, result))
    if options.misses:
        print("\n" + told.faults(score(documents, found[OURS][0], OURS.category, everything), 60))
    return 0


def run(tool: Tool, texts: Texts, detectors: Detectors) -> Round:
    return ours(texts, detectors) if tool is OURS else rival(tool.name, texts)


def quality(documents: list[Document], found: list[list[Found]], tool: Tool) -> dict[str, Any]:
    """As it comes and where its own confidence serves it best; on all labels and on those that it claims to find."""
    said: dict[str, Any] = {}
    for scope, claims in (("all", everything), ("claimed", tool.claims)):
        for name, least in (("as it comes", 0.0), ("at its best", best_least(documents, found, tool, claims))):
            one = score(documents, found, tool.category, claims, least)
            said[f"{scope}, {name}"] = {
                "least confidence": least,
                "overall": figures(one),
                "categories": {category: figures(one, category) for category in sorted(one.tallies)},
            }
    return said


def best_least(
    documents: list[Document], found: list[list[Found]], tool: Tool, claims: Callable[[str, str], bool]
) -> float:
    def f1(least: float) -> float:
        return score(documents, found, tool.category, claims, least).overall.f1

    return max(LEAST, key=f1)


def figures(one: Score, category: str | None = None) -> dict[str, float]:
    tally = one.overall if category is None else one.tallies[category]
    return {"precision": tally.precision, "recall": tally.recall, "f1": tally.f1, **asdict(tally)}


def speeds(
    tools: tuple[Tool, ...], found: dict[Tool, Round], detectors: Detectors, options: argparse.Namespace
) -> dict[str, Any]:
    """MB/s of each tool on the labelled texts and on chat, and what only we are asked for."""
    many = speed.prompts(1_000)
    few = [(text, ".txt") for text in many[: options.prompts]]
    prose = [(text, ".txt") for text in speed.prompts(options.prompts // 2, kind="prose")]
    labelled = _bytes([(one.text, one.suffix) for one in generate(options.documents, options.seed)])
    looks = speed.looking(detectors, many)
    said: dict[str, Any] = {
        "labelled MB/s": {tool.name: labelled / found[tool][1] / 1e6 for tool in tools},
        "chat MB/s": {OURS.name: looks["look"].megabytes},
        "prose MB/s": {OURS.name: looks["look, prose"].megabytes},
        "us": {name: asdict(one) for name, one in looks.items()},
        "judge us": asdict(speed.judging(many)),
        "hostile": hostile.worst(),
    }
    for tool in tools:
        if tool is not OURS:
            said["chat MB/s"][tool.name] = _bytes(few) / run(tool, few, detectors)[1] / 1e6
            said["prose MB/s"][tool.name] = _bytes(prose) / run(tool, prose, detectors)[1] / 1e6
    if options.terms:
        seconds, small, large, plain = speed.dictionary(options.terms, many)
        said["dictionary"] = {
            "terms": options.terms,
            "build s": seconds,
            "prompt": asdict(small),
            "1 MB": asdict(large),
            "1 MB of prose": asdict(plain),
        }
    return said


def _bytes(texts: Texts) -> int:
    return sum(len(text.encode()) for text, _ in texts)


def report(documents: list[Document], found: dict[Tool, Round], result: dict[str, Any]) -> str:
    """The tables."""
    size = result["bytes"] / 1e6
    lines = [f"{result['documents']:,} texts of {size:.1f} MB with {sum(result['labels'].values()):,} labels", ""]
    for scope, title in (("all", "all labels"), ("claimed", "labels that each claims to find")):
        rows, scores = [], {}
        for tool in found:
            said = result["quality"][tool.name]
            claims = everything if scope == "all" else tool.claims
            best = said[f"{scope}, at its best"]["least confidence"]
            rows.append((tool.name, score(documents, found[tool][0], tool.category, claims)))
            scores[tool.name] = score(documents, found[tool][0], tool.category, claims, best)
            if best:
                rows.append((f"  sure by {best} and more", scores[tool.name]))
        lines += [told.overall(rows, title), ""]
    lines += [told.by_category(scores, result["labels"]), "", told.speeds(result["speed"], result["detectors"])]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
