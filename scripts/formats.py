"""The page of what is read: wire formats from the table and the samples, kinds of files, limits, reasons."""

from __future__ import annotations

import dataclasses
import inspect
import re
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from quarterdeck.config.schema import Limits
from quarterdeck.extract import READERS, frames
from quarterdeck.extract.budget import Budget
from quarterdeck.extract.pool import Extractors
from quarterdeck.model.reasons import UNREAD
from quarterdeck.proxy import large, uploads
from quarterdeck.wire import FORMATS, answers
from quarterdeck.wire.format import Format

SAMPLES = Path(__file__).parents[1] / "tests" / "wire"
# Addresses that a row shows; the samples have the rest.
MOST = 4
DRIFT = re.compile(r"drift\.opaque|\"unexpected-shape\"")

# What is read of each kind. Every kind of `extract.READERS` stands here once.
KINDS: dict[str, str] = {
    "text csv": "the text, in each charset that it may be in",
    "json": "the text, and what its strings mean",
    "html xml svg": "the text, attributes, comments, hidden parts; a DTD is not followed (`dtd`)",
    "rtf": "every group, headers, notes and what follows the end; objects as files",
    "pdf": "pages, annotations, form fields, bookmarks, scripts, properties, attachments; "
    "pictures are not (`image`), nor pages without text (`no-text`)",
    "docx xlsx xlsb pptx vsdx ooxml": "bodies, headers, notes, comments, hidden sheets, cells and formulas, "
    "properties, links; pictures and objects as files",
    "odt ods odp odf": "bodies, styles, notes, properties; pictures and objects as files",
    "doc xls ppt": "text, cells, notes, properties; the rest is `legacy-office`",
    "ole": "each stream as a file",
    "eml msg": "every header, every body, attachments as files",
    "zip jar epub tar 7z": "each file in it by what it holds, names, comments",
    "gzip bzip2 xz lzma zstd": "the one file in it, and what follows it",
    "png jpeg gif webp tiff heic bmp icon emf wmf psd jpeg2000": "comments, EXIF, XMP, what follows the end; "
    "what it shows is not (`image`)",
    "mp3 m4a wav aac flac ogg": "the text of an ID3 tag; what it says is not (`audio`)",
    "mp4 avi matroska mpeg": "nothing (`video`)",
    "encrypted-office pgp": "nothing (`encrypted`)",
    "elf exe macho class wasm sqlite parquet rar cab unknown": "nothing (`unknown-file`)",
}
# What each limit is about, and the reason where it is reached.
BUDGET: dict[str, tuple[str, str]] = {
    "depth": ("Files inside each other", "too-deep"),
    "ratio": ("Bytes out for one byte in, after the first MiB", "bomb"),
    "member": ("One file that was unpacked", "file-too-large"),
    "out": ("All that is unpacked from one upload", "file-too-large"),
    "characters": ("Characters of text in one upload", "file-too-large"),
    "members": ("Files in one upload", "too-many-members"),
    "parts": ("Pages, cells and the like in one upload", "too-many-parts"),
    "seconds": ("Seconds for one upload", "time-budget"),
}
LIMITS: dict[str, tuple[str, str]] = {
    "memory_body": ("One body in memory", ""),
    "memory_total": ("All bodies of one worker in memory", ""),
    "spool_body": ("One body on disk", "too-large"),
    "spool_total": ("All bodies on disk", "spool-full"),
    "min_free": ("What the disk must keep free", "spool-full"),
}
# Keys of `limits` that are about something else.
OTHER = {"past_spool", "drain", "idle"}


def page() -> str:
    """docs/reference/formats.md, without its first lines."""
    return f"{_formats()}\n\n{_kinds()}\n\n{_limits()}\n\n{_reasons()}\n"


def _table(heads: str, rows: list[tuple[str, ...]]) -> str:
    columns = heads.split("|")
    lines = [f"| {' | '.join(columns)} |", "|" + "---|" * len(columns)]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def _formats() -> str:
    said = (
        "## Wire formats\n\nIn the order in which they are asked. The name is that of `format` in records and in "
        "`quarterdeck explain`. Addresses are those of the samples; a format claims others of the same shape. A "
        "refusal is an error in the grammar named. A changed payload is told as `unexpected-shape` by its *path*, when "
        "nothing that is sent there can be read, or by its *fields*, when nothing stands where the prompt should be; "
        "where it says *no*, it goes to the formats below, as any other. What reaches an AI service in none of these "
        "forms is `json`, `form`, `multipart`, `text` or `file` in records, and all of its text is read."
    )
    heads = "Format|Name|Requests to|Activities|Read of them|Answers|Refusal|Changed payload"
    return f"{said}\n\n{_table(heads, [_row(one) for one in FORMATS])}"


def _row(one: Format) -> tuple[str, ...]:
    samples = _samples("samples", one.name)
    expected = [sample["expect"] for sample in samples if "activity" in (sample["expect"] or {})]
    roles = {text[1] for expect in expected for text in expect["texts"]}
    is_framed = any("frame" in sample["request"] for sample in samples)
    read = sorted(roles - {"file", "field", "key"})
    read += ["files"] if "file" in roles or any("files" in expect for expect in expected) else []
    read += ["WebSocket"] if is_framed else []
    activities = dict.fromkeys(expect["activity"] for expect in expected)
    return (
        one.title,
        f"`{one.name}`",
        _addresses(samples),
        ", ".join(activities),
        ", ".join(read),
        _answers(one),
        f"`{one.grammar}`",
        _drift(one),
    )


def _samples(folder: str, name: str) -> list[dict[str, Any]]:
    found = sorted((SAMPLES / folder / name).glob("*.yaml"))
    return [yaml.safe_load(path.read_text(encoding="utf-8")) for path in found]


def _addresses(samples: list[dict[str, Any]]) -> str:
    """One address for each host, then others, shortened."""
    places = [urlsplit(sample["request"]["url"]) for sample in samples]
    by_host = {place.netloc: f"{place.netloc}{_short(place.path)}" for place in reversed(places)}
    others = (f"{place.netloc}{_short(place.path)}" for place in places)
    every = list(dict.fromkeys([*reversed(by_host.values()), *others]))
    more = f"<br>and {len(every) - MOST} more" if len(every) > MOST else ""
    return "<br>".join(f"`{address}`" for address in every[:MOST]) + more


def _short(path: str) -> str:
    """A path without what is the reader's own: long ids, and the names of models."""
    return "/".join("…" if len(part) > 24 and re.search(r"\d|%", part) else part for part in path.split("/"))


def _answers(one: Format) -> str:
    samples = _samples("answers/samples", one.name)
    ways = {"whole": any(not sample.get("stream") and "frames" not in sample for sample in samples)}
    ways |= {"streamed": any(sample.get("stream") and "frames" not in sample for sample in samples)}
    ways |= {"WebSocket": any("frames" in sample for sample in samples)}
    named = ", ".join(way for way, is_seen in ways.items() if is_seen)
    return named if one.name in answers.GRAMMARS else ", ".join(filter(None, (named, "by their shape")))


def _drift(one: Format) -> str:
    source = inspect.getsource(sys.modules[one.parse.__module__])
    return ", ".join(["path"] * (one.certain is not None) + ["fields"] * bool(DRIFT.search(source))) or "no"


def _kinds() -> str:
    rows = [(" ".join(f"`{kind}`" for kind in names.split()), what) for names, what in KINDS.items()]
    _same("kinds of files", [kind for names in KINDS for kind in names.split()], READERS)
    said = (
        "## Kinds of files\n\nThe kind is told by what a file holds, never by its name; it is what `file_type` in "
        "rules is about. A file that could be of two kinds is read as both. Sensitivity labels of Microsoft are read "
        "wherever a file keeps them, and are findings `marking.mip.ID`."
    )
    return f"{said}\n\n{_table('Kinds|What is read', rows)}"


def _limits() -> str:
    _same("limits of a file", BUDGET, [field.name for field in dataclasses.fields(Budget)])
    pool = {name: one.default for name, one in inspect.signature(Extractors).parameters.items()}
    defaults = dataclasses.asdict(Budget())
    rows = [(what, _amount(defaults[name]), f"`{reason}`") for name, (what, reason) in BUDGET.items()]
    rows += [
        ("Memory of the process that reads a file", _amount(pool["memory"]), "`memory-budget`"),
        ("One file in a body that is in memory", _amount(frames.MAX_FILE), "`file-too-large`"),
        ("One file in a body that is held on disk", _amount(large.MOST_FILE), "`file-too-large`"),
        ("Files of one request", _amount(uploads.MOST), "`file`"),
        ("Files that wait for their turn, in one worker", _amount(pool["waiting"]), "`extractor-busy`"),
        ("Seconds that a file waits for its turn", _amount(pool["patience"]), "`extractor-busy`"),
    ]
    _same("keys of limits", {*LIMITS, *OTHER}, Limits.model_fields)
    configured = Limits()
    rows += [
        (
            f"{what} (`limits.{name}`)",
            _amount(getattr(configured, name), "MB"),
            f"`{reason}`" if reason else "goes to disk",
        )
        for name, (what, reason) in LIMITS.items()
    ]
    said = "## Limits\n\nThose with a key in `quarterdeck.yaml` can be changed."
    return f"{said}\n\n{_table('Of what|Limit|Past it', rows)}"


def _amount(value: float, millions: str = "million") -> str:
    """A number; bytes as whoever set them wrote them."""
    for size, unit in ((10**9, "GB"), (1 << 20, "MiB"), (10**6, millions)):
        if value >= size and value % size == 0:
            return f"{value // size:,.0f} {unit}"
    return f"{value:,.0f}"


def _reasons() -> str:
    rows = [(f"`{word}`", said.means, said.remedy) for word, said in UNREAD.items()]
    said = (
        "## Reasons\n\nWhy something was not read: in rules (`opaque`), in records (`unread`), in "
        "`quarterdeck explain` and `quarterdeck scan`, on the page of a refusal. A request may have several."
    )
    return f"{said}\n\n{_table('Reason|Meaning|What to do', rows)}"


def _same(what: str, told: Any, known: Any) -> None:
    """Raises SystemExit when this page tells of others than there are."""
    if sorted(told) != sorted(known):
        raise SystemExit(f"scripts/formats.py: {what}: {sorted(set(told) ^ set(known))}")
