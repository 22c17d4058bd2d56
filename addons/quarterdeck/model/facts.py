"""What policy may ask about. A fact is true, false or unknown; unknown is None and is never a negative.

The same compiled rules run twice: on a connection, when only its names are known (`stage` CONNECTION: what a
request would tell is None, "pending"), and on a request (`stage` REQUEST), when None means unreadable.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from quarterdeck.model.content import Artifact
from quarterdeck.model.destination import Destination
from quarterdeck.model.exchange import Headers
from quarterdeck.model.finding import Finding
from quarterdeck.model.principal import Principal
from quarterdeck.model.service import Host, Service


class Stage(Enum):
    """How much of the exchange has been seen."""

    CONNECTION = "connection"
    REQUEST = "request"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Maker:
    """Who made a model, wherever it is served."""

    vendor: str
    jurisdiction: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that a rule can match on.

    `candidates` holds all services that the host leaves possible; `service` is the one identified (always None
    on a connection). `models` is () when the exchange carries none, and None when it carries one that cannot
    be read. `artifact_host` says, on a connection, that artifacts are fetched from this host.
    `opaque` holds the reasons why some or all of the body could not be read. `file_types` pairs the pointer of
    each file in it with its type by content. `size` is the body's length in bytes, or None when it is not known.
    `findings` are those in what could be read, or None when nobody looked.
    `unrecorded` names, as rules read them ("tool", "tenant.key"), the facts of which nothing was kept: those of an
    exchange that is known from its record alone. They are unknown wherever what was kept does not decide; the record
    keeps no confidences, which is "content.confidence", and no types of files, which is "content.file_type".
    """

    stage: Stage
    time: float
    principal: Principal
    destination: Destination
    candidates: tuple[tuple[Service, Host], ...] = ()
    service: Service | None = None
    method: str = ""
    path: str = ""
    query: str = ""
    headers: Headers = ()
    activity: str | None = None
    format: str | None = None
    models: tuple[str, ...] | None = ()
    makers: tuple[Maker, ...] | None = ()
    artifact: Artifact | None = None
    artifact_host: bool = False
    tool: str | None = None
    opaque: tuple[str, ...] = ()
    file_types: tuple[tuple[str, str], ...] = ()
    size: int | None = None
    findings: tuple[Finding, ...] | None = field(default=())
    unrecorded: frozenset[str] = frozenset()
