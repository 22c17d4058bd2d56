"""Problems as SARIF 2.1.0, the format that code-scanning services take (OASIS, 2020-03-27)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from quarterdeck import __version__
from quarterdeck.errors import Problem

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "note": "note"}


def sarif(problems: Sequence[Problem], root: Path) -> dict[str, Any]:
    """A log of one run. The URIs of files under `root` are relative to it; the rules are the problems' codes."""
    codes = sorted({problem.code for problem in problems})
    driver = {"name": "Quarterdeck", "version": __version__, "rules": [_rule(code, problems) for code in codes]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem, codes.index(problem.code), root) for problem in problems],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str, problems: Sequence[Problem]) -> dict[str, Any]:
    gravest = min((problem.severity for problem in problems if problem.code == code), key=list(_LEVELS).index)
    text = code.replace("-", " ").capitalize()
    return {"id": code, "shortDescription": {"text": text}, "defaultConfiguration": {"level": _LEVELS[gravest]}}


def _result(problem: Problem, index: int, root: Path) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": uri(problem.file, root)}}
    if problem.line:
        place["region"] = {"startLine": problem.line, "startColumn": max(problem.column, 1)}
    text = f"{problem.message} ({problem.hint})" if problem.hint else problem.message
    return {
        "ruleId": problem.code,
        "ruleIndex": index,
        "level": _LEVELS[problem.severity],
        "message": {"text": text},
        "locations": [{"physicalLocation": place}],
    }


def uri(file: str, root: Path) -> str:
    """A file's URI reference: relative under `root`, else absolute (RFC 3986)."""
    path = Path(file)
    if not path.is_absolute():
        return quote(path.as_posix())
    try:
        return quote(path.relative_to(root).as_posix())
    except ValueError:
        return path.as_uri()
