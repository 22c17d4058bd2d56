"""The events of an answer in their order, each with its texts rewritten; one whose text ends in the midst waits.

An event that holds the beginning of what may be a placeholder waits for the next of the same text, or for its end: the
rest then goes where it belongs, so that no event is ever added and none is lost.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from quarterdeck.wire.rewriting.channel import Channel, MakeChannel, Watch, complete
from quarterdeck.wire.rewriting.editable import Editable
from quarterdeck.wire.rewriting.reported import Report, assign
from quarterdeck.wire.rewriting.strings import Leaf

# A server that never comes back to a text does not hold up the others for longer than this.
MAX_WAITING = 64
MAX_WAITING_BYTES = 1 << 20
_NESTED = frozenset(("arguments", "partial_json"))
_MAX_CHANNELS = 10_000
# Their texts come in turns. In Gemini's Live API what is heard, said and written comes side by side.
_SIDE_BY_SIDE = frozenset(("choices", "candidates", "serverContent"))


@dataclass(slots=True)
class _Entry:
    event: Editable
    waits: int = 0


@dataclass(slots=True)
class _Open:
    """A text that may go on. `entry` waits, its string `leaf` without what the channel holds."""

    channel: Channel
    role: str
    text: str | None = None
    entry: _Entry | None = None
    leaf: Leaf | None = None

    def settle(self, rest: str) -> None:
        """What the waiting event says is now certain."""
        if self.entry is not None and self.leaf is not None:
            self.leaf.new = (self.leaf.new or "") + rest
            self.entry.waits -= 1
        self.entry = self.leaf = None


@dataclass(slots=True)
class Line:
    """The line of one answer, or of the messages of one connection.

    For who watches, a text ends where another of the same message or choice begins: most of them hold something back.
    """

    make: MakeChannel
    watch: Watch | None = None
    _open: dict[str, _Open] = field(default_factory=dict)
    _queue: deque[_Entry] = field(default_factory=deque)

    def put(self, event: Editable, reports: Sequence[Report], closes: Iterable[str] = ()) -> Iterator[bytes]:
        """The events that may go on now that this one has come; `closes`: see closing.closed."""
        entry = _Entry(event)
        if self.watch is not None:
            self.watch.before(reports)
        found = assign(event.leaves(), reports)
        below: set[int] = set()
        for leaf in event.leaves():
            report = found.get(leaf)
            if id(leaf) in below:
                continue
            if report is not None:
                self._said(entry, leaf, report)
            elif leaf.holds is None:
                leaf.new = complete(self.make, leaf.path, leaf.text, leaf.name in _NESTED) if leaf.text else None
                continue
            else:
                continue
            if leaf.holds is not None:
                below |= {id(inner) for inner in leaf.holds.all()}
        if self.watch is not None:
            self.watch.after()
            self._close_others(reports)
        for prefix in closes:
            self._close(prefix)
        self._queue.append(entry)
        yield from self._ready()

    def end(self) -> Iterator[bytes]:
        """The events that waited, when no more come."""
        self._close("")
        yield from self._ready()

    def _ready(self) -> Iterator[bytes]:
        queue = self._queue
        while queue:
            if queue[0].waits:
                if len(queue) <= MAX_WAITING and sum(len(one.event.raw) for one in queue) <= MAX_WAITING_BYTES:
                    return
                self._give_up(queue[0])
            yield queue.popleft().event.render()

    def _said(self, entry: _Entry, leaf: Leaf, report: Report) -> None:
        key, text, adds = report.pointer, report.text, report.adds
        current = self._open.get(key)
        if current is not None and current.role != report.role:
            # It is the text of another message, which stands at the same place.
            self._close(key)
            current = None
        if not adds:
            if current is not None:
                grows = current.text is not None and text.startswith(current.text) and text != current.text
                current.settle("" if grows else current.channel.end())
            current = None
        if current is None:
            if len(self._open) >= _MAX_CHANNELS:
                self._close("")
            current = _Open(self.make(key, _is_nested(leaf, key, text)), report.role, None if adds else text)
            self._open[key] = current
        else:
            current.settle("")
            current.text = None
        leaf.new = current.channel.feed(text)
        if current.channel.held:
            current.entry, current.leaf = entry, leaf
            entry.waits += 1

    def _close(self, prefix: str) -> None:
        for key in [key for key in self._open if key.startswith(prefix)]:
            current = self._open.pop(key)
            if current.entry is not None:
                current.settle(current.channel.end())

    def _close_others(self, reports: Sequence[Report]) -> None:
        said = {report.pointer for report in reports}
        messages = set(map(_message, said))
        for key in [key for key in self._open if key not in said and _message(key) in messages]:
            self._close(key)

    def _give_up(self, entry: _Entry) -> None:
        for key in [key for key, current in self._open.items() if current.entry is entry]:
            current = self._open.pop(key)
            current.settle(current.channel.end())


def _message(pointer: str) -> str:
    """What texts belong to that come one after the other: a choice, a candidate, or all blocks of a message."""
    first, second = (*pointer.split("/")[1:3], "", "")[:2]
    return f"{first}/{second}" if first in _SIDE_BY_SIDE else first


def _is_nested(leaf: Leaf, key: str, text: str) -> bool:
    """Whether a text is JSON: arguments of a tool, or an answer in JSON."""
    return leaf.name in _NESTED or key.endswith(("/arguments", "/toolUse/input")) or text.lstrip()[:1] == "{"
