"""The forms in which a model gives a placeholder back, as expressions.

Angle brackets, however escaped, prove that it is one: then any case and any separator counts. Without them the spelling
must leave no doubt, for `email_1` is a variable and "payment card 1" is English.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from quarterdeck.redact.partial import Piece, any_case, before, either, letters, maybe, named, one, row, unless, when

CONTEXT = 8
"""Characters before a placeholder that decide whether it is one."""

JOINT = r"(?:\\{0,4}[_-]|[ \u00a0\u2010\u2011]|%20)"
NUMBER = "[1-9][0-9]{0,6}"
EMPHASIS = "mark"
"""The group of what stands around a placeholder and is no part of it."""
BEGINNINGS = r"<\uff1c\u27e8\u3008\\&%\[{_"
"""What a form begins with, in a character class; it may begin with its type as well."""

AROUND = 48
"""More than the longest brackets, number and last joint, with their spaces and what is looked at behind."""
JOINT_LENGTH = 5

# What a word goes on with. Scripts without spaces between words may stand right beside a placeholder.
_WORD = r"0-9A-Za-z_\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0370-\u052f"
_HEX = "[0-9A-Fa-f]"
_SLASHES = r"\\{1,4}"
_MAYBE_SLASHES = r"\\{0,4}\Z"

_COUNT = Piece(NUMBER, rf"(?:{NUMBER})?\Z")
_PAD = maybe(one(r"[ \u00a0]"))
_LOW_LINE = Piece(r"\\{0,4}_", _MAYBE_SLASHES)
_ESCAPED_LOW_LINE = Piece(rf"{_SLASHES}_", _MAYBE_SLASHES)
_HYPHEN = Piece(r"\\{0,4}-", _MAYBE_SLASHES)
_ANY = either([_LOW_LINE, _HYPHEN, one(r"[ \u00a0\u2010\u2011]"), letters("%20")])


def _angle(plain: str, name: str, code: int) -> Piece:
    entities = [f"{amp}{said};" for amp in ("&", "&amp;") for said in (name, f"#{code}", f"#x{code:x}")]
    slashes = Piece(_SLASHES, _MAYBE_SLASHES)
    escapes = [row(slashes, letters(f"{kind}{code:x}")) for kind in ("u00", "x")]
    return any_case(either([one(plain), *escapes, *map(letters, entities), letters(f"%{code:x}")]))


_ESCAPED_OPEN = Piece(rf"{_SLASHES}<", _MAYBE_SLASHES)
_ESCAPED_CLOSE = Piece(rf"{_SLASHES}>", _MAYBE_SLASHES)
_LOOSE_CLOSE = Piece(r"\\{0,4}>", _MAYBE_SLASHES)
_OPEN = _angle(r"[<\uff1c\u27e8\u3008]", "lt", 0x3C)
_CLOSE = either([_angle(r"[>\uff1e\u27e9\u3009]", "gt", 0x3E), _ESCAPED_CLOSE])
# Each closes as it was opened, or the brackets are none of the placeholder's.
_BRACKETS = ((r"[[", r"]]"), (r"{{", r"}}"), (r"\[", r"\]"), (r"\{", r"\}"), ("[", "]"), ("{", "}"))
_LOW_BRACKET = either([named(f"b{index}", letters(low)) for index, (low, _) in enumerate(_BRACKETS)])
_HIGH_BRACKET = either([when(f"b{index}", letters(high)) for index, (_, high) in enumerate(_BRACKETS)])

# Escapes end in letters and digits, and what follows begins a word all the same.
_ESCAPED = rf"(?<=\\[nrtbf])|(?<=\\u00{_HEX}{{2}})|(?<=%{_HEX}{{2}})"
_BEGINS = before(rf"(?:(?<![{_WORD}])|{_ESCAPED})")
# Emphasis by low lines, on both sides: it stays where it is.
_MARK = either([row(before(rf"(?<![{_WORD}])"), named(EMPHASIS, Piece("__?", r"_?\Z"))), _BEGINS])
_SAME_MARK = either([when(EMPHASIS, Piece(rf"(?P={EMPHASIS})", r"_?\Z")), unless(EMPHASIS)])
_ENDS = Piece(rf"(?![{_WORD}]|{_SLASHES}_)", _MAYBE_SLASHES)
# "PAYMENT CARD 1" is not the end of "US PAYMENT CARD 1", nor the beginning of "PAYMENT-CARD-1-2".
_BEGINS_APART = before(rf"(?:(?<![{_WORD}])(?<![A-Z0-9_][ \u00a0-])|{_ESCAPED})")
_ENDS_APART = Piece(rf"(?![{_WORD}]|{_SLASHES}[_-]|-[{_WORD}])", r"(?:\\{0,4}|-)\Z")


def forms(kinds: Iterable[str]) -> Piece:
    """Any form of any placeholder of these types, of which there is one at least."""
    # A longer type first: of two that match at one place it is the one that is meant.
    words = [kind.split("_") for kind in sorted(kinds, key=lambda kind: (-len(kind), kind))]
    return either(
        [
            row(_OPEN, _PAD, any_case(_types(words, _ANY)), _ANY, _COUNT, _PAD, _CLOSE),
            _markdown(words),
            row(_LOW_BRACKET, _PAD, _sure(words, _ANY), _PAD, _HIGH_BRACKET),
            row(_MARK, _sure(words, _LOW_LINE), _SAME_MARK, _ENDS),
            _apart(words),
        ]
    )


def _types(words: Sequence[Sequence[str]], joint: Piece) -> Piece:
    return either([_joined(each, joint) for each in words])


def _joined(words: Sequence[str], joint: Piece) -> Piece:
    pieces = [letters(words[0])]
    for word in words[1:]:
        pieces += (joint, letters(word))
    return row(*pieces)


def _markdown(words: Sequence[Sequence[str]]) -> Piece:
    """Escaped as markdown asks. A backslash before our own bracket was there before us, and stays."""
    either_end = either(
        [
            row(_ESCAPED_LOW_LINE, _COUNT, _LOOSE_CLOSE),
            row(_ANY, _COUNT, _ESCAPED_CLOSE),
        ]
    )
    return row(_ESCAPED_OPEN, any_case(_types(words, _ANY)), either_end)


def _sure(words: Sequence[Sequence[str]], joint: Piece) -> Piece:
    """Types of several words in any case, those of one in capitals; and the number."""
    return _split(
        words,
        lambda several: row(any_case(_types(several, joint)), joint, _COUNT),
        lambda single: row(_types(single, joint), joint, _COUNT),
    )


def _apart(words: Sequence[Sequence[str]]) -> Piece:
    """In capitals without brackets, and not all of its joints low lines; a type of one word with a hyphen only."""
    spelled = _split(
        words,
        lambda several: row(_types(several, _ANY), _ANY, _COUNT),
        lambda single: row(_types(single, _ANY), _HYPHEN, _COUNT),
    )
    return row(_BEGINS_APART, spelled, _ENDS_APART)


_Made = Callable[[Sequence[Sequence[str]]], Piece]


def _split(words: Sequence[Sequence[str]], several: _Made, single: _Made) -> Piece:
    long = [each for each in words if len(each) > 1]
    short = [each for each in words if len(each) == 1]
    return either([make(group) for make, group in ((several, long), (single, short)) if group])
