"""Who types a command, as the machine knows them; the log has a pseudonym for them as for anybody."""

from __future__ import annotations

import getpass
import os


def operator() -> str:
    """The name of the user, or the number of one that has none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"
