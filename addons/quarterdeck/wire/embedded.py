"""Files written as text inside a body, in base64 or as data URIs, undone as the strictest and the laxest decoder would.

RFC 4648; RFC 2397. Lax decoders pass over what is not in the alphabet, take both alphabets and miss no padding.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from quarterdeck.wire import charset, magic

_TO_STANDARD = str.maketrans("-_", "+/")
_FOREIGN = re.compile(r"[^A-Za-z0-9+/=]+")
_NOT_BASE64 = bytes(code for code in range(128) if _FOREIGN.match(chr(code)))
_BLANKS = re.compile(r"[ \t\r\n]+")
# From this length on, text without a blank in the base64 alphabet is taken for a file where a file may stand.
LONG = 1024
GLANCE = 64
# Base64 of the longest signature.
_HEAD = 4 * -(-magic.LONGEST // 3)
# Digits have no case: found so, the marker of a data URI is found in any spelling of "base64".
MARK = "64,"
# The last of several lines may be short: it ends in padding, or it is of whole groups of four.
_WRITTEN = re.compile(
    r"(?:\r?\n)?[ \t]*(?:[A-Za-z0-9+/_=-]|%[0-9a-fA-F]{2})+(?:\r?\n[ \t]*[A-Za-z0-9+/_-]{16,}={0,2})*"
    r"(?:\r?\n[ \t]*(?:[A-Za-z0-9+/_-]{1,15}={1,2}|(?:[A-Za-z0-9+/_-]{4}){1,3}(?![A-Za-z0-9+/_=-])))?"
)
_BEFORE = re.compile(r"data:([^,]*?)\s*;\s*base\Z", re.IGNORECASE)
_LONGEST_TYPE = 200
_MAX_MARKS = 10_000


class TooManyFiles(ValueError):
    """More marks of data URIs in one text, or more runs of padded base64, than anybody needs."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a text holds as a file: each reading of it that a decoder might make; whether the text can be dropped.

    A text is kept beside its reading where decoders could differ, and where it is short enough to be something else.
    """

    readings: tuple[bytes, ...] = ()
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Uri:
    """A data URI in a text: its media type, its content."""

    content_type: str
    decoded: Decoded


_NONE = Decoded()


def file(text: str, certain: bool) -> Decoded:
    """The file that a text in base64 is. `certain`: its place says that it is one, whatever it looks like.

    Raises TooManyFiles.
    """
    data = _strict(text)
    if data is not None:
        known = magic.recognized(data)
        if certain or known or len(text) > LONG:
            return Decoded((data,), known or len(text) > LONG)
        return _NONE
    if text[:8].lower().startswith(("http://", "https://")):
        return _NONE
    plain = _BLANKS.sub("", text).translate(_TO_STANDARD).rstrip("=")
    tidy = _strict(plain + "=" * (-len(plain) % 4))
    if tidy is not None and (certain or len(text) > LONG) and " " not in text[:GLANCE].strip():
        return Decoded((tidy,))
    return Decoded(tuple(data for data in _lax(text) if magic.recognized(data) or (certain and _is_text(data))))


def glance(text: str) -> bool:
    """Whether a text in a place where no file is expected begins as one in base64 does.

    It is asked only of texts of at least GLANCE characters, the first of which hold no blank.
    """
    head = _FOREIGN.sub("", text[: 2 * _HEAD].translate(_TO_STANDARD))[:_HEAD]
    return magic.recognized(_strict(head[: len(head) & ~3]) or b"")


def has_uri(text: str) -> bool:
    """Whether a text may hold a data URI."""
    return text[:5].lower() == "data:" or next(_marks(text), None) is not None


def uri(text: str) -> Uri | None:
    """The data URI that the whole of a text is; None when it is none."""
    stripped = text.strip()
    if stripped[:5].lower() != "data:":
        return None
    head, comma, written = stripped[5:].partition(",")
    if not comma:
        return None
    content_type, _, coding = head.rpartition(";")
    if coding.strip().lower() != "base64":
        # Percent-encoded: what is there stays in sight as it was written, too.
        return Uri(head.strip(), Decoded((unquote_to_bytes(written),)))
    decoded = _written(written)
    return Uri(content_type.strip(), decoded) if decoded.readings else None


def uris(text: str) -> Iterator[Uri]:
    """All data URIs in base64 within a longer text. Raises TooManyFiles."""
    end = 0
    for count, position in enumerate(_marks(text)):
        if count == _MAX_MARKS:
            raise TooManyFiles
        if position < end:
            continue
        before = _BEFORE.search(text[max(0, position - _LONGEST_TYPE) : position])
        found = _WRITTEN.match(text, position + len(MARK)) if before else None
        if before and found:
            end = found.end()
            yield Uri(before[1].rpartition("data:")[2].strip(), _written(found[0]))


def _marks(text: str) -> Iterator[int]:
    """Where "64," follows "base", in any case: numbers in a table have it, too."""
    position = text.find(MARK)
    while position >= 0:
        if text[max(0, position - 4) : position].lower() == "base":
            yield position
        position = text.find(MARK, position + 1)


def _written(text: str) -> Decoded:
    if "%" in text:
        text = unquote_to_bytes(text).decode("latin-1")
    data = _strict(text)
    return Decoded(tuple(_lax(text))) if data is None else Decoded((data,), whole=True)


def _strict(text: str) -> bytes | None:
    try:
        return binascii.a2b_base64(text, strict_mode=True)
    except ValueError:
        return None


def _lax(text: str) -> Iterator[bytes]:
    """What is left when all foreign characters are passed over: each padded run by itself, then all as one run."""
    kept = text.translate(_TO_STANDARD).encode("ascii", "ignore").translate(None, _NOT_BASE64).decode()
    if kept.count("=") > _MAX_MARKS:
        raise TooManyFiles
    runs = [run for run in kept.split("=") if run]
    if not runs:
        return
    apart = b"".join(map(_run, runs))
    yield apart
    if len(runs) > 1 and (joined := _run("".join(runs))) != apart:
        yield joined


def _run(text: str) -> bytes:
    # One character left over holds no byte.
    text = text[:-1] if len(text) % 4 == 1 else text
    return binascii.a2b_base64(text + "=" * (-len(text) % 4))


def _is_text(data: bytes) -> bool:
    readings = charset.texts(data)
    return bool(data) and not isinstance(readings, str) and "\0" not in readings[0]
