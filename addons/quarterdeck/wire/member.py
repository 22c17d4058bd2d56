"""What a member of a body is by its name: whose words it holds, whether a file, and whether the name itself says more.

No honest schema has names such as a sentence, an address or a key of an API; they are texts like any other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from quarterdeck.wire.schema_names import SCHEMA_NAMES

_ROLES = {
    **dict.fromkeys(
        "messages message prompt prompts input inputs inputtext contents content query query_str question text texts "
        "instances suffix documents chat_history history parts utterance instruction dsl_query sentences "
        "extracted_content displayprompt additional_messages sensitive_string_value".split(),
        "user",
    ),
    **dict.fromkeys(
        "system instructions systeminstruction system_instruction system_prompt preamble "
        "additional_instructions".split(),
        "system",
    ),
    **dict.fromkeys("tools functions response_format toolconfig tool_config".split(), "tool"),
}
# Where a file may stand; the last ones hold nothing else.
_FILES = frozenset("data image audio video file document mask input_image image_data".split())
_FILES_ONLY = frozenset(
    "file_data filedata bytes images b64_json image_base64 image_b64 base64 bytesbase64encoded imagebytes blob".split()
)
_LONGEST_NAME = 40
_IDENTIFIER = re.compile(r"[@$]?[A-Za-z0-9_.$/:\[\]-]*\Z")
# A word of this length with a digit in it is no word of a name that somebody chose.
_RANDOM = re.compile(r"(?=[A-Za-z]*[0-9])[A-Za-z0-9]{16}")
# A year, a number of a project; names of schemas have a size in them, a version or an algorithm at most.
_MANY_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Member:
    """`token` is the name in a pointer (RFC 6901); `role` whose words it holds, None when the name does not say.

    `telling`: the name is a text of its own. `file`: "" for no file, "maybe", or "only". `own`: no schema of a format
    has it and it is not telling, but whoever wrote the body has chosen it.
    """

    token: str
    role: str | None
    telling: bool
    file: str
    own: bool


@lru_cache(maxsize=4096)
def member(name: str) -> Member:
    """What a member is by its name."""
    folded = name.strip().casefold()
    kind = "only" if folded in _FILES_ONLY else "maybe" if folded in _FILES else ""
    says = telling(name)
    return Member(escape(name), _ROLES.get(folded), says, kind, not says and name not in SCHEMA_NAMES)


def telling(name: str) -> bool:
    """Whether a name says something by itself: over 40 characters, no identifier, an address, or digits as in a key."""
    if len(name) > _LONGEST_NAME or not _IDENTIFIER.match(name) or "://" in name:
        return True
    return sum(map(str.isdigit, name)) >= _MANY_DIGITS or _RANDOM.search(name) is not None


def escape(name: str) -> str:
    """A member's name as a token of a pointer (RFC 6901 section 3)."""
    if "~" in name or "/" in name:
        return name.replace("~", "~0").replace("/", "~1")
    return name
