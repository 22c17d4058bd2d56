"""Runs detect-secrets or Presidio over texts: `python -P rivals.py NAME ENTITY...`, in the environment that holds them.

A JSON line {"text", "suffix"} each on stdin gives a JSON line [[start, end, name, score], ...] on stdout; the last one
says how many seconds the looking took. Imports nothing of this project, nor does any of it go to a network.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Look = Callable[[str, str], list[tuple[int, int, str, float]]]


def detect_secrets(folder: Path) -> Iterator[Look]:
    """All plugins and the filters that stand by default; it reads files, so each text is one of the right ending."""
    from detect_secrets.core.scan import scan_file  # noqa: PLC0415 - only one of the two is loaded
    from detect_secrets.settings import default_settings  # noqa: PLC0415

    def look(text: str, suffix: str) -> list[tuple[int, int, str, float]]:
        path = folder / f"text{suffix}"
        path.write_text(text, encoding="utf-8", newline="")
        lines = text.splitlines(keepends=True)
        starts = [0]
        for line in lines:
            starts.append(starts[-1] + len(line))
        found = []
        for secret in scan_file(str(path)):
            line = lines[secret.line_number - 1]
            value = secret.secret_value or ""
            place = line.find(value) if value else -1
            start = starts[secret.line_number - 1] + max(place, 0)
            found.append((start, start + (len(value) if place >= 0 else len(line)), secret.type, 1.0))
        return found

    with default_settings():
        yield look


def presidio(entities: set[str]) -> Iterator[Look]:
    """The recognizers by pattern of these entities, with their context words, and no model."""
    import inspect  # noqa: PLC0415 - only one of the two is loaded

    import presidio_analyzer.predefined_recognizers as known  # noqa: PLC0415
    import spacy  # noqa: PLC0415
    import tldextract  # noqa: PLC0415
    from presidio_analyzer import PatternRecognizer  # noqa: PLC0415
    from presidio_analyzer.context_aware_enhancers import LemmaContextAwareEnhancer  # noqa: PLC0415
    from presidio_analyzer.nlp_engine import NlpArtifacts, SpacyNlpEngine  # noqa: PLC0415

    classes = [one for _, one in inspect.getmembers(known, inspect.isclass) if issubclass(one, PatternRecognizer)]
    recognizers = [one() for one in (*classes, known.PhoneRecognizer) if one is not PatternRecognizer]
    recognizers = [one for one in recognizers if entities & set(one.supported_entities)]
    # The list of domains that it comes with, not that of the day from the network.
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    blank = spacy.blank("en")
    blank.max_length = 1 << 30
    engine = SpacyNlpEngine()
    engine.nlp = {"en": blank}
    enhancer = LemmaContextAwareEnhancer()

    def look(text: str, suffix: str) -> list[tuple[int, int, str, float]]:  # noqa: ARG001 - all lookers are called alike
        tokens = blank(text)
        words = [token.text.lower() for token in tokens]
        artifacts = NlpArtifacts([], tokens, [token.idx for token in tokens], words, engine, "en")
        found: list[Any] = []
        for one in recognizers:
            raw = one.analyze(text, one.supported_entities, artifacts)
            if raw:
                found += enhancer.enhance_using_context(text, raw, artifacts, [one])
        return [(one.start, one.end, one.entity_type, one.score) for one in found]

    yield look


def main() -> None:
    name, *entities = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        looks = detect_secrets(Path(folder)) if name == "detect-secrets" else presidio(set(entities))
        for look in looks:
            look("nothing to see here", ".txt")
            seconds = 0.0
            for line in sys.stdin:
                asked = json.loads(line)
                began = time.process_time()
                found = look(asked["text"], asked["suffix"])
                seconds += time.process_time() - began
                print(json.dumps(found), flush=True)
            print(json.dumps({"seconds": seconds}), flush=True)


if __name__ == "__main__":
    main()
