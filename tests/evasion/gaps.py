"""Vectors that do not hold yet, each with its reason. A test asserts that each gap is still there.

docs/evasion.md shows this table; a gap that is closed must be taken out here.
"""

from __future__ import annotations

FRONTED = (
    "a tunnel to a host that no rule governs is not opened, so the Host inside is not seen; `inspect: all` sees it"
)

KNOWN_GAPS: dict[str, str] = {
    "E01-zza": FRONTED,
    "E01-zzg": FRONTED,
}
