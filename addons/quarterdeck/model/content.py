"""What an exchange carries: texts with the exact place of each, or the reason why it cannot be read."""

from __future__ import annotations

from dataclasses import dataclass, field

CREDENTIAL = "credential"
"""The role of what identifies the caller to the service: it is meant to be there."""


@dataclass(frozen=True, slots=True)
class Part:
    """One text of an exchange.

    `pointer` is its RFC 6901 pointer into the body ("" for the whole of it); what follows a "!" is a path inside the
    file that stands there. Pointers that begin with "@" are beside the body: "@path", "@query/NAME", "@header/NAME".
    `role` is who speaks: "user", "assistant", "system", "tool"; or "file", "field", "key" (a member's name),
    "address" and "header" beside the body, "credential" for what identifies the caller to the service.
    """

    pointer: str
    text: str
    role: str = "user"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file inside a body, as bytes. `pointer` says where; `name` and `content_type` are what the client calls it."""

    pointer: str
    data: bytes
    name: str = ""
    content_type: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """A sensitivity label that a file carries (Microsoft Information Protection): its id, and its name if it says."""

    id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Extracted:
    """What one file says. `kind` is its type by content ("pdf", "docx", "zip", "png", "unknown", ...).

    `texts` and `opaque` are pairs of a path inside the file ("" for the file itself, "a.zip!b.docx" when nested) and
    a text, or the reason why what is there could not be read. `labels` are sensitivity labels with their paths.
    """

    kind: str
    texts: tuple[tuple[str, str], ...] = ()
    opaque: tuple[tuple[str, str], ...] = ()
    labels: tuple[tuple[str, Label], ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """A body that was understood.

    `format` names the wire format ("openai-chat"). `models` are all model names that the request could be
    served by: the one asked for, then the fallbacks. `models_known` is False when the format carries a model
    that could not be read (an Azure deployment name, an inference-profile ARN). `opaque` says that some content
    beside it could not be read, and why: "token-ids", "partial-upload". The models stand all the same.
    `files` are those inside the body whose text is not among the parts; somebody else gets it out of them.
    """

    format: str
    activity: str
    models: tuple[str, ...] = ()
    models_known: bool = True
    parts: tuple[Part, ...] = ()
    stream: bool = False
    tool: str | None = None
    opaque: str | None = None
    files: tuple[Upload, ...] = ()


@dataclass(frozen=True, slots=True)
class Opaque:
    """A body that could not be read, and why: "not-json", "too-large", "unknown-encoding", "duplicate-keys"...

    `text` is the body as it stands, where it is a text: nobody knows what it says to whom, but what stands in it does.
    """

    reason: str
    format: str | None = None
    text: str = field(default="", repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Artifact:
    """Something that is fetched to be run elsewhere.

    `kind` is "weights", "package", "container", "extension", "mobile-app" or "desktop-app"; `name` is the
    repository, package or image as the registry spells it, lower-cased ("deepseek-ai/deepseek-r1").
    `registry` is "huggingface", "ollama", "modelscope", "oci", "pypi", "npm", ...
    """

    kind: str
    name: str
    registry: str
    version: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """Characters `start` to `end` of the part at `pointer` become `text`.

    `key` says that the part is the member's name (its role is "key"), not its value.
    """

    pointer: str
    start: int
    end: int
    text: str
    key: bool = False
