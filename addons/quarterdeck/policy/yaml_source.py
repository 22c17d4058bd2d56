"""Reads one YAML file of a person's into plain data, remembering where everything stands.

No surprises and no bombs: text is text unless it is plainly a number, true, false or null; no tag makes an
object; size, depth and what aliases expand to are bounded before anything is built.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from quarterdeck.errors import Problem, Problems
from quarterdeck.policy.places import Places, Spot
from quarterdeck.policy.yaml_build import MAX_DEPTH, Builder, Refused

MAX_BYTES = 10_000_000
# Control characters, the two non-characters, and the bidirectional controls that make text read other than it is.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Source:
    """The plain data of a file (None when it holds nothing) and the place of each key and value."""

    name: str
    data: Any
    places: Places


def read_yaml(path: Path, name: str | None = None) -> Source:
    """The data of a file; `name` is what the errors call it. Raises Problems."""
    shown = name or str(path)
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise Problems([Problem(shown, 0, 0, f"cannot be read: {error.strerror or error}")]) from None
    return parse_yaml(content, shown)


def parse_yaml(content: bytes | str, name: str) -> Source:
    """The data of a YAML text; `name` is what the errors call it. Raises Problems."""
    text = _text(content, name)
    builder = Builder()
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.feed(event)
    except Refused as refused:
        raise Problems([Problem(name, *refused.place, refused.message, refused.hint, refused.code)]) from None
    except yaml.MarkedYAMLError as error:
        raise Problems([_marked(error, name)]) from None
    except (yaml.YAMLError, ValueError) as error:
        raise Problems([Problem(name, 0, 0, f"is not valid YAML: {error}", code="yaml")]) from None
    return Source(name, builder.data, Places(builder.root or Spot((1, 1))))


def _text(content: bytes | str, name: str) -> str:
    if len(content) > MAX_BYTES:
        message = f"is larger than {MAX_BYTES // 1_000_000} MB, so it was not read"
        raise Problems([Problem(name, 0, 0, message, "put long lists of hosts in a domains_file", "too-large")])
    text = _decode(content, name) if isinstance(content, bytes) else content
    found = _CONTROL.search(text)
    if found:
        at = found.start()
        line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
        message = f"the control character U+{ord(found[0]):04X} may not stand in a rule file"
        raise Problems([Problem(name, line, column, message, "remove it", "encoding")])
    return text


def _decode(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        raise Problems([Problem(name, line, column, "is not UTF-8 text", "save it as UTF-8", "encoding")]) from None


def _marked(error: yaml.MarkedYAMLError, name: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    what = " ".join(filter(None, [error.problem, error.context]))
    if "nesting depth" in what:
        message = f"is nested more than {MAX_DEPTH} levels deep"
        return Problem(name, line, column, message, "make it flatter", "too-deep")
    hint = ""
    if "tab character" in what or "cannot start any token" in what:
        hint = "indent with spaces, not tabs, and put text that begins with @, % or ` in quotes"
    return Problem(name, line, column, f"is not valid YAML: {what}", hint, "yaml")
