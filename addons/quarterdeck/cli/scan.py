"""`quarterdeck scan`: what the detectors find in files, and what cannot be read in them. Nothing is sent anywhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from quarterdeck.cli.jsonl import answer_lines
from quarterdeck.cli.options import config_option, json_option, load
from quarterdeck.cli.progress import Progress
from quarterdeck.cli.rules_input import read_world
from quarterdeck.cli.screen import count, say, say_json
from quarterdeck.config.compiled import prepare
from quarterdeck.config.detectors import detectors_of
from quarterdeck.config.scan import Found, Scanned, redacted_text, scan_file, scan_text
from quarterdeck.detect import Detectors
from quarterdeck.errors import UsageError, did_you_mean
from quarterdeck.extract.apart import Apart
from quarterdeck.model.reasons import told
from quarterdeck.policy.globs import glob_set

STDIN = "-"


@click.command()
@click.argument("target", metavar="FILE|DIR|-", required=False, type=click.Path(exists=True, allow_dash=True))
@click.option("--detectors", "wanted", metavar="ID,...", help="Only these detectors; globs such as custom.* too.")
@click.option("--rules", metavar="PATH", multiple=True, help="A pack, file or folder of rules; may be repeated.")
@click.option("--redact", is_flag=True, help="Write the text with its findings replaced to stdout.")
@click.option("--reveal", is_flag=True, help="Print the matched texts, which may be secrets.")
@config_option
@json_option
@click.option("--jsonl", is_flag=True, help='Read {"id", "text"} a line from stdin, write {"id", "findings"} a line.')
def scan(
    target: str | None,
    wanted: str | None,
    rules: tuple[str, ...],
    redact: bool,
    reveal: bool,
    path: Path | None,
    as_json: bool,
    jsonl: bool,
) -> int:
    """Say what the detectors find in a file, in all files of a folder, or in what comes on stdin.

    The detectors are all that come with the program and those of the configured rules. Files are read by what they
    hold, not by their names. The exit code is 1 when something was found, and 0 when not; what could not be read is
    listed, and is not clean.
    """
    detectors = _chosen(detectors_of(read_world(rules, load(path)).files, everything=True), wanted)
    prepare(detectors)
    if redact:
        return _redact(target, detectors, alone=not (as_json or jsonl or reveal))
    if jsonl:
        if target is not None or as_json:
            raise UsageError("--jsonl reads its texts from stdin, so a file or --json has no place beside it")
        return _lines(detectors, reveal=reveal)
    if target is None:
        raise UsageError("name a file or a folder, - for stdin, or give --jsonl and a text a line on stdin")
    began = time.perf_counter()
    files = _files(target)
    scanned: list[tuple[str, Scanned]] = []
    total = 0
    with Apart() as apart, Progress("files", len(files)) as progress:
        for name in files:
            progress.step()
            data = _read(name)
            total += len(data)
            scanned.append((name, scan_file(apart.extract(data, Path(name).name), detectors)))
    seconds = time.perf_counter() - began
    if as_json:
        say_json(_document(scanned, total, seconds, reveal=reveal))
    else:
        _print(scanned, detectors, reveal=reveal)
    return 1 if any(one.found for _, one in scanned) else 0


def _redact(target: str | None, detectors: Detectors, *, alone: bool) -> int:
    """Write one text without what was found in it; the exit code is 1 when something was."""
    if target is None or not alone or Path(target).is_dir():
        raise UsageError("--redact takes one file, or - for stdin, and no other form of output beside it")
    try:
        text = _read(target).decode()
    except UnicodeDecodeError:
        raise UsageError(f"{target} is no UTF-8 text, so nothing can be replaced in it") from None
    redacted, left = redacted_text(text, detectors)
    sys.stdout.write(redacted)
    for detector, reason in left:
        click.echo(f"left as it is: {detector} ({reason})", err=True)
    return 1 if redacted != text or left else 0


def _chosen(detectors: Detectors, wanted: str | None) -> Detectors:
    if wanted is None:
        return detectors
    globs = [glob.strip() for glob in wanted.split(",") if glob.strip()]
    known = detectors.ids
    for glob in globs:
        if not any(map(glob_set((glob,)), known)):
            hint = did_you_mean(glob, known) or (f"there are {', '.join(known)}" if known else "the rules bring none")
            raise UsageError(f"there is no detector {glob!r}; {hint}")
    return detectors.only(glob_set(globs))


def _files(target: str) -> list[str]:
    if target == STDIN or not Path(target).is_dir():
        return [target]
    return sorted(str(path) for path in Path(target).rglob("*") if path.is_file())


def _read(name: str) -> bytes:
    return sys.stdin.buffer.read() if name == STDIN else Path(name).read_bytes()


def _lines(detectors: Detectors, *, reveal: bool) -> int:
    """Answer each line as it comes. The exit code: 1 when one had a finding or was no request."""
    found = 0

    def answer(line: dict[str, Any]) -> dict[str, Any]:
        nonlocal found
        text = line.get("text")
        if not isinstance(text, str):
            raise UsageError('the line has no "text", or one that is no text')
        scanned = scan_text(text, detectors)
        found += len(scanned.found)
        said: dict[str, Any] = {"findings": [_finding(one, reveal=reveal) for one in scanned.found]}
        if scanned.opaque:
            said["opaque"] = [reason for _, reason in scanned.opaque]
        return said

    bad = answer_lines(answer)
    return 1 if bad or found else 0


def _finding(found: Found, *, reveal: bool, file: str | None = None) -> dict[str, Any]:
    said = {**asdict(found.finding), "line": found.line, "column": found.column}
    if file is not None:
        said["file"] = file
    if reveal:
        said["text"] = found.text
    return said


def _document(scanned: list[tuple[str, Scanned]], size: int, seconds: float, *, reveal: bool) -> dict[str, Any]:
    return {
        "findings": [_finding(found, reveal=reveal, file=name) for name, one in scanned for found in one.found],
        "opaque": [{"file": name, "part": part, "reason": why} for name, one in scanned for part, why in one.opaque],
        "files": len(scanned),
        "bytes": size,
        "seconds": round(seconds, 6),
    }


def _print(scanned: list[tuple[str, Scanned]], detectors: Detectors, *, reveal: bool) -> None:
    for line in _told(scanned, reveal=reveal):
        say(line)
    found = sum(len(one.found) for _, one in scanned)
    opaque = sum(len(one.opaque) for _, one in scanned)
    said = f"{count(len(scanned), 'file')}, {count(len(detectors.ids), 'detector')}: {count(found, 'finding')}"
    if opaque:
        said += f", {count(opaque, 'part')} not read"
    say(click.style(said, fg="red" if found else "yellow" if opaque else "green", bold=True))


def _told(scanned: list[tuple[str, Scanned]], *, reveal: bool) -> Iterator[str]:
    for name, one in scanned:
        for found in one.found:
            where = f"{name}!{found.finding.part}" if found.finding.part else name
            decoded = f" (in {', '.join(found.finding.decoded_from)})" if found.finding.decoded_from else ""
            text = f": {found.text}" if reveal and found.text else ""
            detector = click.style(found.finding.detector, fg="red")
            yield f"{where}:{found.line}:{found.column}: {detector}{decoded}{text}"
        for part, why in one.opaque:
            where = f"{name}!{part}" if part else name
            yield f"{where}: {click.style('not read', fg='yellow')}: {told(why)}"
