"""A list of domains of any size, each standing for itself and all its subdomains.

Read in bulk: a block of plain lines is lower-cased, checked by a few searches over the whole block and split in one
call; only a block that holds anything else is taken line by line.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterable, Set
from dataclasses import dataclass
from pathlib import Path

from quarterdeck.errors import BadHost, Problem, Problems
from quarterdeck.model.destination import canonical_host, host_from_text

MAX_SHOWN = 20

_BLOCK = 1 << 20
_LONGEST_LINE = 4096
_NAME_BYTES = b"abcdefghijklmnopqrstuvwxyz0123456789_.-\n"
# In a block whose lines all begin and end with a line feed, these stand only where a name is not a plain one.
_ODD = (b"..", b"-.", b".-", b"\n.", b".\n", b"\n-", b"-\n")
_NUMBER = re.compile(rb"[.\n](?:[0-9]+|0x[0-9a-f]*)\n")
_COMMENT = re.compile(rb"(?:(?<=\n)!|(?<=\n)[ \t]*#|[ \t]+#)[^\n]*")
_SINKHOLE = re.compile(rb"(?<=\n)[ \t]*(?:0\.0\.0\.0|127\.0\.0\.1|::1?)[ \t]+")
_SPACES = re.compile(rb"(?<=\n)[ \t]+|[ \t]+(?=\n)")
_BEFORE = re.compile(rb"(?<=\n)(?:\|\||\*\.|\.)")
# What every hosts file names, without wishing it banned.
_LOCAL = frozenset(
    "localhost localhost.localdomain local broadcasthost ip6-localhost ip6-loopback ip6-localnet ip6-mcastprefix "
    "ip6-allnodes ip6-allrouters ip6-allhosts 0.0.0.0".split()
)
_ADDRESS = re.compile(r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}\Z|[0-9a-f:.]*:[0-9a-f:.%a-z]*\Z", re.IGNORECASE)
_SINKHOLES = frozenset({"0.0.0.0", "127.0.0.1", "::", "::1"})  # noqa: S104 - addresses that lists point to


@dataclass(frozen=True, slots=True)
class DomainSet:
    """Canonical hosts. `digest` is the SHA-256 of what they were read from, in hexadecimal."""

    names: Set[str] = frozenset()
    digest: str = ""

    def __len__(self) -> int:
        return len(self.names)

    def covering(self, host: str) -> str | None:
        """The name in the set that a canonical host is, or is a subdomain of; the longest; None when there is none."""
        names = self.names
        if host in names:
            return host
        dot = host.find(".")
        while dot >= 0:
            parent = host[dot + 1 :]
            if parent in names:
                return parent
            dot = host.find(".", dot + 1)
        return None

    def covers(self, host: str) -> bool:
        """Whether a canonical host, or any parent of it, is in the set."""
        return self.covering(host) is not None


def domain_set(names: Iterable[str]) -> DomainSet:
    """The set of names as a person writes them (Unicode, any case). Raises BadHost."""
    found = {host_from_text(name) for name in names}
    return DomainSet(found, hashlib.sha256("\n".join(sorted(found)).encode()).hexdigest())


def read_domains(path: Path, name: str | None = None) -> DomainSet:
    """The domains of a file: a name a line, or a hosts file; `||name^` of an ad-block list is taken too.

    `#` and `!` begin a comment; `*.` and a dot before a name are dropped, since subdomains are covered anyway.
    `name` is what errors call the file. Raises Problems: the first MAX_SHOWN bad lines and how many more there are.
    """
    file = name or str(path)
    names: set[str] = set()
    bad: list[tuple[int, str]] = []
    digest = hashlib.sha256()
    line = 1
    try:
        with path.open("rb") as stream:
            while block := stream.read(_BLOCK):
                block += stream.readline(_LONGEST_LINE)
                digest.update(block)
                if line == 1:
                    block = block.removeprefix(codecs.BOM_UTF8)
                _take(block, line, names, bad)
                line += block.count(b"\n")
    except OSError as error:
        raise Problems([Problem(file, 0, 0, f"cannot be read: {error.strerror or error}")]) from None
    if bad:
        problems = [Problem(file, at, 1, message, "correct or remove the line", "bad-domain") for at, message in bad]
        if len(problems) > MAX_SHOWN:
            more = f"{len(problems) - MAX_SHOWN:,} more lines are not domains, of {len(problems):,} in all"
            problems = [*problems[:MAX_SHOWN], Problem(file, 0, 0, more, code="bad-domain")]
        raise Problems(problems)
    return DomainSet(names, digest.hexdigest())


def _take(block: bytes, line: int, names: set[str], bad: list[tuple[int, str]]) -> None:
    data, local = _bare(block)
    if _all_plain(data):
        found = set(data.decode("ascii").split("\n"))
        # A name that is too long has a label that is too long, or is read again below.
        if max(map(len, found)) < 64:
            found.discard("")
            names |= found - local
            return
    bare_lines = data[1:-1].decode("utf-8", "replace").split("\n")
    for at, (bare, raw) in enumerate(zip(bare_lines, block.split(b"\n"), strict=True), line):
        if not bare or bare in local:
            continue
        try:
            names.add(canonical_host(bare))
        except BadHost:
            try:
                names.update(_names_of(raw.decode("utf-8")))
            except UnicodeDecodeError:
                bad.append((at, "is not UTF-8 text"))
            except (BadHost, ValueError) as error:
                bad.append((at, str(error)))


def _bare(block: bytes) -> tuple[bytes, frozenset[str]]:
    """The block in lower case between line feeds, without what may stand around a name; and what hosts files name.

    The number of lines stays the same.
    """
    data = b"\n" + block.lower().replace(b"\r\n", b"\n") + b"\n"
    local: frozenset[str] = frozenset()
    if b"#" in data or b"!" in data:
        data = _COMMENT.sub(b"", data)
    if b" " in data or b"\t" in data:
        bare = _SINKHOLE.sub(b"", data)
        if len(bare) != len(data):
            local = _LOCAL
        data = _SPACES.sub(b"", bare)
    if b"||" in data or b"*." in data or b"\n." in data:
        data = _BEFORE.sub(b"", data)
    if b"^" in data:
        data = data.replace(b"^$important\n", b"\n").replace(b"^\n", b"\n")
    return data.replace(b".\n", b"\n"), local


def _all_plain(data: bytes) -> bool:
    return not (data.translate(None, _NAME_BYTES) or any(odd in data for odd in _ODD) or _NUMBER.search(data))


def _names_of(line: str) -> list[str]:
    """The names of one line. Raises BadHost, ValueError."""
    line = line.strip()
    if not line or line.startswith(("#", "!", "[Adblock")):
        return []
    first, *rest = re.split(r"\s#|\s*$", line, maxsplit=1)[0].split()
    if rest and _ADDRESS.match(first):
        listed = [name for name in rest if name.lower() not in _LOCAL]
        if listed and first not in _SINKHOLES:
            raise ValueError(f"{first} is not an address that bans a name (0.0.0.0, 127.0.0.1, ::, ::1)")
        return [_host(name) for name in listed]
    if rest:
        raise ValueError(f"{line[:80]!r} holds more than one name")
    if first.startswith("||"):
        first = first[2:].removesuffix("$important").removesuffix("^")
    return [_host(first)]


def _host(text: str) -> str:
    name = text.removeprefix("*.").removeprefix(".")
    return canonical_host(name) if name.isascii() else host_from_text(name)
