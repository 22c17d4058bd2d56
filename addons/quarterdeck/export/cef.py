"""A line in the Common Event Format: what the dictionary has a key for under that, the rest under keys of our own.

No syslog header stands in front: whoever sends the line writes one.
"""

from __future__ import annotations

from typing import Any

from quarterdeck import __version__
from quarterdeck.export import lines
from quarterdeck.export.cef_text import cut, extension, header, key
from quarterdeck.export.lines import Line

# Our levels on the scale of the format, where 0 to 3 is low, 4 to 6 medium and 7 to 8 high.
_SEVERITY = {lines.INFORMATIONAL: 1, lines.LOW: 3, lines.MEDIUM: 5, lines.HIGH: 8}
# How long a value may be by the dictionary.
_LIMITS = {"act": 63, "app": 31, "externalId": 40, "deviceExternalId": 255} | {f"cs{n}": 4000 for n in range(1, 7)}
_LIMIT, _OWN_LIMIT = 1023, 4000
_SAID = frozenset(
    "time event reason outcome incident policy_version rules principal client service host port scheme method path "
    "status request_bytes answer_bytes findings models until".split()
)


def convert(line: Line, log: str, index: int) -> str:
    """The line at `index` of `log`, without an end of line."""
    event, outcome = lines.word(line, "event") or "record", lines.word(line, "outcome") or "unknown"
    head = header(
        "CEF:0",
        lines.PRODUCT,
        lines.PRODUCT,
        __version__,
        cut(f"{event}:{outcome}", _LIMIT),
        cut(lines.title(line), 512),
        str(_SEVERITY[lines.severity(line)]),
    )
    own = {key(name, lines.PRODUCT): _text(value) for name, value in line.items() if name not in _SAID}
    values = {
        **_clipped({**_when(line, log, index), **_what(line), **_who(line), **_custom(line)}),
        **{name: cut(value, _OWN_LIMIT) for name, value in own.items()},
    }
    return head + extension({name: value for name, value in values.items() if value.strip(" ")})


def _clipped(values: dict[str, str]) -> dict[str, str]:
    return {name: cut(value, _LIMITS.get(name, _LIMIT)) for name, value in values.items()}


def _when(line: Line, log: str, index: int) -> dict[str, str]:
    """A name that is too long for its key would no longer be one, and stands whole under a key of our own as well."""
    name = lines.uid(log, index)
    return {
        "rt": str(lines.milliseconds(line)),
        "externalId": name if len(name) <= _LIMITS["externalId"] else "",
        "deviceExternalId": log,
        f"{lines.PRODUCT}Record": name,
        "cat": lines.word(line, "event"),
        "act": lines.word(line, "outcome"),
        "outcome": "success" if lines.succeeded(line) else "failure",
        "reason": lines.word(line, "reason"),
    }


def _what(line: Line) -> dict[str, str]:
    """The dictionary counts from the source: in is what went to the destination, out is what came from there."""
    return {
        "app": lines.word(line, "scheme").upper(),
        "requestMethod": lines.word(line, "method"),
        "request": lines.address(line) or lines.word(line, "path"),
        "destinationServiceName": lines.word(line, "service"),
        "in": _text(line.get("request_bytes")),
        "out": _text(line.get("answer_bytes")),
    }


def _who(line: Line) -> dict[str, str]:
    return {
        "suid": lines.word(line, "principal"),
        **_side(lines.word(line, "client"), "src", "shost", ("c6a2", "Source IPv6 Address")),
        **_side(lines.word(line, "host"), "dst", "dhost", ("c6a3", "Destination IPv6 Address")),
        "dpt": _text(line.get("port")),
    }


def _side(name: str, address: str, host: str, six: tuple[str, str]) -> dict[str, str]:
    """One end: an IPv4 address, an IPv6 address, or a name, which a pseudonym is too."""
    if not lines.is_address(name):
        return {host: name}
    return {six[0]: name, f"{six[0]}Label": six[1]} if ":" in name else {address: name}


def _custom(line: Line) -> dict[str, str]:
    """The keys that the dictionary leaves to each product, every one with its label."""
    found = lines.findings(line)
    given = {
        "cs1": ("Rules", _text(lines.words(line, "rules"))),
        "cs2": ("Policy version", lines.word(line, "policy_version")),
        "cs3": ("Findings", _text([f"{name}:{count}" for name, count in sorted(found.items())])),
        "cs4": ("Models", _text(lines.words(line, "models"))),
        "cs5": ("Incident", lines.word(line, "incident")),
        "cn1": ("Findings", _text(sum(found.values()) or None)),
        "cn2": ("Status", _text(line.get("status"))),
        "deviceCustomDate1": ("Until", str(lines.milliseconds({"time": line["until"]})) if line.get("until") else ""),
    }
    filled = {name: (label, value) for name, (label, value) in given.items() if value.strip(" ")}
    return {name: value for name, (_, value) in filled.items()} | {
        f"{name}Label": label for name, (label, _) in filled.items()
    }


def _text(value: Any) -> str:
    """A value of a line as one text, "" for what says nothing."""
    if isinstance(value, bool):
        return "true" if value else ""
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return "" if value is None or value == "" else str(value)
