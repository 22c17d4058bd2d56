"""Texts of a request that stand beside its body: its path, its query, its headers, each as it is and as it decodes."""

from __future__ import annotations

from urllib.parse import parse_qsl

from quarterdeck.model.content import CREDENTIAL, Part
from quarterdeck.model.exchange import Exchange
from quarterdeck.wire import form
from quarterdeck.wire.member import telling
from quarterdeck.wire.settle import clean

# Who the caller is to the service: no leak when sent there, but a text like any other to an organization's own pattern.
_CREDENTIALS = frozenset(
    "authorization proxy-authorization cookie x-api-key api-key x-goog-api-key x-amz-security-token".split()
)
_COOKIE = "cookie"
# What comes first in a target in absolute form.
_ABSOLUTE = "://"


def parts(exchange: Exchange) -> tuple[Part, ...]:
    """The texts beside the body, with pointers that begin with "@"; after a "!" comes what is decoded further."""
    return (*_path(exchange), *_query(exchange.query), *_headers(exchange))


def _path(exchange: Exchange) -> list[Part]:
    """The path for matching; and the one that was sent, of which that has lost parameters and dot segments."""
    out = [Part("@path", clean(exchange.path), "address")]
    sent = exchange.target.partition("?")[0]
    if sent != exchange.path and _ABSOLUTE not in sent[:10]:
        decoded = clean(form.further(sent))
        out += [Part("@path!sent", text, "address") for text in dict.fromkeys((sent, decoded)) if text != exchange.path]
    return out


def _query(query: str) -> list[Part]:
    if not query:
        return []
    try:
        others = form.others(query)
    except form.TooManyFields:
        # Nobody asks so: as it stands and as it decodes is enough.
        texts = dict.fromkeys((query, form.further(query), form.further(query.replace("+", " "))))
        return [Part("@query", clean(text), "address") for text in texts]
    fields = parse_qsl(query, keep_blank_values=True)
    # Where all of it is in fields, as it stands it says no more than their names and values do.
    whole = len(fields) == query.count("&") + 1
    names = "&".join(clean(name) for name, _ in fields)
    out = [Part("@query!names", names, "address") if whole else Part("@query", query, "address")]
    for name, value in fields:
        if telling(name):
            out.append(Part(f"@query/{clean(name)}", clean(name), "key"))
        if value:
            out.append(Part(f"@query/{clean(name)}", clean(value), "address"))
    for name, value in _listed(others):
        out.append(Part(f"@query!others/{clean(name)}", clean(value or name), "address"))
    return out


def _headers(exchange: Exchange) -> list[Part]:
    out: list[Part] = []
    for name, value in exchange.headers:
        pointer = f"@header/{clean(name)}"
        if telling(name):
            out.append(Part(pointer, clean(name), "key"))
        if name == _COOKIE:
            out += _cookies(value)
        else:
            role = CREDENTIAL if name in _CREDENTIALS else "header"
            out.append(Part(pointer, clean(value), role))
            if "%" in value and (decoded := form.further(value)) != value:
                out.append(Part(f"{pointer}!decoded", clean(decoded), role))
    return out


def _cookies(header: str) -> list[Part]:
    """Each cookie by its name (RFC 6265 section 4.2). What is no pair is a cookie without a name."""
    out: list[Part] = []
    for pair in header.split(";"):
        name, equals, value = pair.strip().partition("=")
        if not equals:
            name, value = "", name
        pointer = f"@header/cookie/{clean(name)}"
        if telling(name):
            out.append(Part(pointer, clean(name), "key"))
        if value:
            out.append(Part(pointer, clean(value), CREDENTIAL))
            if "%" in value and (decoded := form.further(value)) != value:
                out.append(Part(f"{pointer}!decoded", clean(decoded), CREDENTIAL))
    return out


def _listed(fields: dict[str, str | list[str]]) -> list[tuple[str, str]]:
    return [(name, one) for name, said in fields.items() for one in ([said] if isinstance(said, str) else said)]
