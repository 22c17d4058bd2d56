"""Why a body is not edited: one reason, never a word of the body."""

from __future__ import annotations

from quarterdeck.errors import QuarterdeckError


class CannotSplice(QuarterdeckError):
    """An edit that cannot be made so that nothing else changes. `reason` is a short kebab-case word.

    Reasons: "ambiguous" (the place or the charset can be read in several ways), "beside-the-body", "boundary" (the new
    text contains the multipart boundary), "breaks-json" (a text that was JSON would be none), "charset" (text and bytes
    do not map), "conflicting-edits" (in a text and in the JSON written in it), "file", "file-name", "no-such-part",
    "not-text" (a number, a list, a name that cannot be changed), "partial-upload", "protobuf", "signed", "verification"
    (what was made does not read as it should), else why the body is opaque.
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"the body cannot be edited: {reason}")
