"""Reads a body that is on disk without loading it: forms part by part, texts through windows, files one at a time.

What is small in a form is read as if the large parts were not there; each of these is looked at by itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace

from quarterdeck.engine import Kit, Reading, reading
from quarterdeck.engine.seen import NOTHING_SEEN, Seen
from quarterdeck.model.content import Extracted, Message, Upload
from quarterdeck.model.decision import Coverage, Decision
from quarterdeck.model.exchange import Exchange
from quarterdeck.model.finding import Finding
from quarterdeck.model.reasons import TOO_LARGE
from quarterdeck.policy.compile import PolicySet
from quarterdeck.proxy.aside import aside
from quarterdeck.proxy.form import Form
from quarterdeck.proxy.held import Held
from quarterdeck.proxy.large import Bench, Large
from quarterdeck.proxy.room import FAILED
from quarterdeck.proxy.uploads import extracted
from quarterdeck.wire import body, charset, chunked, multipart, rpc
from quarterdeck.wire.answers.decoding import Decoder
from quarterdeck.wire.coding import Unreadable
from quarterdeck.wire.multipart_stream import BadMultipart
from quarterdeck.wire.windows import encoding_of

_HEAD = 1 << 16
# Decoded bytes after which others may run.
_STEPS = 1 << 20
_UNREADABLE = (
    "application/x-www-form-urlencoded",
    "application/connect",
    "application/grpc",
    "application/proto",
    "application/x-protobuf",
)


@dataclass(frozen=True, slots=True)
class Read:
    """What is to be judged: `engine.decide_on(reading, policy, kit, extracted, found, seen)`.

    `beyond` says why there is more that has not been read, where it will be looked at as it comes.
    """

    reading: Reading
    extracted: Mapping[str, Extracted]
    found: tuple[Finding, ...] = ()
    seen: Seen = NOTHING_SEEN
    beyond: str | None = None

    def told(self, decision: Decision) -> Decision:
        """The decision with what has not been read yet."""
        if self.beyond is None:
            return decision
        return replace(decision, opaque=self.beyond, unread=(self.beyond,), coverage=Coverage.PART)


@dataclass(frozen=True, slots=True)
class Spooled:
    """A held body, as that of an exchange. Up to `whole` bytes it is read as one that was never held."""

    held: Held
    exchange: Exchange
    policy: PolicySet
    kit: Kit
    bench: Bench
    whole: int

    async def read(self) -> Read:
        """Everything that a rule needs to know of it. What cannot be read is opaque."""
        try:
            if self.held.size <= self.whole:
                async with self.bench.turn:
                    data = b"".join([piece async for piece in self.held.pieces()])
                    exchange = replace(self.exchange, body=data or None, opaque=None)
                    read = await aside(len(data), reading, exchange, self.policy, self.kit)
                    return Read(read, await extracted(read, self.policy, self.bench.extractors))
            return await self._parts()
        except Unreadable as error:
            return self._opaque(error.reason)
        except BadMultipart:
            return self._opaque(multipart.BAD)
        except OSError:
            return self._opaque(FAILED)

    async def _parts(self) -> Read:
        codings = body.codings(self.exchange)
        if chunked.CODING in codings:
            return self._opaque(TOO_LARGE)
        head = b""
        async for data in self.decoded(codings):
            head += data
            if len(head) >= _HEAD:
                break
        types = [value.strip().lower() for key, value in self.exchange.headers if key == "content-type"]
        boundary = body.boundary_of(head, [value for key, value in self.exchange.headers if key == "content-type"])
        if boundary == "":
            return self._opaque(multipart.BAD)
        if boundary is not None:
            return await self._form(boundary, codings)
        encoding = encoding_of(head, charset.declared(types))
        odd = any("json" in kind or kind.startswith(_UNREADABLE) for kind in types) or (types and rpc.speaks(types[0]))
        if odd or body.begins_as_json(head) or encoding is None:
            return await self._seen(encoding or "utf-8", codings)
        return await self._file(head[:_HEAD], encoding, codings)

    async def decoded(self, codings: tuple[str, ...]) -> AsyncIterator[bytes]:
        """The body without its codings, a piece at a time. Raises Unreadable, OSError."""
        decoder = Decoder(codings) if codings else None
        given = 0
        async for piece in self.held.pieces():
            for step in decoder.feed(piece) if decoder else (piece,):
                yield step
                given += len(step)
                if given > _STEPS:
                    given = 0
                    await asyncio.sleep(0)
        if decoder:
            decoder.end()

    async def _form(self, boundary: str, codings: tuple[str, ...]) -> Read:
        form = Form(boundary, self.bench)
        try:
            async for data in self.decoded(codings):
                await form.feed(data)
            skeleton = form.end()
        finally:
            form.close()
        read = self._reading(skeleton)
        message, said, found = form.settled(read.message)
        read = replace(read, message=message)
        small = tuple(file for file in read.files if file.pointer not in said)
        if isinstance(message, Message) and small:
            of_small = replace(read, message=replace(message, files=small))
            said = {**await extracted(of_small, self.policy, self.bench.extractors), **said}
        return Read(read, said, found, form.seen)

    async def _seen(self, encoding: str, codings: tuple[str, ...]) -> Read:
        """A document that cannot be parsed in parts: what is found in its text is known, and nothing else."""
        if not self.policy.reads_content:
            return self._opaque(TOO_LARGE)
        large = Large(self.bench, encoding, role="user", text_only=True)
        async for data in self.decoded(codings):
            await large.feed(data)
        await large.end()
        return replace(self._opaque(TOO_LARGE), found=tuple(large.found), seen=large.glimpsed.seen)

    async def _file(self, head: bytes, encoding: str, codings: tuple[str, ...]) -> Read:
        """A body that is one text or one file."""
        kind = self.exchange.header("content-type") or ""
        expected = 0 if codings else self.held.size
        large = Large(self.bench, encoding, self.exchange.path, kind, role="user", expected=expected)
        try:
            async for data in self.decoded(codings):
                await large.feed(data)
            await large.end()
        finally:
            large.close()
        read = self._reading(_whole_characters(head, encoding))
        if not isinstance(read.message, Message):
            return Read(read, {}, tuple(large.found), large.glimpsed.seen)
        message = replace(read.message, parts=(), files=(Upload("", b"", content_type=kind),))
        said = {} if large.extracted is None else {"": large.extracted}
        return Read(replace(read, message=message), said, tuple(large.found), large.glimpsed.seen)

    def _reading(self, skeleton: bytes) -> Reading:
        """What is read of what is left when the large has been taken out; of the exchange as it is."""
        coded = ("content-encoding", "transfer-encoding", "content-length")
        headers = tuple(field for field in self.exchange.headers if field[0] not in coded)
        read = reading(replace(self.exchange, headers=headers, body=skeleton, opaque=None), self.policy, self.kit)
        return replace(read, exchange=self._bodyless(None))

    def _opaque(self, reason: str) -> Read:
        return Read(reading(self._bodyless(reason), self.policy, self.kit), {})

    def _bodyless(self, opaque: str | None) -> Exchange:
        return replace(self.exchange, body=None, opaque=opaque, length=self.held.size)


def _whole_characters(data: bytes, encoding: str) -> bytes:
    """The same without a character that was cut at its end."""
    for cut in range(4):
        kept = data[: len(data) - cut]
        try:
            kept.decode(encoding)
        except UnicodeDecodeError:
            continue
        return kept
    return data
