"""The figures as tables for a person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from detection.score import Score, Tally

CATEGORIES = ("secret payment-card iban national-id email phone ip mac crypto date-of-birth marking").split()


def row(name: str, tally: Tally) -> str:
    if not tally.labels:
        return f"{name:34}{'-':>9}{'-':>9}{'-':>9}"
    return f"{name:34}{tally.precision:9.3f}{tally.recall:9.3f}{tally.f1:9.3f}"


def overall(scores: Iterable[tuple[str, Score]], title: str) -> str:
    """A line a tool."""
    lines = [f"{title:34}{'precision':>9}{'recall':>9}{'F1':>9}"]
    return "\n".join((*lines, *(row(name, score.overall) for name, score in scores)))


def by_category(scores: dict[str, Score], labels: dict[str, int]) -> str:
    """F1 of each tool in each category; a dash where it does not claim to find any."""
    lines = [f"{'F1 by category':18}{'labels':>8}" + "".join(f"{name:>16}" for name in scores)]
    for category in CATEGORIES:
        cells = [_cell(score.tallies.get(category)) for score in scores.values()]
        lines.append(f"{category:18}{labels.get(category, 0):8}" + "".join(f"{cell:>16}" for cell in cells))
    return "\n".join(lines)


def _cell(tally: Tally | None) -> str:
    return f"{tally.f1:.3f}" if tally is not None and tally.labels else "-"


def faults(score: Score, most: int) -> str:
    """What was missed and what was found wrongly, most often first, each with one place where that happened."""
    lines = ["missed, by what it was:"]
    lines += [f"{count:6} {kind:24} {score.examples[kind]}" for kind, count in score.missed.most_common(most)]
    lines.append("found wrongly, by the detector:")
    lines += [f"{count:6} {name:32} {score.examples[name]}" for name, count in score.false.most_common(most)]
    return "\n".join(lines)


def _times(name: str, one: dict[str, float]) -> str:
    return f"{name:28}{one['megabytes']:9.0f}{one['p50']:9.1f}{one['p99']:9.1f}"


def speeds(said: dict[str, Any], detectors: int) -> str:
    """MB/s beside each other, and the figures with their targets."""
    lines = [f"{'MB/s on one core':28}{'labelled':>12}{'chat':>12}{'prose':>12}"]
    for name, chat in said["chat MB/s"].items():
        lines.append(f"{name:28}{said['labelled MB/s'][name]:12.2f}{chat:12.2f}{said['prose MB/s'][name]:12.2f}")
    for kind in ("chat", "prose"):
        speeds_of = dict(said[f"{kind} MB/s"])
        own = speeds_of.pop("quarterdeck")
        times = [f"{own / other:,.0f} x {name}" for name, other in speeds_of.items()]
        if times:
            lines.append(f"{kind}: {', '.join(times)} (target: 500 x)")
    us = said["us"]
    lines += ["", f"{f'{detectors} detectors, prompts of 4 KB':28}{'MB/s':>9}{'p50 us':>9}{'p99 us':>9}"]
    lines += [_times(name, one) for name, one in (*us.items(), ("judge", said["judge us"]))]
    lines.append("targets: 250 MB/s, p50 of a look 15 us, of judge 150 us")
    if "dictionary" in said:
        found = said["dictionary"]
        lines.append(
            f"{found['terms']:,} terms: built in {found['build s']:.1f} s, {found['prompt']['megabytes']:.0f} MB/s in "
            f"prompts of 4 KB, {found['1 MB']['megabytes']:.0f} MB/s in texts of 1 MB, "
            f"{found['1 MB of prose']['megabytes']:.0f} MB/s where they are English prose (target: 500 MB/s)"
        )
    hostile = said["hostile"]
    lines.append(
        f"hostile texts: at worst {hostile['seconds']:.2f} s ({hostile['slowest']}) and {hostile['megabytes']:.0f} MB "
        f"({hostile['largest']}) (targets: 1 s, 200 MB)"
    )
    return "\n".join(lines)
