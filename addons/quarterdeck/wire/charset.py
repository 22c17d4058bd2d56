"""Bytes to text as each parser might: by byte-order mark, by JSON's zero bytes, by the charset that a header names."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence

_PARAMETER = re.compile(r"charset\*?\s*=\s*[\"']?([^\"';,\s]+)", re.IGNORECASE)
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Where the first two characters are ASCII, as in JSON, these bytes are zero (RFC 4627 section 3).
_ZEROS = {
    (True, True, True, False): "utf-32-be",
    (True, False, True, False): "utf-16-be",
    (False, True, True, True): "utf-32-le",
    (False, True, False, True): "utf-16-le",
}
_UTF8 = frozenset(("utf-8", "utf8", "us-ascii", "ascii"))
# Only codecs that turn bytes into text; Python also has rot13, zip and the like.
_KNOWN = frozenset(
    "utf-8 utf-7 utf-16 utf-16-le utf-16-be utf-32 utf-32-le utf-32-be ascii cp037 cp500 cp1140 shift_jis euc_jp "
    "iso2022_jp euc_kr gb2312 gbk gb18030 big5 koi8-r koi8-u mac-roman cp437 cp850 cp874 cp932 cp949 "
    "cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 iso8859-1 iso8859-2 iso8859-3 iso8859-4 "
    "iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-9 iso8859-10 iso8859-13 iso8859-14 iso8859-15 iso8859-16".split()
)


def declared(content_types: Sequence[str]) -> tuple[str, ...]:
    """All charsets that the content types name, lower case; more than one means that parsers will disagree."""
    names: list[str] = []
    for value in content_types:
        names += (name.lower() for name in _PARAMETER.findall(value))
    return tuple(dict.fromkeys(names))


def texts(data: bytes, charsets: Sequence[str] = ()) -> tuple[str, ...] | str:
    """The readings of `data`, most likely first; or the reason why there is none.

    Reasons: "unknown-charset", "bad-charset" (the bytes are not valid in any of them).
    """
    if not data[:4].count(0) and data[:1] not in (b"\xef", b"\xff", b"\xfe") and _UTF8.issuperset(charsets):
        try:
            return (data.decode(),)
        except UnicodeDecodeError:
            return "bad-charset"
    candidates = [sniff(data)]
    for name in charsets:
        found = _codecs(name)
        if not found:
            return "unknown-charset"
        candidates += found
    readings: dict[str, None] = {}
    for name in dict.fromkeys(candidates):
        try:
            readings[data.decode(name).removeprefix("\ufeff")] = None
        except ValueError:
            continue
    return tuple(readings) or "bad-charset"


def known(name: str) -> bool:
    """Whether a name is that of a charset."""
    return bool(_codecs(name))


def sniff(data: bytes) -> str:
    """The charset that the first bytes betray, by a mark or by zeros; else UTF-8."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    zeros = tuple(byte == 0 for byte in data[:4].ljust(4, b"x"))
    # Always four, which the type of a tuple made from an iterable does not say.
    return _ZEROS.get(zeros, "utf-8")  # type: ignore[arg-type]


def _codecs(name: str) -> tuple[str, ...]:
    try:
        known = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ()
    if known not in _KNOWN:
        return ()
    # Without a mark, RFC 2781 says big-endian and most software little-endian.
    return (f"{known}-le", f"{known}-be") if known in ("utf-16", "utf-32") else (known,)
