"""`quarterdeck audit query`: the deck log asked in SQL, and the answer as a table, JSON, CSV or Parquet."""

from __future__ import annotations

import csv
import io
import shutil
import sys
import tempfile
from pathlib import Path

import click

from quarterdeck.audit import layout
from quarterdeck.audit.query import MEMORY, Answer, Limits, Log
from quarterdeck.cli.audit import FOLDER, log_folder
from quarterdeck.cli.options import config_option, state_option
from quarterdeck.cli.progress import Progress
from quarterdeck.cli.rows import cell, document, shown
from quarterdeck.cli.screen import count, say, table
from quarterdeck.errors import UsageError

# On a terminal; a script gets all.
_MOST_SHOWN = 1000


@click.command(short_help="Ask the log in SQL.")
@click.argument("sql", required=False)
@click.option("--where", metavar="EXPR", help="All of the records for which this holds, oldest first.")
@click.option("--json", "form", flag_value="json", help="Print one JSON document: a list with an object a row.")
@click.option("--csv", "form", flag_value="csv", help="Print CSV.")
@click.option("--parquet", "form", flag_value="parquet", help="Print a Parquet file.")
@click.option("--dir", "folder", metavar="DIR", type=FOLDER, help="The log [that of the state folder].")
@click.option("--memory", default=MEMORY, show_default=True, help="How much memory the query may use.")
@click.option("--threads", type=click.IntRange(0, 256), default=0, help="How many threads [one a core, 4 at most].")
@config_option
@state_option
def query(
    sql: str | None,
    where: str | None,
    form: str | None,
    folder: Path | None,
    memory: str,
    threads: int,
    path: Path | None,
    state: Path | None,
) -> int:
    """Answer a SELECT over the view `records`, which has a row a record and a column a key.

    "SELECT service, count(*) FROM records WHERE outcome = 'refused' GROUP BY ALL ORDER BY ALL" counts refusals,
    "DESCRIBE records" lists the columns, and --where "'acme/no-secrets' IN rules" shows records. Nothing but the log
    can be read, and nothing can be written.
    """
    if (sql is None) is (where is None):
        raise UsageError("give either a SELECT or --where with a condition")
    asked = sql if sql is not None else _chosen(where or "")
    log = log_folder(folder, path, state)
    if form == "parquet":
        _parquet(log, asked, Limits(memory, threads))
        return 0
    with opened(log, Limits(memory, threads)) as opened_log:
        answer = opened_log.ask(asked)
        {"json": _json, "csv": _csv}.get(form or "", _table)(answer)
    return 0


def opened(log: Path, limits: Limits | None = None) -> Log:
    """The log, with a progress bar while segments are made ready for the first time."""
    segments = sum(len(layout.segments(shard)) for shard in layout.shards(log))
    with Progress("making ready", segments) as progress:
        return Log(log, limits, progress.step)


def _chosen(where: str) -> str:
    """What is asked is checked to be one SELECT that can only read. The line feed ends a comment."""
    return f'SELECT * FROM records WHERE ({where}\n) ORDER BY "time", log, "index"'  # noqa: S608  as just said


def _parquet(log: Path, sql: str, limits: Limits) -> None:
    if sys.stdout.isatty():
        raise UsageError("a Parquet file is not for terminals: send it to a file with >")
    with tempfile.TemporaryDirectory(prefix="quarterdeck-") as scratch:
        out = Path(scratch) / "answer.parquet"
        with opened(log, Limits(limits.memory, limits.threads, out)) as opened_log:
            opened_log.write(sql, out)
        with out.open("rb") as file:
            shutil.copyfileobj(file, sys.stdout.buffer)
        sys.stdout.buffer.flush()


def _json(answer: Answer) -> None:
    before = "[\n"
    for batch in answer.batches():
        rows = [dict(zip(answer.columns, row, strict=True)) for row in batch]
        click.echo(before + ",\n".join(document(row) for row in rows), nl=False)
        before = ",\n"
    click.echo("[]" if before == "[\n" else "\n]")


def _csv(answer: Answer) -> None:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(answer.columns)
    for batch in answer.batches():
        writer.writerows([cell(value) for value in row] for row in batch)
        click.echo(out.getvalue(), nl=False)
        out.seek(0)
        out.truncate()
    click.echo(out.getvalue(), nl=False)


def _table(answer: Answer) -> None:
    rows: list[list[str]] = []
    more = False
    for batch in answer.batches():
        rows += [[shown(value) for value in row] for row in batch]
        more = len(rows) > _MOST_SHOWN
        if more:
            break
    for line in table([name.upper() for name in answer.columns], rows[:_MOST_SHOWN]):
        say(line)
    said = f"the first {_MOST_SHOWN} rows; --json or --csv print all" if more else count(len(rows), "row")
    say(click.style(said, dim=True), err=True)
