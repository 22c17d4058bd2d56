"""What detectors find in a file or a text, with the line and the column of each finding."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from quarterdeck.detect import Detectors
from quarterdeck.model.content import Extracted, Part
from quarterdeck.model.finding import Finding
from quarterdeck.redact.names import names_of
from quarterdeck.redact.plan import edits, plan_parts


@dataclass(frozen=True, slots=True)
class Found:
    """A finding; `line` and `column` count from 1 within the text of its part. `text` is what was found."""

    finding: Finding
    line: int
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class Scanned:
    """What came of a scan. `opaque` pairs the places that could not be read ("" for the whole) with the reasons."""

    found: tuple[Found, ...]
    opaque: tuple[tuple[str, str], ...] = ()


def scan_text(text: str, detectors: Detectors) -> Scanned:
    """What is in one text."""
    return _scan((Part("", text),), (), (), detectors)


def redacted_text(text: str, detectors: Detectors) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The text with placeholders for what is found in it, and the detectors whose findings stay, with the reasons."""
    found = plan_parts(detectors.find((Part("", text),)), (Part("", text),))
    placeholders = names_of(found.values, found.avoid)
    pieces, done = [], 0
    for edit in edits(found, placeholders):
        pieces += [text[done : edit.start], edit.text]
        done = edit.end
    left = tuple((one.finding.detector, one.reason) for one in found.refused)
    return "".join((*pieces, text[done:])), left


def scan_file(extracted: Extracted, detectors: Detectors) -> Scanned:
    """What is in a file whose text has been got out."""
    parts = tuple(Part(path, text, "file") for path, text in extracted.texts)
    labels = tuple(Finding(f"marking.mip.{label.id}", path, 0, 0) for path, label in extracted.labels)
    return _scan(parts, labels, extracted.opaque, detectors)


def _scan(
    parts: Sequence[Part], labels: Sequence[Finding], opaque: tuple[tuple[str, str], ...], detectors: Detectors
) -> Scanned:
    texts = {part.pointer: part.text for part in parts}
    starts: dict[str, list[int]] = {}
    found = [Found(label, 1, 1, "") for label in labels]
    looked = detectors.look(parts)
    for finding in looked.findings:
        text = texts[finding.part]
        if finding.part not in starts:
            starts[finding.part] = [0, *(index + 1 for index, letter in enumerate(text) if letter == "\n")]
        line = bisect_right(starts[finding.part], finding.start)
        column = finding.start - starts[finding.part][line - 1] + 1
        found.append(Found(finding, line, column, text[finding.start : finding.end]))
    return Scanned(tuple(found), opaque + tuple(("", reason) for reason in looked.unread))
