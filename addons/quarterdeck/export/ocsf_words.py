"""Our words in the numbers of OCSF: each stands here with the caption that the published schema gives it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

Numbered = tuple[int, str]

OTHER = 99


class Kind(NamedTuple):
    """A class of OCSF. `profiles` are those that its events apply."""

    uid: int
    caption: str
    category: int
    category_caption: str
    profiles: tuple[str, ...] = ()


HTTP = Kind(4002, "HTTP Activity", 4, "Network Activity", ("security_control", "network_proxy", "host"))
NETWORK = Kind(4001, "Network Activity", 4, "Network Activity", ("security_control", "network_proxy", "host"))
FINDING = Kind(2006, "Data Security Finding", 2, "Findings", ("security_control",))
ACCESS = Kind(3005, "User Access Management", 3, "Identity & Access Management", ("security_control",))
ENTITY = Kind(3004, "Entity Management", 3, "Identity & Access Management")
LOG = Kind(1008, "Event Log Activity", 1, "System Activity")
BASE = Kind(0, "Base Event", 0, "Uncategorized")

METHODS: Mapping[str, Numbered] = MappingProxyType(
    {
        "CONNECT": (1, "Connect"),
        "DELETE": (2, "Delete"),
        "GET": (3, "Get"),
        "HEAD": (4, "Head"),
        "OPTIONS": (5, "Options"),
        "POST": (6, "Post"),
        "PUT": (7, "Put"),
        "TRACE": (8, "Trace"),
        "PATCH": (9, "Patch"),
    }
)

# A connection that we end is "closed by a middle device", in the schema's words; one whose client does not trust the
# certificate fails.
CONNECTIONS: Mapping[str, Numbered] = MappingProxyType(
    {"tunnelled": (1, "Open"), "cut": (3, "Reset"), "failed": (4, "Fail"), "refused": (5, "Refuse")}
)

LOGS: Mapping[str, Numbered] = MappingProxyType(
    {
        "cleared": (1, "Clear"),
        "deleted": (2, "Delete"),
        "exported": (3, "Export"),
        "archived": (4, "Archive"),
        "rotated": (5, "Rotate"),
        "started": (6, "Start"),
        "stopped": (7, "Stop"),
        "restarted": (8, "Restart"),
    }
)

SEVERITIES: Mapping[int, str] = MappingProxyType({1: "Informational", 2: "Low", 3: "Medium", 4: "High"})

ALLOWED, DENIED, OBSERVED, MODIFIED = (1, "Allowed"), (2, "Denied"), (3, "Observed"), (4, "Modified")
DETECTED, LOGGED = (15, "Detected"), (17, "Logged")

# Outcome -> action and disposition. What is missing here, or failed, is "Other" under its own word.
CONTROLS: Mapping[str, tuple[Numbered, Numbered]] = MappingProxyType(
    {
        "forwarded": (ALLOWED, (1, "Allowed")),
        "tunnelled": (ALLOWED, (1, "Allowed")),
        "granted": (ALLOWED, (8, "Approved")),
        "rewritten": (MODIFIED, (11, "Corrected")),
        "held": (DENIED, (14, "Delayed")),
        "refused": (DENIED, (2, "Blocked")),
        "cut": (DENIED, (6, "Dropped")),
        "failed": ((OTHER, "failed"), (27, "Error")),
    }
)

# The first segment of a detector's id -> what kind of data it finds.
FAMILIES: Mapping[str, Numbered] = MappingProxyType(
    {
        "pii": (1, "Personal"),
        "secrets": (6, "Security"),
        "marking": (4, "Business"),
        "source-code": (4, "Business"),
        "dictionary": (4, "Business"),
        "exact-data": (4, "Business"),
        "document": (4, "Business"),
    }
)
