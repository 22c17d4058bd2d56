"""One text or file that is too large to be kept: seen through windows if it is text, extracted if it may be more."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from quarterdeck.detect.recognizer import MODEL_BUDGET
from quarterdeck.engine.reading import Kit
from quarterdeck.extract.pool import Extractors
from quarterdeck.model.content import Extracted, Part
from quarterdeck.model.finding import Finding
from quarterdeck.policy.compile import PolicySet
from quarterdeck.proxy.glimpsed import Glimpsed
from quarterdeck.wire import embedded, magic, plaintext
from quarterdeck.wire.windows import Window, Windows

# Files up to this size are taken whole for extraction, one at a time in a worker. AI services take no larger documents.
MOST_FILE = 32 << 20
FILE_TOO_LARGE = "file-too-large"
# More findings in one text change no decision.
_MOST_FOUND = 10_000
_GLANCE = 4096
_URI = re.compile(r"data:[^,]{0,200}?;\s*base64,", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Bench:
    """What looking at large texts and files takes. `turn` is held by whoever has a whole file in memory."""

    policy: PolicySet
    kit: Kit
    extractors: Extractors
    turn: asyncio.Semaphore


@dataclass(slots=True)
class Large:
    """Takes one text or file in pieces. `name` and `content_type` are what the client calls it.

    `text_only`: it is looked at as text, whatever it is. `expected` is its size in bytes, where that is known.

    `found` are findings whose `part` is a path inside it: "" for itself, "!path" in an archive. `extracted` is what is
    said of it in the end, without its texts, which have been looked at; None when nobody needed to know.
    """

    bench: Bench
    encoding: str = "utf-8"
    name: str = ""
    content_type: str = ""
    role: str = "file"
    text_only: bool = False
    expected: int = 0
    found: list[Finding] = field(default_factory=list)
    glimpsed: Glimpsed = field(init=False)
    extracted: Extracted | None = None
    size: int = 0
    head: bytes = b""
    _windows: Windows | None = None
    _whole: bytearray | None = None
    _reasons: dict[str, None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.glimpsed = Glimpsed(self.bench.policy, self.bench.kit)

    async def feed(self, data: bytes) -> None:
        """Take what comes next; the first piece must show what it is."""
        if not self.size:
            await self._begin(data)
        self.size += len(data)
        if self._windows is not None:
            await self._see(self._windows.feed(data), "")
        if self._whole is not None:
            self._whole += data
            if len(self._whole) > MOST_FILE:
                self._drop()
                self._reasons[FILE_TOO_LARGE] = None

    async def end(self) -> None:
        """Say what it was."""
        kind = "text" if self._windows is not None else "unknown"
        if self._windows is not None:
            await self._see(self._windows.end(), "")
            if self._windows.broken:
                self._reasons["bad-charset"] = None
        labels = Extracted(kind)
        if self._whole is not None:
            labels = await self.bench.extractors.extract(memoryview(self._whole), self.name)
            self._drop()
            if not labels.opaque:
                # Its text has been read, whatever the bytes looked like; what is found there is found once.
                self.found.clear()
                self.glimpsed = Glimpsed(self.bench.policy, self.bench.kit)
                self._reasons.clear()
            for path, text in labels.texts:
                windows = Windows()
                for seen in (windows.feed_text(text), windows.end()):
                    await self._see(seen, f"!{path}" if path else "")
        unread = (*labels.opaque, *(("", reason) for reason in self._reasons))
        self.extracted = replace(labels, texts=(), opaque=unread)

    def close(self) -> None:
        """Let go of what is in memory, when the end will not come."""
        self._drop()

    async def _begin(self, data: bytes) -> None:
        self.head = data[:_GLANCE]
        text = self.head.decode(self.encoding, "ignore")
        is_text = "\0" not in text and self._is_text(data)
        if self.text_only:
            self._windows = Windows(self.encoding)
            return
        if is_text and self.bench.policy.reads_content:
            self._windows = Windows(self.encoding)
        # Data URIs are looked for in each window; their mark alone also stands between numbers.
        plain = is_text and plaintext.is_plain(text.replace(embedded.MARK, ""), self.name, self.content_type)
        if plain:
            return
        if self.expected > MOST_FILE:
            self._reasons[FILE_TOO_LARGE] = None
        elif self.bench.policy.reads_files:
            await self.bench.turn.acquire()
            self._whole = bytearray()
        else:
            self._reasons["file"] = None

    def _is_text(self, data: bytes) -> bool:
        glance = Windows(self.encoding)
        for _ in glance.feed(data[:_GLANCE]):
            pass
        return not (glance.broken or magic.recognized(data))

    def _drop(self) -> None:
        if self._whole is not None:
            self._whole = None
            self.bench.turn.release()

    async def _see(self, windows: Iterable[Window], path: str) -> None:
        for window in windows:
            looked = await asyncio.to_thread(
                self.bench.kit.detectors.look, (Part("", window.text, self.role),), models=False
            )
            self._reasons.update(dict.fromkeys(looked.unread))
            if self.bench.kit.detectors.recognizers:
                self._reasons[MODEL_BUDGET] = None
            if self._whole is None and embedded.MARK in window.text and _URI.search(window.text):
                # A file stands in the text, and is cut by the windows.
                self._reasons[FILE_TOO_LARGE] = None
            if looked.findings:
                mine = [one for one in looked.findings if window.first <= one.start < window.last]
                self.glimpsed.add(Part(path, window.text, self.role), looked.findings, window.start, mine)
            for one in looked.findings:
                if window.first <= one.start < window.last and len(self.found) < _MOST_FOUND:
                    place = replace(one, part=path, start=one.start + window.start, end=one.end + window.start)
                    self.found.append(place)
