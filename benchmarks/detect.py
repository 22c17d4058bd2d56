"""Detection in chat prompts with 1, 10 and 100 custom patterns: time of a look, and throughput, beside the bare passes.

`plain` prompts are prose; `mixed` ones hold code, paths, links and accents, and so are read in several ways.
"""

from __future__ import annotations

import random

from quarterdeck.detect import Detectors
from quarterdeck.detect.pattern import Pattern
from quarterdeck.detect.search import Search
from quarterdeck.detect.view import View
from quarterdeck.model.content import Part
from timing import microseconds

WORDS = (
    "the of and to in is you that it was for on are as with they be this have from one had by but not what all were we "
    "when your can said there use an each which she do how their if will up other about out many then them these so "
    "some her would make like him into time has look two more write go see number no way could people my than first "
    "water been call who its now find long down day did get come made may part please summarise following customer "
    "meeting information between development understand different important however returns function"
).split()
ASIDES = (
    "`def read(path, limit=1024):\\n    return open(path).read(limit)`",
    "https://docs.example.com/guides/getting-started/installation.html?section=quick%20start&page=2",
    "/usr/local/lib/python3.13/site-packages/quarterdeck/detect/__init__.py",
    "5f4dcc3b5aa765d61d8327deb882cf99",
    "M\u00fcller & S\u00f6hne \u2014 \u201ccaf\u00e9\u201d",
    '{"name": "value", "items": [1, 2, 3, 4, 5, 6]}',
)
KINDS = (
    r"\bPRJ{n}-[0-9]{{4,6}}\b",
    r"(?i)project\s+codename{n}",
    r"\bEMP{n}[0-9]{{6}}\b",
    r"[A-Z]{{3}}{n}-[0-9]{{6}}-[A-Z]",
    r"cust{n}_[a-f0-9]{{12}}",
)


def prompt(size: int, kind: str) -> str:
    """A made-up prompt of so many characters, the same at each call."""
    source = random.Random(size)
    words = []
    length = 0
    while length < size:
        word = source.choice(ASIDES) if kind == "mixed" and source.random() < 0.02 else source.choice(WORDS)
        words.append(word)
        length += len(word) + 1
    return " ".join(words)[:size]


def patterns(count: int) -> tuple[Pattern, ...]:
    """So many expressions that match nothing in the prompts."""
    return tuple(Pattern(f"custom.p{n}", KINDS[n % len(KINDS)].format(n=n)) for n in range(count))


def main() -> None:
    print(f"{'prompt':>14} {'patterns':>8} {'bare us':>9} {'look us':>9} {'MB/s':>7}")
    for kind in ("plain", "mixed"):
        for size in (4_000, 100_000):
            text = prompt(size, kind)
            data = text.encode()
            parts = [Part("/messages/0/content", text)]
            for count in (1, 10, 100):
                chosen = patterns(count)
                detectors, search = Detectors(chosen), Search(chosen)
                assert not detectors.look(parts).findings
                rounds = 800_000 // size
                bare = microseconds(lambda search=search, text=text: search.anything(View(text)), rounds)
                look = microseconds(lambda detectors=detectors, parts=parts: detectors.look(parts), rounds)
                print(f"{kind:>6} {size / 1000:>4.0f} KB {count:>8} {bare:>9.1f} {look:>9.1f} {len(data) / look:>7.0f}")


if __name__ == "__main__":
    main()
