"""Requests to know who a pseudonym is, between the first person and the second: files that nobody can change.

A request holds the name with its outer layer taken off, still sealed to the approvers and to this machine.
"""

from __future__ import annotations

import hmac
import re
import secrets
from base64 import b64decode, b64encode
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

import orjson

from quarterdeck.audit.files import Files
from quarterdeck.errors import UsageError

_NUMBER = re.compile(r"rv-[0-9a-f]{12}\Z")


@dataclass(frozen=True, slots=True)
class Request:
    """`by_key` is the fingerprint of whoever asks, `space` the folder of the person's file, `layers` the name under
    what is left of them. Times are since 1970.
    """

    number: str
    subject: str
    space: str
    reason: str
    ticket: str
    by_key: str
    time: float
    until: float
    layers: bytes


def new_number() -> str:
    """What a new request is called."""
    return f"rv-{secrets.token_hex(6)}"


class Requests:
    """Those that are open on this machine, in `folder`; `key` vouches for them."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder, self._key = folder, key

    def put(self, request: Request) -> Path:
        """Keep a request, durably; the file. Raises OSError."""
        said = {**asdict(request), "layers": b64encode(request.layers).decode()}
        path = self._path(request.number)
        Files().put(path, orjson.dumps({"request": said, "mac": self._mac(said)}, option=orjson.OPT_INDENT_2))
        return path

    def get(self, number: str, now: float) -> Request:
        """The open request of a number. Raises UsageError with what is wrong with it."""
        try:
            said = orjson.loads(self._path(number).read_bytes())
            fields, mac = said["request"], said["mac"]
            genuine = hmac.compare_digest(mac, self._mac(fields))
        except FileNotFoundError:
            raise UsageError(f"there is no open request {number}: it was approved, withdrawn or never made") from None
        except (ValueError, KeyError, TypeError):
            genuine, fields = False, {}
        if not genuine:
            raise UsageError(f"the request {number} is not as it was made; ask anew")
        request = Request(**{**fields, "layers": b64decode(fields["layers"])})
        if now >= request.until:
            self.remove(request.number)
            raise UsageError(f"the request {number} has expired; ask anew")
        return request

    def remove(self, number: str) -> None:
        """Close a request. Raises OSError."""
        Files().remove(self._path(number))
        Files().sync_folder(self._folder)

    def drop(self, subjects: Collection[str]) -> int:
        """Close all requests about these pseudonyms; how many there were. Raises OSError."""
        found = [path for path in self._all() if any(one.encode() in path.read_bytes() for one in subjects)]
        for path in found:
            self.remove(path.stem)
        return len(found)

    def _all(self) -> Iterator[Path]:
        return (path for path in self._folder.glob("*.json") if _NUMBER.match(path.stem))

    def _path(self, number: str) -> Path:
        if not _NUMBER.match(number):
            raise UsageError(f"{number!r} is no number of a request, which looks like rv-0123456789ab")
        return self._folder / f"{number}.json"

    def _mac(self, said: object) -> str:
        return hmac.new(self._key, orjson.dumps(said, option=orjson.OPT_SORT_KEYS), sha256).hexdigest()
