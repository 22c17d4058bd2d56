"""Texts and files made to be slow or large: the time and the memory that a look at each takes, in a process of its own.

As a program, `hostile.py NAME`, it does one and prints the figures.
"""

from __future__ import annotations

import base64
import gzip
import io
import json
import resource
import string
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from random import Random
from typing import Any

SIZE = 1_000_000
SEED = 1


def _repeated(text: str) -> Callable[[], str]:
    return lambda: (text * (SIZE // len(text) + 1))[:SIZE]


def _nested() -> str:
    data = b"nothing to see here. " * 20
    while len(data) < SIZE // 2:
        data = base64.b64encode(data)
    return data.decode()


def _packed() -> str:
    return base64.b64encode(gzip.compress(b"secret " * 20_000_000)).decode()


def _letters() -> str:
    return "".join(Random(SEED).choices(string.ascii_letters + "  ", k=SIZE))


TEXTS: dict[str, Callable[[], str]] = {
    "halves of addresses": _repeated("a@"),
    "dots and at signs": _repeated("a.b@c."),
    "digits": _repeated("4111111111111112 "),
    "spaced digits": _repeated("4 1 1 1 "),
    "beginnings of keys": _repeated("-----BEGIN RSA PRIVATE KEY-----\n"),
    "assignments": _repeated('password = "'),
    "words and numbers": _repeated("passport ssn iban tax id 123456789 "),
    "one long word": _repeated("a"),
    "base64 many times over": _nested,
    "140 MB in base64": _packed,
    "percent signs": _repeated("%2541"),
    "zero-width signs": _repeated("p\u200ba\u200bs\u200bs "),
    "look-alike letters": _repeated("\u0440\u0430ssw\u043erd: \u0455ecret "),
    "cards": _repeated("4111 1111 1111 1111, "),
    "tokens": _repeated("AKIAQYLPMN5HFIQR7XYA "),
    "numbers of versions": _repeated("1.2.3.4."),
    "brackets": _repeated("{[(<"),
    "hex": _repeated("deadbeef"),
    "escapes": _repeated("\\u0041"),
    "lines": _repeated("\n"),
    "addresses of machines": _repeated("10.1.2.3 "),
    "telephones": _repeated("+1 415 555 2671 "),
    "letters at random": _letters,
    "joined letters": _repeated("e\u0301"),
}


def _zipped(name: str, size: int) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(name, "w", force_zip64=True) as member,
    ):
        for _ in range(size >> 20):
            member.write(b" " * (1 << 20))
    return out.getvalue()


FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a document of 1 GB": ("bomb.docx", lambda: _zipped("word/document.xml", 1 << 30)),
    "an archive of 1 GB": ("bomb.zip", lambda: _zipped("text.txt", 1 << 30)),
    "a compressed file of 1 GB": ("bomb.gz", lambda: gzip.compress(bytes(1 << 30), 1)),
}


def worst() -> dict[str, Any]:
    """The slowest and the largest of all."""
    found = {}
    for name in (*TEXTS, *FILES):
        done = subprocess.run([sys.executable, "-P", __file__, name], check=True, capture_output=True, text=True)
        found[name] = json.loads(done.stdout)
    slowest = max(found, key=lambda name: found[name]["seconds"])
    largest = max(found, key=lambda name: found[name]["megabytes"])
    return {
        "slowest": slowest,
        "seconds": found[slowest]["seconds"],
        "largest": largest,
        "megabytes": found[largest]["megabytes"],
        "each": found,
    }


def _resident() -> float:
    """The most memory that this process or a child of it ever had, in MB."""
    unit = 1 if sys.platform == "darwin" else 1024
    both = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return max(both) * unit / 1e6


def main(name: str) -> None:
    from quarterdeck.config.compiled import prepare  # noqa: PLC0415 - the names of all are known without it
    from quarterdeck.config.detectors import detectors_of  # noqa: PLC0415
    from quarterdeck.config.scan import scan_file, scan_text  # noqa: PLC0415
    from quarterdeck.extract.apart import Apart  # noqa: PLC0415

    detectors = detectors_of((), everything=True)
    prepare(detectors)
    with Apart() as apart:
        if name in TEXTS:
            text = TEXTS[name]()
            before, began = _resident(), time.thread_time()
            scan_text(text, detectors)
            seconds = time.thread_time() - began
        else:
            file, make = FILES[name]
            data = make()
            apart.extract(b"warm", "warm.txt")
            before, began = _resident(), time.perf_counter()
            scan_file(apart.extract(data, file), detectors)
            seconds = time.perf_counter() - began
    print(json.dumps({"seconds": seconds, "megabytes": max(0.0, _resident() - before)}))


if __name__ == "__main__":
    main(sys.argv[1])
