"""`quarterdeck fingerprint`: keyed hashes by which own records and documents are known without their content."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from quarterdeck.cli.options import json_option
from quarterdeck.cli.progress import Progress
from quarterdeck.cli.screen import count, say, say_json
from quarterdeck.errors import UsageError

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_SOURCE = click.Path(exists=True, dir_okay=False, path_type=Path)
_TARGET = click.Path(dir_okay=False, path_type=Path)
_output = click.option(
    "-o", "--output", "target", metavar="FILE", required=True, type=_TARGET, help="The file to make."
)
_key = click.option(
    "--key", metavar="FILE", type=_TARGET, help="The key; made (mode 0600) if there is none [FILE.key beside --output]."
)


@click.group()
def fingerprint() -> None:
    """Make the files by which own records and documents are recognized. None of their content is in them."""


@fingerprint.command(short_help="Turn columns of a CSV file into keyed hashes.")
@click.argument("source", metavar="CSV", type=_SOURCE)
@_output
@_key
@click.option(
    "--columns", metavar="NAME,...", required=True, help="The columns to take, by the names in the first row."
)
@click.option(
    "--alone", metavar="NAME,...", default="", help="Those of them of which one value is a finding by itself."
)
@click.option(
    "--rows",
    "needed",
    type=click.IntRange(1, 20),
    default=2,
    show_default=True,
    help="How many values of one row must stand together; with 1, each counts by itself.",
)
@json_option
def data(source: Path, target: Path, key: Path | None, columns: str, alone: str, needed: int, as_json: bool) -> int:
    """Turn columns of a CSV file into keyed hashes, for `exact_data:` in a policy file.

    The first row names the columns. The key must stay secret: who has it can find out by trial what is in the file.
    """
    from quarterdeck.config.exact_data import AT_ONCE, COMMON, build_records
    from quarterdeck.config.sealed import read_or_make_key

    chosen, single = _names(columns), _names(alone)
    if not chosen or len(chosen) > 100:
        raise UsageError("--columns takes from 1 to 100 names")
    if others := [name for name in single if name not in chosen]:
        raise UsageError(f"--alone names {others[0]!r}, which is not among --columns")
    if needed > len(chosen):
        raise UsageError(f"--rows {needed} can never be reached with {count(len(chosen), 'column')}")
    key = _key_of(target, key)
    with Progress("rows", _blocks(source, AT_ONCE)) as progress:
        built = build_records(
            source,
            target,
            read_or_make_key(key),
            chosen,
            alone=chosen if needed == 1 else single,
            needed=needed,
            step=progress.step,
        )
    if as_json:
        found = {"rows": built.rows, "cells": built.cells, "short": built.short, "common": built.common}
        say_json({"file": str(target), "key_file": str(key), **found})
        return 0
    say(f"{target}: {built.cells:,} values of {built.rows:,} rows, under the key {key}")
    if built.short:
        say(f"{built.short:,} values were left out: too short (or too long) to tell anything by.")
    if built.common:
        say(f"{built.common:,} values stand in more than {COMMON:,} rows, and do not count in combinations.")
    return 0


@fingerprint.command(short_help="Take the fingerprints of a folder of documents.")
@click.argument("folder", metavar="DIR", type=_FOLDER)
@_output
@_key
@click.option("--words", type=click.IntRange(3, 12), default=5, show_default=True, help="How many words make one run.")
@click.option("--names", is_flag=True, help="Keep the documents' paths in the file, readable by anyone who has it.")
@json_option
def documents(folder: Path, target: Path, key: Path | None, words: int, names: bool, as_json: bool) -> int:
    """Take the fingerprints of all documents in a folder, for `documents:` in a policy file.

    The exit code is 1 when a document gave no text, or not all of it; these are named.
    """
    from quarterdeck.config.documents import build_prints
    from quarterdeck.config.sealed import read_or_make_key
    from quarterdeck.extract.apart import Apart

    key = _key_of(target, key)
    made = {target.resolve(), key.resolve()}
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.resolve() not in made)
    unread: list[str] = []

    def read(apart: Apart) -> Iterator[tuple[str, Sequence[str]]]:
        for path in files:
            name = str(path.relative_to(folder))
            extracted = apart.extract(path.read_bytes(), path.name)
            if extracted.opaque:
                unread.append(name)
            yield name, [text for _, text in extracted.texts]

    with Apart() as apart, Progress("documents", len(files)) as progress:
        built = build_prints(read(apart), target, read_or_make_key(key), run=words, names=names, step=progress.step)
    missed = sorted({*unread, *built.without})
    if as_json:
        found = {"documents": built.documents, "fingerprints": built.prints, "not_read": missed}
        say_json({"file": str(target), "key_file": str(key), **found})
    else:
        said = f"{built.prints:,} fingerprints of {count(built.documents, 'document')}"
        say(f"{target}: {said}, under the key {key}")
        for name in missed:
            say(f"{name}: {click.style('not read, or not all of it', fg='yellow')}")
    return 1 if missed else 0


def _blocks(source: Path, rows: int) -> int:
    """How many times so many rows there are, about: a row may hold line feeds."""
    with source.open("rb") as stream:
        return sum(block.count(b"\n") for block in iter(lambda: stream.read(1 << 20), b"")) // rows + 1


def _names(listed: str) -> list[str]:
    return list(dict.fromkeys(name.strip() for name in listed.split(",") if name.strip()))


def _key_of(target: Path, key: Path | None) -> Path:
    return key or target.with_name(f"{target.name}.key")
