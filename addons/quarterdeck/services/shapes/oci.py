"""Container registries (OCI distribution) and Ollama's, which speaks the same: `/v2/{name}/manifests/{reference}`.

Sources: OCI distribution specification; ollama (types/model/name.go, server/download.go).
"""

from __future__ import annotations

import re

from quarterdeck.model.content import Artifact
from quarterdeck.services.shapes.fetch import Fetch, under
from quarterdeck.services.shapes.hub import HUGGING_FACE

_OLLAMA = ("ollama.com", "ollama.ai")
_DOCKER_HUB = ("docker.io", "docker.com")
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*(?:/[a-z0-9][a-z0-9._-]*)*\Z")
_REFERENCE = re.compile(r"(?:[a-z0-9_][a-z0-9._-]{0,127}|[a-z0-9+._-]+:[a-z0-9=_-]+)\Z")
_DIGEST = re.compile(r"[a-z0-9+._-]+:[a-z0-9=_-]+\Z")
_STORE = "/docker/registry/v2/blobs/"


def recognize(fetch: Fetch) -> Artifact | None:
    """A manifest or a blob, also behind a path prefix (Artifactory, Nexus); and blobs in a registry's bucket."""
    folded = fetch.folded
    if _STORE in folded:
        kind, registry = ("weights", "ollama") if folded.startswith("/ollama/") else ("container", "oci")
        return Artifact(kind, folded.partition(_STORE)[2].removesuffix("/data"), registry)
    head, word, reference = folded.rpartition("/manifests/")
    if not word:
        head, word, reference = folded.rpartition("/blobs/")
    _, version, name = head.partition("/v2/")
    if not version or not _NAME.match(name):
        return None
    if not (_REFERENCE if word == "/manifests/" else _DIGEST).match(reference):
        return None
    if under(fetch.host, HUGGING_FACE):
        return Artifact("weights", name, "huggingface", reference)
    if under(fetch.host, _OLLAMA):
        return Artifact("weights", name, "ollama", reference)
    if under(fetch.host, _DOCKER_HUB) and name.startswith("ai/"):
        # Docker Model Runner publishes weights there.
        return Artifact("weights", name, "oci", reference)
    return Artifact("container", name, "oci", reference)
