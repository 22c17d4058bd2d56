"""What tells a secret from a text of its shape: checksums, entropy, and that it is no sample."""

from __future__ import annotations

from quarterdeck.detect.confirm.matched import Make

TABLE: dict[str, Make] = {}
