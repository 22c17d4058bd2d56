"""E72, E73: percent-encoding in the dialects of forms, and the entities and tags of markup."""

from __future__ import annotations

import base64
import gzip
import quopri

from ...extract.build import rtf, zip_of
from ..said import FORM, body, chat
from ..vector import Make, Vector
from .places import percent, twice


def _u(canary: bytes) -> bytes:
    return b"".join(b"%%u%04x" % byte for byte in canary)


_CODES: dict[str, Make] = {
    "percent": percent,
    "percent-upper": lambda canary: percent(canary).upper(),
    "percent-some": lambda canary: b"".join(
        b"%%%02X" % byte if at % 3 == 0 else bytes([byte]) for at, byte in enumerate(canary)
    ),
    "twice": twice,
    "three-times": lambda canary: twice(canary).replace(b"%", b"%25"),
    "four-times": lambda canary: twice(canary).replace(b"%", b"%2525"),
    "percent-u": _u,
    "percent-u-upper": lambda canary: _u(canary).upper().replace(b"%U", b"%u"),
    "percent-u-twice": lambda canary: _u(canary).replace(b"%", b"%25"),
    "percent-u-mixed": lambda canary: b"%%u%04x%%2D" % canary[0] + canary[2:],
    "percent-x": lambda canary: b"".join(b"\\x%02x" % byte for byte in canary),
    "entities": lambda canary: b"".join(b"%%26%%23%d%%3B" % byte for byte in canary),
    "plus-around": lambda canary: b"it+is+" + canary + b"+there",
    "plain": lambda canary: canary,
}

_FIELDS: dict[str, tuple[bytes, bytes]] = {
    "value": (b"a=1&note=", b"&z=2"),
    "first": (b"note=", b"&note=hello"),
    "second": (b"note=hello&note=", b""),
    "name": (b"a=1&", b"=2"),
    "name-alone": (b"a=1&", b""),
    "semicolon": (b"a=1;note=", b""),
    "array": (b"note[0][text]=hello&note[1][text]=", b""),
    "json": (b"data=%7B%22note%22%3A%22", b"%22%7D"),
}


# What is escaped more often than it is undone: whatever it says, it is not read.
_TOO_DEEP = ("four-times",)


def _deep(code: str) -> dict[str, bool]:
    return {"clean": code not in _TOO_DEEP}


def _field(before: bytes, make: Make, after: bytes) -> Make:
    return lambda canary: before + make(canary) + after


E72 = (
    *(
        one
        for code, make in _CODES.items()
        for place, (before, after) in _FIELDS.items()
        for one in body(f"E72-{code}-{place}", _field(before, make, after), FORM, path=b"/form")
    ),
    *(
        one
        for code, make in _CODES.items()
        if code not in ("plus-around", "plain")
        for one in (
            *body(
                f"E72-{code}-in-json",
                lambda canary, make=make: chat(f"it is {make(canary).decode()}"),
                told="unread" if code in _TOO_DEEP else "found",
                clean=code not in _TOO_DEEP,
            ),
            *body(
                f"E72-{code}-no-type", _field(b"note=", make, b""), None, path=b"/form", told="either", **_deep(code)
            ),
            *body(
                f"E72-{code}-as-text",
                _field(b"note=", make, b""),
                b"text/plain",
                path=b"/form",
                told="either",
                **_deep(code),
            ),
            *body(f"E72-{code}-to-chat", _field(b"model=allowed-1&prompt=", make, b""), FORM, told="either"),
        )
    ),
)


def _part(head: bytes, make: Make) -> Make:
    return lambda canary: b"--b\r\n%b\r\n\r\n%b\r\n--b--\r\n" % (head, make(canary))


_TEXT = b'Content-Disposition: form-data; name="note"'
_FILE = b'Content-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain'
_QP = b"\r\nContent-Transfer-Encoding: quoted-printable"
_B64 = b"\r\nContent-Transfer-Encoding: base64"
_MIXED = b"multipart/form-data; boundary=b"


def _base64(canary: bytes) -> bytes:
    return base64.encodebytes(b"it is " + canary)


def _quoted(canary: bytes) -> bytes:
    return b"".join(b"=%02X" % byte for byte in canary)


_PARTS: dict[str, Make] = {
    "field": _part(_TEXT, lambda canary: b"it is " + canary),
    "file": _part(_FILE, lambda canary: b"it is " + canary),
    "field-percent": _part(_TEXT, percent),
    "field-qp": _part(_TEXT + _QP, _quoted),
    "field-qp-soft": _part(_TEXT + _QP, lambda canary: canary[:9] + b"=\r\n" + canary[9:]),
    "field-base64": _part(_TEXT + _B64, _base64),
    "file-qp": _part(_FILE + _QP, lambda canary: quopri.encodestring(b"it is " + canary, True)),
    "file-base64": _part(_FILE + _B64, _base64),
    "file-percent": _part(_FILE, percent),
    "file-json": _part(_FILE, lambda canary: chat(canary.decode())),
}

E72_PARTS = tuple(
    one for name, make in _PARTS.items() for one in body(f"E72-part-{name}", make, _MIXED, path=b"/v1/files")
)


def _decimal(canary: bytes) -> bytes:
    return b"".join(b"&#%d;" % byte for byte in canary)


def _tagged(tag: bytes) -> Make:
    """An empty element in the midst of the canary, which nobody sees."""
    return lambda canary: canary[:9] + b"<%b></%b>" % (tag, tag) + canary[9:]


_ENTITIES: dict[str, Make] = {
    "decimal": _decimal,
    "decimal-bare": lambda canary: _decimal(canary).replace(b";", b""),
    "decimal-zeros": lambda canary: b"".join(b"&#%07d;" % byte for byte in canary),
    "hex": lambda canary: b"".join(b"&#x%x;" % byte for byte in canary),
    "hex-upper": lambda canary: b"".join(b"&#X%X;" % byte for byte in canary),
    "some": lambda canary: canary.replace(b"-", b"&#45;"),
    "named": lambda canary: canary.replace(b"-", b"&hyphen;"),
    "dash": lambda canary: canary.replace(b"-", b"&dash;"),
    "twice": lambda canary: _decimal(canary).replace(b"&", b"&amp;"),
}
_TAGS: dict[str, Make] = {
    "element": _tagged(b"b"),
    "comment": lambda canary: canary[:9] + b"<!-- x -->" + canary[9:],
    "cdata": lambda canary: b"<![CDATA[" + canary + b"]]>",
    "cdata-split": lambda canary: b"<![CDATA[" + canary[:9] + b"]]><![CDATA[" + canary[9:] + b"]]>",
    "wbr": lambda canary: canary[:9] + b"<wbr>" + canary[9:],
    "shy": lambda canary: canary[:9] + b"&shy;" + canary[9:],
    "zwj": lambda canary: canary[:9] + b"&#8205;" + canary[9:],
    "attribute": lambda canary: b'<i title="' + canary + b'">x</i>',
    "attribute-entities": lambda canary: b'<i title="' + _decimal(canary) + b'">x</i>',
    "hidden": lambda canary: b'<i style="display:none">' + canary + b"</i>",
    "script": lambda canary: b"<script>var a='" + canary + b"'</script>",
    "note": lambda canary: b"<!-- " + canary + b" -->",
    "instruction": lambda canary: b"<?x " + canary + b"?>",
    "plain": lambda canary: canary,
}

_DTD = b'<!DOCTYPE a [<!ENTITY k "%b"><!ENTITY l "%b">]>'


def _wrapped(before: bytes, make: Make, after: bytes) -> Make:
    return lambda canary: before + make(canary) + after


_HTML = (b"<!doctype html><html><body><p>it is ", b" there</p></body></html>")
_XML = (b'<?xml version="1.0"?><a><b>it is ', b" there</b></a>")
_SVG = (b'<svg xmlns="http://www.w3.org/2000/svg"><text>it is ', b" there</text></svg>")


def _upload(name: str, file: bytes, kind: bytes, make: Make) -> tuple[Vector, ...]:
    head = b'Content-Disposition: form-data; name="file"; filename="%b"\r\nContent-Type: %b' % (file, kind)
    return body(name, _part(head, make), _MIXED, path=b"/v1/files", told="either")


def _gzipped(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def _rtf(make: Make) -> Make:
    return lambda canary: rtf(make(canary).decode())


_RTF: dict[str, Make] = {
    "plain": lambda canary: canary,
    "hex": lambda canary: b"".join(b"\\'%02x" % byte for byte in canary),
    "unicode": lambda canary: b"".join(b"\\u%d?" % byte for byte in canary),
    "groups": lambda canary: canary[:9] + b"{\\b " + canary[9:] + b"}",
    "line": lambda canary: canary[:9] + b"\r\n" + canary[9:],
    "hidden": lambda canary: b"{\\v " + canary + b"}",
    "comment": lambda canary: b"{\\*\\annotation " + canary + b"}",
    "info": lambda canary: b"{\\info{\\title " + canary + b"}}",
    "optional": lambda canary: canary[:9] + b"\\-" + canary[9:],
}

E73 = (
    *(
        one
        for name, make in {**_ENTITIES, **_TAGS}.items()
        for one in (
            *_upload(f"E73-html-{name}", b"a.html", b"text/html", _wrapped(_HTML[0], make, _HTML[1])),
            *_upload(f"E73-svg-{name}", b"a.svg", b"image/svg+xml", _wrapped(_SVG[0], make, _SVG[1])),
            *body(f"E73-xml-{name}", _wrapped(_XML[0], make, _XML[1]), b"application/xml", path=b"/xml", told="either"),
        )
    ),
    *(
        one
        for name, make in _ENTITIES.items()
        for one in body(f"E73-chat-{name}", lambda canary, make=make: chat(f"it is {make(canary).decode()}"))
    ),
    *body(
        "E73-xml-dtd",
        lambda canary: _DTD % (canary[:9], canary[9:]) + b"<a>&k;&l;</a>",
        b"application/xml",
        path=b"/xml",
        told="either",
        clean=False,
    ),
    *_upload(
        "E73-svg-dtd", b"a.svg", b"image/svg+xml", lambda canary: _DTD % (canary[:9], canary[9:]) + b"<svg>&k;&l;</svg>"
    ),
    *_upload("E73-svg-desc", b"a.svg", b"image/svg+xml", lambda canary: b"<svg><desc>" + canary + b"</desc></svg>"),
    *_upload(
        "E73-svg-tspan",
        b"a.svg",
        b"image/svg+xml",
        lambda canary: b"<svg><text><tspan>" + canary[:9] + b"</tspan><tspan>" + canary[9:] + b"</tspan></text></svg>",
    ),
    *_upload("E73-svgz", b"a.svgz", b"image/svg+xml", lambda canary: _gzipped(_SVG[0] + canary + _SVG[1])),
    *_upload(
        "E73-html-utf-16",
        b"a.html",
        b"text/html",
        lambda canary: (_HTML[0] + canary + _HTML[1]).decode().encode("utf-16"),
    ),
    *_upload(
        "E73-html-meta-utf-7",
        b"a.html",
        b"text/html",
        lambda canary: b'<meta charset="utf-7">' + _HTML[0] + b"+AGs-" + canary[1:] + _HTML[1],
    ),
    *(
        one
        for name, make in _RTF.items()
        for one in _upload(f"E73-rtf-{name}", b"a.rtf", b"application/rtf", _rtf(make))
    ),
    *_upload("E73-rtf-as-text", b"a.txt", b"text/plain", _rtf(_RTF["hex"])),
    *_upload(
        "E73-rtf-in-zip", b"a.zip", b"application/zip", lambda canary: zip_of({"a.rtf": _rtf(_RTF["unicode"])(canary)})
    ),
)

CONTENT = (*E72, *E72_PARTS, *E73)
