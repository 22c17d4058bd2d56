"""What a value is made of, where its shape alone says little: an identifier, a hash or an expression is no secret."""

from __future__ import annotations

import re

from quarterdeck.detect.confirm.matched import Matched

_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_HEX = re.compile(r"[0-9a-f]+", re.IGNORECASE)
_LENGTHS_OF_HASHES = frozenset({32, 40, 56, 64, 96, 128})
_OF_HASHES = re.compile(
    r"(?:^|[^a-z])(?:sha-?(?:1|2|224|256|384|512)?(?:sums?)?|md5(?:sum)?|commits?|etag(?:[^a-z]{0,4}w)?|(?:trace|span)(?:[-_]?id)?|checksum|digest|hash(?:es)?|"
    r"integrity|rev(?:ision)?|blake2b?|fingerprint|object|tree|parent|merge|blob|gitsha|index)[^a-z]{0,12}$",
    re.IGNORECASE,
)
# One word or several, joined as names of variables are, without a digit: a name, not a value.
_NAME = re.compile(r"[a-z]+(?:[-_.:/][a-z]+)*|[A-Z]+(?:[-_.:][A-Z]+)*|[a-z]+(?:[A-Z][a-z]+)+|(?:[A-Z][a-z]+)+")
_CALL = re.compile(r".*\w\(.*|.*\w\[.*\].*|[$&@%]\w.*|[({\[<].*|.*(?:\|\||&&|=>|==).*")
_CODE = re.compile(rf"[A-Za-z_][\w]*(?:(?:\.|->|::)[A-Za-z_]\w*)+[;,)]*|{_CALL.pattern}")


def not_uuid(matched: Matched) -> bool:
    """Whether the value is something else than an identifier of the common form."""
    return not _UUID.fullmatch(matched.value)


def not_hash(matched: Matched) -> bool:
    """Whether the value is not the hash that a word before it announces."""
    value = matched.value
    is_one = len(value) in _LENGTHS_OF_HASHES and _HEX.fullmatch(value) is not None
    return not (is_one and _OF_HASHES.search(matched.before))


def mixed(matched: Matched) -> bool:
    """Whether the value has both letters and digits."""
    return any(map(str.isalpha, matched.value)) and any(map(str.isdecimal, matched.value))


def not_code(matched: Matched) -> bool:
    """Whether the value is a value, and not a call, an attribute or a variable that holds one."""
    return not _CODE.fullmatch(matched.value)


def not_call(matched: Matched) -> bool:
    """Whether the value is no call and no variable; in an address no attribute stands, so a dot is a password's."""
    return not _CALL.fullmatch(matched.value)


def not_name(matched: Matched) -> bool:
    """Whether the value is more than words joined as in the name of a variable: passwords have other characters."""
    return not _NAME.fullmatch(matched.value)
