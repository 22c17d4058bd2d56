"""What commands print for people: colours on a terminal only, tables as wide as their content."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import click
import orjson


def say(text: str = "", *, err: bool = False) -> None:
    """Print a line. Colours are taken out where nobody sees them, and everywhere when NO_COLOR is set."""
    click.echo(text, err=err, color=False if os.environ.get("NO_COLOR") else None)


def say_json(document: Any) -> None:
    """Print one JSON document."""
    click.echo(orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE), nl=False)


def count(number: int, thing: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines of a table whose columns are aligned; the last column is not padded."""
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head) - 1)]
    lines = []
    for row in [head, *rows]:
        cells = [f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False)]
        lines.append("  ".join([*cells, row[-1]]).rstrip())
    return [click.style(lines[0], dim=True), *lines[1:]]
