"""The extractor process for code that waits: commands of the console."""

from __future__ import annotations

import asyncio
from typing import Self

from quarterdeck.extract.pool import Extractors
from quarterdeck.model.content import Extracted


class Apart:
    """One extractor process, kept for several files: `with Apart() as apart: apart.extract(data)`."""

    def __init__(self, seconds: float = 10.0, memory: int = 200 << 20) -> None:
        self._runner = asyncio.Runner()
        self._extractors = Extractors(1, seconds, memory)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def extract(self, data: bytes | memoryview, name: str = "") -> Extracted:
        """What one file says; see `extract.extract` for the reasons, and `pool.Extractors` for those of the process."""
        return self._runner.run(self._extractors.extract(data, name))

    def close(self) -> None:
        """End the process."""
        self._runner.run(self._extractors.close())
        self._runner.close()
