"""What a proxy has written, read while it goes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path


def files_in(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Every file below a folder and what is in it. One that is gone meanwhile, as a tile may be, is left out."""
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):
            if path.is_file():
                yield path, path.read_bytes()
