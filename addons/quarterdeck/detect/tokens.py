"""Characters written as escapes within a text: percent, entities, backslashes, quoted-printable, UTF-7."""

from __future__ import annotations

import binascii
import html
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import re2  # type: ignore[import-untyped]  # It ships no types.

from quarterdeck.detect.budget import Budget
from quarterdeck.detect.scan import spans
from quarterdeck.detect.view import CONTROLS, Run

ESCAPES = r"%(?:[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4})|&[#A-Za-z][0-9A-Za-z]|\\[xuU0-7nrtbfv\"'/\\\n\r]"
QUOTED = r"=[0-9A-Fa-f]{2}|=[ \t]*\r?\n"
# Three characters of ASCII in UTF-16 are eight letters, and most of their bits are zero.
_ONE, _TWO, _THREE = "A[A-H][AEIMQUYcgkosw048]", "A[A-Za-f][AQgw]", "[AB][A-Za-z0-9+/]"
UTF7 = rf"\+{_ONE}"

_MAYBE_FORM = re2.compile(r"%[0-9A-Fa-f]{2}")

# From a closing quotation mark to the next opening one, where a program makes one string of the two.
JOINTS = r"""["'`][ \t]{0,16}(?:\+[ \t\r\n]{0,32}|\\?\r?\n[ \t]{0,32})["'`]"""
_JOINTS = re2.compile(JOINTS)

# Those of one width are taken together, so that characters of several bytes come out whole.
_ESCAPE = re2.compile(
    r"(?:%[0-9A-Fa-f]{2})+|(?:%u[0-9A-Fa-f]{4})+"
    r"|&#(?:[0-9]{1,7}|[xX][0-9A-Fa-f]{1,6});?|&[A-Za-z][A-Za-z0-9]{1,31};?"
    r"|(?:\\u[0-9A-Fa-f]{4})+|\\u\{[0-9A-Fa-f]{1,6}\}|\\U[0-9A-Fa-f]{8}|(?:\\x[0-9A-Fa-f]{2})+"
    r"|(?:\\[0-3][0-7]{2})+|\\[0-7]{1,2}|\\[nrtbfv\"'/\\]|\\\r?\n"
)
_FORM = re2.compile(r"(?:%[0-9A-Fa-f]{2})+|\+")
_QUOTED = re2.compile(r"(?:=[0-9A-Fa-f]{2})+|=[ \t]*\r?\n")
_UTF7 = re2.compile(rf"{UTF7}(?:{_TWO}{_THREE}{_ONE})*(?:{_TWO}(?:{_THREE})?)?-?")
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "\r": "", "\n": ""}
_UNPRINTABLE = re.compile(CONTROLS)

_Undo = Callable[[str, int, int], Run | None]


def escapes(text: str, data: bytes, budget: Budget) -> Iterator[Sequence[Run]]:
    """Percent (RFC 3986, and %uXXXX), entities (HTML, XML) and backslashes in one go, so that mixtures come out."""
    if "%" in text or "&" in text or "\\" in text:
        yield _found(text, data, _ESCAPE, budget, _escape)


def forms(text: str, data: bytes, budget: Budget) -> Iterator[Sequence[Run]]:
    """Percent with "+" for a space (application/x-www-form-urlencoded)."""
    if "+" in text and _MAYBE_FORM.search(data) is not None:
        yield _found(text, data, _FORM, budget, _form)


def quoted_printable(text: str, data: bytes, budget: Budget) -> Iterator[Sequence[Run]]:
    """Mail's =XX and its soft line breaks (RFC 2045 section 6.7)."""
    if "=" in text:
        yield _found(text, data, _QUOTED, budget, _quoted)


def joints(text: str, data: bytes, budget: Budget) -> Iterator[Sequence[Run]]:
    """String literals that stand side by side, or are added up, in a program within the text."""
    if '"' in text or "'" in text or "`" in text:
        yield _found(text, data, _JOINTS, budget, lambda _, start, end: Run(start, end, "", ("joined",)))


def utf7(text: str, data: bytes, budget: Budget) -> Iterator[Sequence[Run]]:
    """The base64 stretches of UTF-7 (RFC 2152) that hold ASCII; a decoder of it reads the rest as it stands."""
    if "+A" in text:
        yield _found(text, data, _UTF7, budget, _utf7)


def _found(text: str, data: bytes, expression: Any, budget: Budget, undo: _Undo) -> list[Run]:
    runs = []
    for start, end in spans(expression, text, data):
        if not budget.run(end - start):
            break
        run = undo(text[start:end], start, end)
        if run is not None:
            runs.append(run)
    return runs


def _escape(written: str, start: int, end: int) -> Run | None:
    if written[0] == "%":
        if written[1] == "u":
            return _units(written.replace("%u", ""), start, end, "percent")
        return _bytes(written.replace("%", ""), start, end, "percent", 3)
    if written[0] == "&":
        said = html.unescape(written)
        return None if said == written else Run(start, end, said, ("html",))
    return _backslash(written, start, end)


def _backslash(written: str, start: int, end: int) -> Run | None:
    kind = written[1]
    if kind == "x":
        return _bytes(written.replace("\\x", ""), start, end, "escape", 4)
    if kind == "u" and written[2] != "{":
        return _units(written.replace("\\u", ""), start, end, "escape")
    if kind in "uU":
        code = int(written[2:].strip("{}"), 16)
        return Run(start, end, chr(code), ("escape",)) if code < 0x110000 else None
    if kind in "01234567":
        if len(written) < 4:
            return Run(start, end, chr(int(written[1:], 8)), ("escape",))
        octets = bytes(int(octal, 8) for octal in written.split("\\")[1:])
        return _bytes(octets.hex(), start, end, "escape", 4)
    return Run(start, end, _SIMPLE.get(kind, kind), ("escape",))


def _form(written: str, start: int, end: int) -> Run | None:
    return Run(start, end, " ", ("percent",)) if written == "+" else _escape(written, start, end)


def _quoted(written: str, start: int, end: int) -> Run | None:
    if written[-1] == "\n":
        return Run(start, end, "", ("quoted-printable",))
    run = _bytes(written.replace("=", ""), start, end, "quoted-printable", 3)
    return None if _UNPRINTABLE.search(run.text) else run


def _utf7(written: str, start: int, end: int) -> Run | None:
    letters = written[1:].removesuffix("-")
    units = binascii.a2b_base64(letters + "=" * (-len(letters) % 4))
    said = units[: len(units) // 2 * 2].decode("utf-16-be", "surrogatepass")
    return None if not said or _UNPRINTABLE.search(said) else Run(start, end, said, ("utf-7",))


def _bytes(digits: str, start: int, end: int, step: str, width: int) -> Run:
    """Bytes as UTF-8, else one character each; `width` is how many characters wrote a byte."""
    octets = bytes.fromhex(digits)
    try:
        said = octets.decode()
    except UnicodeDecodeError:
        said = octets.decode("latin-1")
    return Run(start, end, said, (step,), (width, 1) if len(said) == len(octets) else None)


def _units(digits: str, start: int, end: int, step: str) -> Run:
    """UTF-16 units, written in six characters each."""
    octets = bytes.fromhex(digits)
    said = octets.decode("utf-16-be", "surrogatepass")
    return Run(start, end, said, (step,), (6, 1) if len(said) * 2 == len(octets) else None)
