"""What a worker prints on stderr: one line an event, and nothing of what passes through the proxy.

mitmproxy logs request lines, parts of bodies and WebSocket payloads; of its messages only errors are let through.
"""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType


def configure_logging(worker: int, level: int = logging.INFO) -> None:
    """Print Quarterdeck's own messages, and of everybody else's only errors."""
    stream = logging.StreamHandler(sys.stderr)
    stream.setFormatter(_Formatter(f"%(asctime)s %(levelname)s worker {worker}: %(message)s", "%H:%M:%S"))
    logging.basicConfig(level=logging.ERROR, handlers=[stream], force=True)
    logging.getLogger("quarterdeck").setLevel(level)


class _Formatter(logging.Formatter):
    """Says of an exception what it was and where, but not its message, which may repeat what somebody sent."""

    def formatException(  # noqa: N802  the name is logging's
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        kind, _, trace = ei
        frames = [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(trace)]
        return "\n".join([f"Fault: {kind.__name__ if kind else 'none'}, innermost last", *frames])
