"""Bytes as text, in every charset that a reader of them may reasonably take; the likeliest first."""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_EAST = ("gb18030", "cp932", "big5hkscs", "cp949", "euc_jp")
_CYRILLIC = ("cp1251", "koi8-r", "cp866")
_SAMPLE = 1 << 16
_HIGH = re.compile(rb"[\x80-\xff]")
# Controls that no text holds: all of C0 but tab, line feed, vertical tab, form feed, carriage return and escape.
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
# Only codecs that turn bytes into text; Python also has rot13, zip and the like.
_NOT_TEXT = frozenset(("idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined", "mbcs", "oem"))


def readings(data: bytes, declared: str = "") -> tuple[str, ...]:
    """Every reading of `data` that somebody may take; () when it is not text.

    `declared` is the charset that the file itself or its wrapping names; the bytes may contradict it.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return (data[len(mark) :].decode(name, "replace"),)
    wide = _wide(data)
    if wide:
        return (data.decode(wide, "replace"),)
    if _has_controls(data):
        return ()
    found: dict[str, None] = {}
    for name in _candidates(data, declared):
        try:
            found[data.decode(name)] = None
        except ValueError:
            continue
        if name == "utf-8" and len(found) == 1:
            break
    return tuple(found)


def is_text(data: bytes) -> bool:
    """Whether `readings` finds any, without making them: Latin-1 takes all bytes that need not be taken for binary."""
    return any(data.startswith(mark) for mark, _ in _MARKS) or bool(_wide(data)) or not _has_controls(data)


def best(data: bytes, declared: str = "") -> str:
    """The likeliest reading, of what is known to be text; bytes that are valid nowhere are replaced."""
    found = readings(data, declared)
    return found[0] if found else data.decode("utf-8", "replace")


def known(name: str) -> str:
    """The codec that a charset is called by in Python, or "" when there is none that makes text."""
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    is_text = getattr(info, "_is_text_encoding", True) and info.name not in _NOT_TEXT
    return info.name if is_text else ""


def _candidates(data: bytes, declared: str) -> list[str]:
    """Codecs to try, in order. Latin-1 takes all bytes, so there is always one that fits."""
    codec = known(declared) if declared else ""
    names = [codec, "utf-8"] if codec else ["utf-8"]
    if data.isascii():
        return names
    high = len(_HIGH.findall(data[:_SAMPLE]))
    share = high / min(len(data), _SAMPLE)
    names += ["cp1252"]
    if share > 0.05:
        names += _EAST
    if share > 0.2:
        names += _CYRILLIC
    if share > 0.5:
        names.append("cp037")
    return [*names, "latin-1"]


def _has_controls(data: bytes) -> bool:
    """Whether more than every fiftieth byte at the beginning is a control that no text holds."""
    return len(_CONTROL.findall(data[:_SAMPLE])) * 50 > min(len(data), _SAMPLE)


def _wide(data: bytes) -> str:
    """UTF-16 or UTF-32 without a mark: most of its bytes at one place of each unit are zero."""
    sample = data[:4096]
    if len(sample) < 4 or not sample.count(0):
        return ""
    size = len(sample) // 4
    zeros = [sample[place : size * 4 : 4].count(0) / size for place in range(4)]
    if zeros[0] < 0.2 and min(zeros[2:]) > 0.9 and zeros[1] > 0.5:
        return "utf-32-le"
    if zeros[3] < 0.2 and min(zeros[:2]) > 0.9 and zeros[2] > 0.5:
        return "utf-32-be"
    even, odd = (zeros[0] + zeros[2]) / 2, (zeros[1] + zeros[3]) / 2
    name = "utf-16-le" if odd > 0.4 and even < 0.05 else "utf-16-be" if even > 0.4 and odd < 0.05 else ""
    if not name:
        return ""
    # Counters and tables of small numbers have their zeros there too, but no letters.
    words = sample[: size * 4].decode(name, "replace")
    return name if sum(letter.isprintable() or letter.isspace() for letter in words) > 0.9 * len(words) else ""
