"""What tells a number of a person from any other number: check digits, issuers, numbering plans."""

from __future__ import annotations

from quarterdeck.detect.confirm.matched import Make

TABLE: dict[str, Make] = {}
