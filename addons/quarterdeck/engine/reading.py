"""What was read of an exchange, by the tables of a configuration: its texts, its files, what could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from quarterdeck.detect import NO_DETECTORS, Detectors
from quarterdeck.model.content import Extracted, Message, Opaque, Part, Upload
from quarterdeck.model.decision import Coverage
from quarterdeck.model.exchange import Exchange
from quarterdeck.model.finding import Finding
from quarterdeck.model.service import ServiceMatch
from quarterdeck.policy.compile import PolicySet
from quarterdeck.services.makers import Makers
from quarterdeck.services.match import Catalog
from quarterdeck.wire import read, read_any, read_any_frame, read_frame

UNREAD = "!unread"
"""The pointer of a body that could not be read: what is found there can only be refused."""


@dataclass(frozen=True, slots=True)
class Kit:
    """The tables that judging looks things up in. `inspect_shared` is the configuration's.

    `key` (64 bytes at most) makes fingerprints of what was found; without one there are none. `everything` are the
    detectors that say what may not be shown in evidence.
    """

    catalog: Catalog
    makers: Makers
    inspect_shared: frozenset[str] = frozenset()
    detectors: Detectors = NO_DETECTORS
    key: bytes = field(default=b"", repr=False)
    everything: Detectors = NO_DETECTORS


@dataclass(frozen=True, slots=True)
class Reading:
    """An exchange and what was read of it. `message` is None when nothing in it is meant for a model."""

    exchange: Exchange
    match: ServiceMatch
    message: Message | Opaque | None

    @property
    def files(self) -> tuple[Upload, ...]:
        """The files whose text somebody must get out before it can be judged what they say."""
        return self.message.files if isinstance(self.message, Message) else ()


def reading(exchange: Exchange, policy: PolicySet, kit: Kit) -> Reading:
    """A whole request, read as far as the policy needs it."""
    match = kit.catalog.match(exchange.destination.host, exchange.path, exchange.headers)
    message = read(exchange, match, named=policy.reads_content)
    if message is None and exchange.body and policy.reads_content:
        message = read_any(exchange, match, named=True)
    return Reading(exchange, match, message)


def reading_of_message(exchange: Exchange, policy: PolicySet, kit: Kit) -> Reading:
    """One WebSocket message of the client: `exchange` is the handshake with the message as its body."""
    match = kit.catalog.match(exchange.destination.host, exchange.path, exchange.headers)
    data = exchange.body or b""
    message = read_frame(exchange, match, data, named=policy.reads_content)
    if message is None and data and policy.reads_content:
        message = read_any_frame(exchange, match, data, named=True)
    return Reading(exchange, match, message)


def texts(reading: Reading, extracted: Mapping[str, Extracted]) -> tuple[Part, ...]:
    """All texts of the body, those inside its files last. What could not be read is one text, as it stands."""
    message = reading.message
    parts = message.parts if isinstance(message, Message) else ()
    if isinstance(message, Opaque) and message.text:
        parts = (Part(UNREAD, message.text, "field"),)
    inside = tuple(
        Part(f"{pointer}!{path}" if path else pointer, text, "file")
        for pointer, file in extracted.items()
        for path, text in file.texts
    )
    return parts + inside


def file_types(extracted: Mapping[str, Extracted]) -> tuple[tuple[str, str], ...]:
    """The pointers of files, and of what kind each is."""
    return tuple((pointer, file.kind) for pointer, file in extracted.items())


def labels(extracted: Mapping[str, Extracted]) -> tuple[Finding, ...]:
    """Sensitivity labels are findings of what whoever made a file says of it."""
    return tuple(
        Finding(f"marking.mip.{label.id}", f"{pointer}!{path}" if path else pointer, 0, 0)
        for pointer, file in extracted.items()
        for path, label in file.labels
    )


def unread(reading: Reading, extracted: Mapping[str, Extracted]) -> tuple[str, ...]:
    """All reasons why something of the exchange could not be read, each once."""
    message = reading.message
    reasons = [reading.exchange.opaque]
    if isinstance(message, Opaque):
        reasons.append(message.reason)
    elif isinstance(message, Message):
        reasons.append(message.opaque)
        for file in message.files:
            said = extracted.get(file.pointer)
            reasons += ["file"] if said is None else [reason for _, reason in said.opaque]
    return tuple(dict.fromkeys(reason for reason in reasons if reason))


def coverage(reading: Reading, unread: tuple[str, ...]) -> Coverage:
    """How much of the exchange was read."""
    if not unread:
        return Coverage.WHOLE
    return Coverage.PART if isinstance(reading.message, Message) else Coverage.NONE
