"""Every reason why something was not read, in one visible table: the word for rules and records, words for people.

A reason that a reader gives stands here, and nothing stands here that no reader gives; a test checks both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

# Said in more than one place of the proxy.
TOO_LARGE = "too-large"


@dataclass(frozen=True, slots=True)
class Unread:
    """`means` follows a colon or stands in brackets; `remedy` is a sentence, "" where there is nothing to do."""

    means: str
    remedy: str = ""


UNREAD: Mapping[str, Unread] = MappingProxyType(
    {
        # Bodies and messages.
        TOO_LARGE: Unread("it is larger than what is read", "Send less at once."),
        "not-json": Unread("it should be JSON, and is not", "Send valid JSON."),
        "duplicate-keys": Unread(
            "a member of its JSON stands there twice, and programs differ in which one they take",
            "Send each member once.",
        ),
        "too-many-documents": Unread("more JSON documents follow each other than are read", "Send fewer at once."),
        "too-many-parts": Unread("it has more texts, pages or cells than are read", "Send it in smaller portions."),
        "too-deep": Unread("more stands inside each other than is opened", "Send what is inside by itself."),
        "unknown-encoding": Unread("it is encoded in a way that is not known", "Send it as it is, or with gzip."),
        "corrupt-encoding": Unread("its compression is broken or cut off", "Send it as it is."),
        "unknown-charset": Unread("its character set is not known", "Send it as UTF-8."),
        "bad-charset": Unread("its bytes are no text in the character set that it has", "Send it as UTF-8."),
        "bad-multipart": Unread("the form could be taken apart in more than one way", "Send it by another program."),
        "bad-frames": Unread("it is not framed as its protocol asks", "Send it by another program."),
        "protobuf": Unread("it is in a binary form whose fields are not known"),
        "binary": Unread("it is no text, and no file of a known kind", "Send the text itself."),
        "unexpected-shape": Unread(
            "the program sends its requests in a form that Quarterdeck does not know yet",
            "Tell whoever looks after Quarterdeck.",
        ),
        "header-mismatch": Unread("its headers name another tool or method than its body", "Name the same in both."),
        "several-tools": Unread("it calls several tools at once", "Call one tool in one request."),
        "webrtc": Unread("it opens a call whose sound passes beside the proxy", "Use WebSocket or HTTP instead."),
        "token-ids": Unread("the prompt is given as numbers of tokens, not as text", "Send the text itself."),
        "partial-upload": Unread("it is one piece of an upload in several requests", "Send the file in one request."),
        "decode-budget": Unread("its text is encoded over and over, more than is undone", "Send it as plain text."),
        "model-budget": Unread("it has more text than a model for names can read in time", "Send less at once."),
        # Files.
        "file": Unread(
            "a file was not opened, since no rule asks what is in it or too many came at once", "Send fewer files."
        ),
        "encrypted": Unread("the file is locked with a password or a key", "Send it unlocked."),
        "corrupt-file": Unread("the file is damaged, or not what it seems to be", "Save it anew and send that."),
        "unknown-file": Unread("no text can be got out of a file of this kind", "Send the text itself."),
        "no-text": Unread("there is no text in it, such as in scanned pages", "Send the text itself."),
        "embedded-image": Unread("a document has pictures beside its words", "Nothing, unless they show what matters."),
        "image": Unread("nobody looks at what a picture shows", "Write what is in it."),
        "audio": Unread("nobody listens to what a recording says", "Write what is said."),
        "video": Unread("nobody watches what a film shows", "Write what is in it."),
        "legacy-office": Unread(
            "a file in the form of before 2007 may hold comments, pictures and macros that are not read",
            "Save it as docx, xlsx or pptx.",
        ),
        "hidden-data": Unread(
            "it holds bytes that some programs pass over and others read", "Save it anew and send that."
        ),
        "ambiguous-file": Unread("its directory and its contents disagree", "Pack it anew and send that."),
        "dtd": Unread("its XML brings definitions of its own, which are not followed", "Save it without a DTD."),
        "unknown-compression": Unread("a file in it is packed in a way that is not known", "Pack it as plain zip."),
        "bomb": Unread("it unpacks to far more than a real file would"),
        "file-too-large": Unread("the file, or what it unpacks to, is larger than what is read", "Send a smaller one."),
        "too-many-members": Unread("there are more files in it than are opened", "Send fewer files."),
        "time-budget": Unread("it took too long to read", "Send a smaller file."),
        "memory-budget": Unread("it took too much memory to read", "Send a smaller file."),
        "extractor-busy": Unread("too many files were waiting to be read", "Try again in a minute."),
        "extractor-failed": Unread("the program that reads files failed at it", "Save it anew and send that."),
        # The room for large bodies.
        "spool-full": Unread("there is no room on disk to hold it until it is judged", "Try again in a minute."),
        "spool-failed": Unread("it could not be held on disk", "Tell whoever looks after Quarterdeck."),
        "memory-full": Unread("too many bodies were in memory at once to keep it", "Try again in a minute."),
        # Connections and answers, in records only.
        "tunnelled": Unread("no rule needs this connection decrypted, or the settings forbid it"),
        "pinned": Unread("the client does not trust the certificate authority", "Install the authority there."),
        "not-asked": Unread("no rule depends on what the answer says"),
    }
)


def told(reason: str) -> str:
    """A reason with what it means, for people: "encrypted (the file is locked with a password or a key)"."""
    known = UNREAD.get(reason)
    return f"{reason} ({known.means})" if known else reason
