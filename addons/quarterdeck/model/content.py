"""What an exchange carries: texts with the exact place of each, or the reason why it cannot be read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """One text inside a body. `pointer` is its RFC 6901 pointer ("" for the whole body)."""

    pointer: str
    text: str
    role: str = "user"


@dataclass(frozen=True, slots=True)
class Message:
    """A body that was understood.

    `format` names the wire format ("openai-chat"). `models` are all model names that the request could be
    served by: the one asked for, then the fallbacks. `models_known` is False when the format carries a model
    that could not be read (an Azure deployment name, an inference-profile ARN). `opaque` says that some content
    beside it could not be read, and why: "token-ids", "file". The models stand all the same.
    """

    format: str
    activity: str
    models: tuple[str, ...] = ()
    models_known: bool = True
    parts: tuple[Part, ...] = ()
    stream: bool = False
    tool: str | None = None
    opaque: str | None = None


@dataclass(frozen=True, slots=True)
class Opaque:
    """A body that could not be read, and why: "not-json", "too-large", "unknown-encoding", "duplicate-keys"..."""

    reason: str
    format: str | None = None


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
