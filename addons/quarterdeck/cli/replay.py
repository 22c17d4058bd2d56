"""`quarterdeck replay`: what other rules would have decided on the traffic that the deck log recorded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
import orjson

from quarterdeck.audit import layout
from quarterdeck.cli.audit import FOLDER
from quarterdeck.cli.options import config_option, json_option, load
from quarterdeck.cli.progress import Progress
from quarterdeck.cli.rules_input import read_world
from quarterdeck.cli.screen import count, say, say_json, table
from quarterdeck.config.recorded import NotARecord
from quarterdeck.config.replay import KINDS, Difference, Example, Replay, Verdicts
from quarterdeck.errors import UsageError

_STEP = 1 << 18
# What the counts of a rule are called for people, in the order of KINDS.
_WORDS = ("newly stopped", "newly let through", "newly matched", "no longer matched", "cannot tell")


@click.command()
@click.argument("folder", metavar="AUDIT_DIR", type=FOLDER)
@click.option("--rules", metavar="PATH", multiple=True, help="A pack, file or folder of rules; may be repeated.")
@config_option
@json_option
def replay(folder: Path, rules: tuple[str, ...], path: Path | None, *, as_json: bool) -> int:
    """Say what these rules would have decided on recorded traffic, beside what was decided.

    Headers, bodies and groups are not recorded: where one decides, the answer is that it cannot be told. The exit code
    is 0 when no decision would certainly be another, 1 when one would be. The log is not verified; `audit verify` does.
    """
    shards = layout.shards(folder)
    if not shards:
        raise UsageError(f"{folder} holds no deck log: a folder of it is named deck-0")
    config = load(path)
    found = Replay(read_world(rules, config), config)
    segments = [(shard.name, segment) for shard in shards for segment in layout.segments(shard)]
    total = sum(segment.path.stat().st_size for _, segment in segments)
    with Progress("replay", total // _STEP + 1) as progress:
        done = 0
        for place, line in _lines(segments):
            if done // _STEP < (done := done + len(line)) // _STEP:
                progress.step()
            _add(found, line, place)
    if as_json:
        say_json(document(found))
    else:
        for row in told(found):
            say(row)
    return 1 if found.changes else 0


def _lines(segments: list[tuple[str, layout.Segment]]) -> Iterator[tuple[str, bytes]]:
    """The whole lines; one that is being written has no end yet."""
    for shard, segment in segments:
        for number, line in enumerate(segment.lines(), segment.first):
            if line.endswith(b"\n"):
                yield f"{shard}:{number}", line


def _add(found: Replay, line: bytes, place: str) -> None:
    try:
        found.add(orjson.loads(line), place)
    except (orjson.JSONDecodeError, NotARecord) as error:
        why = f"{place} is no record of the deck log ({error}); `audit verify` says whether it has been changed"
        raise UsageError(why) from None


def document(found: Replay) -> dict[str, Any]:
    """The report for programs."""
    verdicts = {verdict.value: found.verdicts[verdict] for verdict in Verdicts}
    return {
        "policy_version": found.world.policy.version,
        "records": {"read": found.read, "judged": found.judged, **verdicts},
        "rules": [_of_rule(rule) for rule in found.rules.values()],
        "never_matched": found.never_matched(),
    }


def _of_rule(rule: Difference) -> dict[str, Any]:
    examples = {kind: [asdict(one) for one in rule.examples[kind]] for kind in KINDS if kind in rule.examples}
    return {
        "id": rule.name,
        "action": None if rule.action is None else str(rule.action),
        "mode": "shadow" if rule.shadow else "enforce",
        "known": rule.action is not None,
        "matches": rule.matches,
        **{kind: rule.counts[kind] for kind in KINDS},
        "hangs_on": dict(rule.hangs_on.most_common()),
        "examples": examples,
    }


def told(found: Replay) -> Iterator[str]:
    """The report for people."""
    counts = found.verdicts
    yield f"{count(found.read, 'record')} read, {count(found.judged, 'decision')} of rules among them"
    if not found.judged:
        return
    rows = [
        ("decided the same", counts[Verdicts.SAME]),
        ("stricter", counts[Verdicts.STRICTER]),
        ("milder", counts[Verdicts.MILDER]),
        ("cannot tell", counts[Verdicts.CANNOT_TELL]),
    ]
    yield from (f"  {number:>9,}  {words}" for words, number in rows)
    differing = [rule for rule in found.rules.values() if any(rule.counts[kind] for kind in KINDS)]
    if differing:
        yield ""
        yield from table(("rule", "action", *_WORDS), [_row(rule) for rule in differing])
    for rule in differing:
        yield from _examples(rule)
    never = found.never_matched()
    if never:
        yield ""
        yield f"{count(len(never), 'rule')} matched nothing: {', '.join(never[:20])}{' ...' if len(never) > 20 else ''}"


def _row(rule: Difference) -> tuple[str, ...]:
    action = "not among them" if rule.action is None else f"{rule.action}{' (shadow)' if rule.shadow else ''}"
    return (rule.name, action, *(f"{rule.counts[kind]:,}" for kind in KINDS))


def _examples(rule: Difference) -> Iterator[str]:
    yield ""
    yield click.style(rule.name, bold=True)
    shown: set[str] = set()
    for kind, words in zip(KINDS, _WORDS, strict=True):
        if not rule.counts[kind]:
            continue
        hangs = f", it hangs on {', '.join(rule.hangs_on)}" if kind == "cannot_tell" else ""
        yield f"  {words}: {rule.counts[kind]:,}{hangs}"
        yield from (_line(one) for one in rule.examples[kind] if one.record not in shown)
        shown.update(one.record for one in rule.examples[kind])


def _line(example: Example) -> str:
    """Clients choose paths: nothing of one may command the terminal."""
    row = f"{example.time}  {example.incident}  {example.host}{example.path}  ({example.record})"
    return "    " + "".join(letter if letter.isprintable() else "\ufffd" for letter in row)
