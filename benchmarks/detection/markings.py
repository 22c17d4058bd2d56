"""Lines that say how secret a paper is, by the manuals of those who mark them."""

from __future__ import annotations

from random import Random

from detection.document import Kind

# DoDM 5200.01 and the CUI marking handbook, NATO C-M(2002)49, the UK's classification policy, FIRST's TLP 2.0.
_LINES = {
    "us": ("TOP SECRET//SI//NOFORN", "SECRET//NOFORN", "SECRET//REL TO USA, GBR", "CONFIDENTIAL//NOFORN"),
    "cui": ("CUI//SP-PRVCY", "CUI//SP-EXPT//NOFORN", "CONTROLLED UNCLASSIFIED INFORMATION"),
    "nato": ("NATO SECRET", "NATO RESTRICTED", "NATO CONFIDENTIAL", "COSMIC TOP SECRET"),
    "uk": ("OFFICIAL-SENSITIVE", "UK SECRET", "OFFICIAL-SENSITIVE COMMERCIAL"),
    "eu": ("RESTREINT UE/EU RESTRICTED", "CONFIDENTIEL UE/EU CONFIDENTIAL"),
    "tlp": ("TLP:RED", "TLP:AMBER", "TLP:AMBER+STRICT"),
    "company": ("Company Confidential", "Strictly confidential - do not distribute", "Internal use only"),
}


def _kind(name: str, lines: tuple[str, ...]) -> Kind:
    def make(pick: Random) -> str:
        return pick.choice(lines)

    return Kind("marking", f"marking-{name}", make, {"en": ("marking",)}, ("marking",), block=True)


MARKINGS: tuple[Kind, ...] = tuple(_kind(name, lines) for name, lines in _LINES.items())
