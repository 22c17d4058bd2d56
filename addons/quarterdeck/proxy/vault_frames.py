"""What workers and the store say to each other: a length of four bytes, then JSON. Nothing longer than MOST is read."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import struct
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from quarterdeck.proxy.vault import Conversation, Name
from quarterdeck.redact.style import Value

# A conversation of 1 Mi characters that JSON all escapes, twice over.
MOST = 32 * 1024 * 1024
# Addresses of Unix sockets have 108 bytes on Linux and 104 on macOS, the last of them zero.
_LONGEST = 100


class BadFrame(ValueError):
    """The other side does not speak as it should. Quotes nothing of what it said."""


def frame(message: object) -> bytes:
    """A message as it is sent. Raises BadFrame when it is too long."""
    data = json.dumps(message, separators=(",", ":")).encode()
    if len(data) > MOST:
        raise BadFrame("a frame is too long")
    return struct.pack(">I", len(data)) + data


async def read_frame(reader: asyncio.StreamReader) -> list[Any]:
    """The next message. Raises BadFrame, asyncio.IncompleteReadError, OSError."""
    (length,) = struct.unpack(">I", await reader.readexactly(4))
    if length > MOST:
        raise BadFrame("a frame is too long")
    data = await reader.readexactly(length)
    try:
        message = json.loads(data)
    except ValueError:
        raise BadFrame("a frame is no JSON") from None
    if not isinstance(message, list):
        raise BadFrame("a frame is no list")
    return message


def assign_message(
    key: bytes, wanted: Sequence[Value], avoid: Collection[Name], digests: Collection[bytes], *, continues: bool
) -> list[object]:
    """The arguments of Vault.assign as JSON has them; `assign_arguments` reads them."""
    return ["assign", key.hex(), list(wanted), list(avoid), [digest.hex() for digest in digests], continues]


def assign_arguments(message: list[Any]) -> tuple[bytes, list[Value], list[Name], list[bytes], bool]:
    """What `assign_message` wrote. Raises BadFrame."""
    try:
        _, key, wanted, avoid, digests, continues = message
        return (
            bytes.fromhex(key),
            [(kind, text) for kind, text in wanted],
            [(kind, number) for kind, number in avoid],
            [bytes.fromhex(digest) for digest in digests],
            bool(continues),
        )
    except (TypeError, ValueError):
        raise BadFrame("a frame is no request") from None


def recall_message(key: bytes, digests: Collection[bytes]) -> list[object]:
    """The arguments of Vault.recall as JSON has them; `recall_arguments` reads them."""
    return ["recall", key.hex(), [digest.hex() for digest in digests]]


def recall_arguments(message: list[Any]) -> tuple[bytes, list[bytes]]:
    """What `recall_message` wrote. Raises BadFrame."""
    try:
        _, key, digests = message
        return bytes.fromhex(key), [bytes.fromhex(digest) for digest in digests]
    except (TypeError, ValueError):
        raise BadFrame("a frame is no request") from None


def answer_message(conversation: Conversation) -> list[object]:
    """A conversation as JSON has it; `answered` reads it."""
    names = [[kind, number, text] for (kind, number), text in conversation.names.items()]
    return ["ok", names, [digest.hex() for digest in conversation.seen]]


def answered(message: list[Any]) -> Conversation:
    """What `answer_message` wrote. Raises BadFrame."""
    try:
        _, names, seen = message
        return Conversation(
            {(kind, number): text for kind, number, text in names}, frozenset(bytes.fromhex(each) for each in seen)
        )
    except (TypeError, ValueError):
        raise BadFrame("a frame is no answer") from None


def vault_path(state: Path) -> Path:
    """The socket of the store of a state folder."""
    return state / "vault.sock"


@contextmanager
def short(path: Path) -> Iterator[str]:
    """A path that fits into the address of a Unix socket, for as long as the context lasts."""
    if len(os.fsencode(path)) <= _LONGEST or not Path("/proc/self/fd").is_dir():
        yield str(path)
        return
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


def is_own(sock: socket.socket) -> bool:
    """Whether the other side is of this user. Where the kernel does not say, the mode of the socket alone decides."""
    option = getattr(socket, "SO_PEERCRED", None)
    if option is None:
        return True
    _, user, _ = struct.unpack("3i", sock.getsockopt(socket.SOL_SOCKET, option, struct.calcsize("3i")))
    return bool(user == os.geteuid())
