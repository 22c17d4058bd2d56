"""Running Quarterdecks, one for each configuration asked for, shared by the tests that ask for the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .quarterdeck import Quarterdeck, merged
from .world import World

# Of those that tests share. A whole session asks for dozens, and each takes a few hundred megabytes with its workers.
_MOST = 8


class Fleet:
    """Callable: `fleet(rules={"a.yaml": TEXT}, packs=("deepseek-ban",), fresh=True, workers=2)`."""

    def __init__(self, folder: Path, world: World) -> None:
        self._folder, self._world = folder, world
        self._shared: dict[str, Quarterdeck] = {}
        self.running: list[Quarterdeck] = []

    def __call__(
        self,
        rules: Mapping[str, str] | str | None = None,
        packs: tuple[str, ...] = (),
        *,
        fresh: bool = False,
        prefix: tuple[str, ...] = (),
        start: bool = True,
        **config: Any,
    ) -> Quarterdeck:
        """A running Quarterdeck. `fresh` gives one of the test's own, which it may break."""
        files = {"policy.yaml": rules} if isinstance(rules, str) else dict(rules or {})
        chosen = merged({"upstream": self._world.upstream()}, config)
        key = json.dumps([files, packs, prefix, chosen], sort_keys=True, default=str)
        if not fresh and key in self._shared:
            # The last to be asked for is the last to be stopped.
            self._shared[key] = self._shared.pop(key)
            return self._shared[key]
        folder = self._folder / f"qd-{len(self.running)}"
        folder.mkdir()
        quarterdeck = Quarterdeck(folder, files, packs, chosen)
        quarterdeck.prefix = list(prefix)
        self.running.append(quarterdeck)
        if start:
            quarterdeck.start()
        if not fresh:
            self._shared[key] = quarterdeck
            if len(self._shared) > _MOST:
                self._shared.pop(next(iter(self._shared))).stop()
        return quarterdeck

    def retire(self, kept: int) -> None:
        """Stop those that a test made for itself."""
        shared = list(self._shared.values())
        for quarterdeck in self.running[kept:]:
            if quarterdeck not in shared:
                quarterdeck.stop()

    def logs(self) -> str:
        """What the processes said last."""
        live = [one for one in self.running if one.process and one.process.poll() is None] or self.running[-1:]
        return "\n".join(f"--- {one.folder.name} on port {one.port}\n{one.tail(25)}" for one in live)

    def close(self) -> None:
        for quarterdeck in self.running:
            quarterdeck.stop()
