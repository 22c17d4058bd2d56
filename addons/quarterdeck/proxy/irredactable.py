"""Why something was not taken out of a request that was refused for it, in words for whoever sent it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

MEANS: Mapping[str, str] = MappingProxyType(
    {
        "in-file": "it stands in a file, and files are not rewritten; send the text without it",
        "beside-the-body": "it stands in the address or a header; put it into the message",
        "not-text": "it stands there as a number or a name that cannot be replaced; send it as text",
        "no-place": "it is about the whole of it, such as a label of a file",
        "turned": "it is written backwards or in ROT13; write it plainly",
        "over-parts": "it begins in one message and ends in another; send it in one",
        "ambiguous": "it stands in what programs read in several ways, or not at all; send it in a plain request",
        "signed": "the request is signed, and would not be valid any more",
        "protobuf": "the request is in a binary form that is not rewritten",
        "not-kept": "the request is too large to be rewritten",
        "names-unavailable": "the store of placeholders does not answer; try again in a moment",
        "too-many-values": "this conversation has more such values than can be kept apart; begin a new one",
    }
)
"""Each follows "because"; what is not listed is in a form that cannot be rewritten safely."""

_OTHERWISE = "the request is in a form that cannot be rewritten safely"


def told(reason: str) -> str:
    """A sentence about a reason of `Decision.irredactable`."""
    means = MEANS.get(reason, _OTHERWISE)
    return f"What was found would have been taken out for you, but it could not be, because {means} ({reason})."
