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

LATER = (
    "a service that is sent the whole history each time is told nothing of an earlier request, and so is nobody else"
)

ODD_ALPHABET = "an alphabet that detectors do not undo; whoever means to hide something can always invent another one"

SEPARATED = "a word that holds a sign of its own is not put together from its letters unless blanks stand between them"

BROKEN = "a line that ends in the midst of a word is not joined with the next, since lists would make words of it"

KNOWN_GAPS: dict[str, str] = {
    "E08-no-sni-host-banned": NAMELESS,
    "E08-no-sni-host-governed": NAMELESS,
    "E01-zza": FRONTED,
    "E01-zzg": FRONTED,
    "E75-dotted": SEPARATED,
    "E75-dotted-alone": SEPARATED,
    "E75-underscored": SEPARATED,
    "E75-underscored-alone": SEPARATED,
    "E75-broken-line": BROKEN,
    "E75-ascii85": ODD_ALPHABET,
    "E75-base85": ODD_ALPHABET,
    "E75-uuencoded": ODD_ALPHABET,
    "E75-binary": ODD_ALPHABET,
    "E75-decimal": ODD_ALPHABET,
    "E75-base64-reversed": ODD_ALPHABET,
    "E75-base64-rot13": ODD_ALPHABET,
    "E75-every-second": ODD_ALPHABET,
    "E81-two-requests": LATER,
}
