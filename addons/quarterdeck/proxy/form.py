"""A form of which only the small parts are kept. In the place of a large one stands a mark that nobody can guess."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import replace

from quarterdeck.engine.seen import NOTHING_SEEN, Seen, joined
from quarterdeck.model.content import Extracted, Message, Opaque, Upload
from quarterdeck.model.finding import Finding
from quarterdeck.model.reasons import TOO_LARGE
from quarterdeck.proxy.large import Bench, Large
from quarterdeck.wire import body, charset
from quarterdeck.wire.multipart_stream import Begin, End, Splitter
from quarterdeck.wire.windows import encoding_of

# Bytes of one part, and of all parts, that are kept as they are.
MOST_PART = 1 << 20
MOST_KEPT = 8 << 20

_NAME = re.compile(r"filename\*?=\"?([^\";\r\n]*)", re.IGNORECASE)
_TYPE = re.compile(r"^content-type:[ \t]*([^\r\n]*)", re.IGNORECASE | re.MULTILINE)

_Found = Message | Opaque | None


class Form:
    """Takes a form in pieces. Raises multipart_stream.BadMultipart."""

    def __init__(self, boundary: str, bench: Bench) -> None:
        self._bench = bench
        self._splitter = Splitter(boundary)
        self._mark = b"--" + boundary.encode("latin-1", "replace")
        self._kept = bytearray()
        self._larges: list[tuple[str, Large]] = []
        self._head = ""
        self._part = bytearray()
        self._large: Large | None = None
        # What is kept of the findings in large parts, once that is settled.
        self.seen = NOTHING_SEEN

    async def feed(self, data: bytes) -> None:
        """Take what comes next."""
        for event in self._splitter.feed(data):
            if isinstance(event, Begin):
                self._head = event.head.decode("utf-8", "replace")
                self._part.clear()
                self._kept += self._mark + b"\r\n" + event.head + b"\r\n\r\n"
            elif isinstance(event, End):
                await self._end_part()
            elif self._large is not None:
                await self._large.feed(event)
            else:
                self._part += event
                if len(self._part) > MOST_PART or len(self._kept) + len(self._part) > MOST_KEPT:
                    await self._enlarge()

    def end(self) -> bytes:
        """The form without what is large."""
        self._splitter.end()
        return bytes(self._kept) + self._mark + b"--\r\n"

    def close(self) -> None:
        """Let go of what is in memory."""
        for _, large in self._larges:
            large.close()

    def settled(self, message: _Found) -> tuple[_Found, Mapping[str, Extracted], tuple[Finding, ...]]:
        """What was read of the form without its large parts, with what is known of these."""
        said: dict[str, Extracted] = {}
        found: list[Finding] = []
        seen: list[Seen] = []
        for index, (mark, large) in enumerate(self._larges):
            pointer, message = _replaced(message, mark, large)
            if large.extracted is not None:
                said[pointer if pointer not in said else f"{pointer}/{index}"] = large.extracted
            found += (replace(one, part=pointer + one.part) for one in large.found)
            seen.append(large.glimpsed.seen.moved(pointer, 0))
        self.seen = joined(seen)
        return message, said, tuple(found)

    async def _enlarge(self) -> None:
        kind = _TYPE.search(self._head)
        content_type = kind[1] if kind else ""
        name = _NAME.search(self._head)
        encoding = encoding_of(bytes(self._part[:4]), charset.declared((content_type,)))
        self._large = Large(
            self._bench,
            encoding or "utf-8",
            name[1] if name else "",
            content_type,
            role="file" if name else "field",
        )
        # In no format is this a value that means something.
        self._larges.append((f"held {secrets.token_hex(16)}", self._large))
        await self._large.feed(bytes(self._part))
        self._part.clear()

    async def _end_part(self) -> None:
        if self._large is not None:
            await self._large.end()
            self._kept += self._larges[-1][0].encode()
            self._large = None
        else:
            self._kept += self._part
        self._kept += b"\r\n"


def _replaced(message: _Found, mark: str, large: Large) -> tuple[str, _Found]:
    """The pointer of a mark, and the message without it: with a file that somebody has read already."""
    if not isinstance(message, Message):
        return "", message
    places = [part.pointer for part in message.parts if part.text == mark]
    places += [file.pointer for file in message.files if bytes(file.data) == mark.encode()]
    if not places:
        # Somebody made something else of it.
        return "", replace(message, opaque=message.opaque or TOO_LARGE)
    pointer = places[0]
    # A document in a field may name the model, and is too large to be parsed.
    document = not large.name and body.begins_as_json(large.head)
    return pointer, replace(
        message,
        parts=tuple(part for part in message.parts if part.text != mark),
        files=(
            *(file for file in message.files if bytes(file.data) != mark.encode()),
            Upload(pointer, b"", large.name, large.content_type),
        ),
        models_known=message.models_known and not document,
        opaque=message.opaque or (TOO_LARGE if document else None),
    )
