"""What a worker prints on stderr: one line an event, and nothing of what passes through the proxy.

mitmproxy logs request lines, parts of bodies and WebSocket payloads; of its messages only errors are let through.
"""

from __future__ import annotations

import logging
import sys


def configure_logging(worker: int, level: int = logging.INFO) -> None:
    """Print Quarterdeck's own messages, and of everybody else's only errors."""
    stream = logging.StreamHandler(sys.stderr)
    stream.setFormatter(logging.Formatter(f"%(asctime)s %(levelname)s worker {worker}: %(message)s", "%H:%M:%S"))
    logging.basicConfig(level=logging.ERROR, handlers=[stream], force=True)
    logging.getLogger("quarterdeck").setLevel(level)
