"""Vectors that do not hold yet, each with its reason. A test asserts that each gap is still there.

docs/evasion.md shows this table; a gap that is closed must be taken out here.
"""

from __future__ import annotations

FRONTED = (
    "a tunnel to a host that no rule governs is not opened, so the Host inside is not seen; `inspect: all` sees it"
)

NAMELESS = (
    "a TLS connection to an address that no rule names, without a server name, is tunnelled: nothing says what it is; "
    "`inspect: all` sees it"
)

KNOWN_GAPS: dict[str, str] = {
    "E08-no-sni-host-banned": NAMELESS,
    "E08-no-sni-host-governed": NAMELESS,
    "E01-zza": FRONTED,
    "E01-zzg": FRONTED,
}
