"""A table of the organization's records, read row by row, and the file of keyed hashes that is made of it.

No value is ever in that file, and no hash of one can be made without the key.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from quarterdeck.config.sealed import hash_key, seal, unseal
from quarterdeck.detect.exact_data import SHORTEST, SHORTEST_ALONE, Records, cells, squeezed
from quarterdeck.detect.keyed import Keyed
from quarterdeck.errors import UsageError, did_you_mean

MAGIC = b"QDEXACT\n"
LONGEST = 255
COMMON = 5000
"""A value that more rows have tells none of them apart, and is left out of the combinations."""
AT_ONCE = 20_000
_WHAT = "exact data"


@dataclass(frozen=True, slots=True)
class Built:
    """What was taken in: `short` values were left out, and so were `common` ones."""

    rows: int
    cells: int
    short: int
    common: int


def build_records(
    source: Path,
    target: Path,
    key: bytes,
    columns: Sequence[str],
    *,
    alone: Sequence[str] = (),
    needed: int = 2,
    step: Callable[[int], None] = lambda _rows: None,
) -> Built:
    """Turn the columns of a CSV file into a file of hashes; `step` is told of rows read. Raises UsageError."""
    keyed = Keyed(hash_key(key))
    parts: list[tuple[Any, ...]] = []
    sizes = np.zeros(LONGEST + 2, dtype=np.uint8)
    rows = short = 0
    for rows, column, values in _columns(source, columns, step):
        text, starts, ends = squeezed(values)
        lengths = ends - starts
        fit = (lengths >= (SHORTEST_ALONE if needed == 1 else SHORTEST)) & (lengths <= LONGEST)
        short += int(np.count_nonzero(~fit & (lengths > 0)))
        numbers = np.flatnonzero(fit) + rows
        hashes, heads = cells(keyed, text, starts[fit], ends[fit])
        sizes[lengths[fit]] = 1
        long_enough = lengths[fit] >= SHORTEST_ALONE
        parts.append((hashes, numbers.astype(np.uint32), np.full(len(numbers), column, np.uint8), heads, long_enough))
    if not parts:
        raise UsageError(f"{source} has no rows below its head")
    rows += len(values)
    hashes, numbers, places, heads, long_enough = (np.concatenate(part) for part in zip(*parts, strict=True))
    counts_alone = np.isin(places, [columns.index(name) for name in alone]) & long_enough
    # A value too short to count alone counts in the combinations as if its column were not one of those.
    places[counts_alone] += len(columns)
    order = np.lexsort((numbers, hashes))
    hashes, numbers, places = hashes[order], numbers[order], places[order]
    kept, common = _telling(hashes, places >= len(columns))
    layout = {"hashes": hashes[kept], "rows": numbers[kept], "columns": places[kept]}
    head = {"columns": len(columns), "needed": needed, "rows": rows}
    seal(target, MAGIC, key, head, {**layout, "sizes": sizes, "heads": np.unique(heads)})
    return Built(rows, int(np.count_nonzero(kept)), short, common)


def _telling(hashes: Any, alone: Any) -> tuple[Any, int]:
    """Which cells to keep, and how many values are too common for the others: of those that count alone, one."""
    firsts = np.flatnonzero(np.diff(hashes, prepend=hashes[:1] ^ np.uint64(1)))
    sizes = np.diff(firsts, append=len(hashes))
    many = np.repeat(sizes > COMMON, sizes)
    first = np.zeros(len(hashes), dtype=bool)
    first[firsts] = True
    return ~many | (alone & first), int(np.count_nonzero(sizes > COMMON))


def _columns(source: Path, columns: Sequence[str], step: Callable[[int], None]) -> Iterator[tuple[int, int, list[str]]]:
    """The values of each column, some rows at a time: the number of the first row, that of the column, and they."""
    line = 1
    try:
        with source.open(encoding="utf-8-sig", newline="") as stream:
            sample = stream.readline()
            stream.seek(0)
            delimiter = max(",;\t|", key=sample.count)
            reader = csv.reader(stream, delimiter=delimiter, strict=True)
            head = [name.strip() for name in next(reader, [])]
            at = [_place(name, head, source) for name in columns]
            row = 0
            while block := list(islice(reader, AT_ONCE)):
                for number, place in enumerate(at):
                    yield row, number, [line[place] if place < len(line) else "" for line in block]
                row += len(block)
                line = reader.line_num
                step(row)
    except OSError as error:
        raise UsageError(f"{source} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{source} is not UTF-8 text: save it as UTF-8") from None
    except csv.Error as error:
        raise UsageError(f"{source}: after line {line}, what stands there is not CSV: {error}") from None


def _place(name: str, head: Sequence[str], source: Path) -> int:
    if name in head:
        return head.index(name)
    hint = did_you_mean(name, head) or f"it has {', '.join(head[:20])}"
    raise UsageError(f"{source} has no column {name!r}; {hint}")


def read_records(path: Path, key: bytes) -> Records:
    """The records of a file. Raises UsageError."""
    head, arrays = unseal(path, MAGIC, key, _WHAT)
    columns = int(head["columns"])
    return Records(
        arrays["hashes"],
        arrays["rows"],
        arrays["columns"],
        (False,) * columns + (True,) * columns,
        int(head["needed"]),
        arrays["sizes"],
        arrays["heads"],
    )
