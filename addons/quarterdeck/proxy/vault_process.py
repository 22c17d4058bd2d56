"""The store's process as the supervisor sees it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from quarterdeck.proxy.companion import Companion

# It has nothing to finish.
_PATIENCE = 5.0


class VaultProcess(Companion):
    """It serves at `path` and forgets a conversation that is idle for `expire` seconds."""

    def __init__(self, environ: Mapping[str, str], path: Path, expire: float) -> None:
        arguments = ["quarterdeck.proxy.vault_server", str(path), str(expire)]
        super().__init__("the store of placeholders", environ, arguments, _PATIENCE)
