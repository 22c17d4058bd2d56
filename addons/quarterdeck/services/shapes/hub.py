"""Hugging Face and ModelScope: weights, datasets and spaces, on the hub or on any mirror that keeps its paths.

After the redirect to a CDN the name of the repository is gone, so the decision belongs here. Sources:
huggingface_hub and modelscope (hub/constants.py, file_download.py), https://huggingface.co/.well-known/meta.json.
"""

from __future__ import annotations

from quarterdeck.model.content import Artifact
from quarterdeck.services.shapes.fetch import Fetch, under
from quarterdeck.services.shapes.weights import is_weights_file, offered_name

HUGGING_FACE = ("huggingface.co", "hf.co", "huggingface.com", "huggingface.cn", "hf-mirror.com")
MODELSCOPE = ("modelscope.cn", "modelscope.ai", "modelscope.com")
_CDN = ("xethub.hf.co", "xethub-eu.hf.co", "cdn.hf.co")
# Code forges speak git and LFS too, and are no hubs of weights.
_FORGES = ("github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "gitee.com", "dev.azure.com", "sr.ht")
_KINDS = ("models", "datasets", "spaces")
_TABLES = (*_KINDS, "resolve-cache")
_ACTIONS = frozenset({"revision", "tree", "xet-read-token", "paths-info", "resolve", "treesize", "refs", "commits"})

# A repository and a revision.
_Found = tuple[str, str]


def recognize(fetch: Fetch) -> Artifact | None:
    """A file, the metadata, the token or the repository that a hub's client asks for."""
    modelscope = under(fetch.host, MODELSCOPE)
    hub = modelscope or under(fetch.host, HUGGING_FACE)
    found = _file(fetch, hub) or _metadata(fetch, hub) or _git(fetch, hub)
    if found:
        return Artifact("weights", found[0].lower(), "modelscope" if modelscope else "huggingface", found[1])
    found = _modelscope(fetch)
    if found:
        return Artifact("weights", found[0].lower(), "modelscope", found[1])
    if hub and (under(fetch.host, _CDN) or fetch.host.startswith("cdn-lfs")):
        return Artifact("weights", offered_name(fetch) or fetch.folded.strip("/"), "huggingface")
    return None


def _file(fetch: Fetch, hub: bool) -> _Found | None:
    """`/{owner}/{repo}/resolve/{revision}/{file}`, and `raw` on a hub.

    Elsewhere the file must have an ending, and a repository without an owner must hold weights.
    """
    parts, words = fetch.segments, fetch.words
    word = "resolve" if "resolve" in words else "raw"
    if word not in words[1:-2]:
        return None
    at = words.index(word, 1)
    elsewhere = word == "resolve" and (is_weights_file(words) or (at > 1 and "." in words[-1]))
    return (_repository(parts[:at]), parts[at + 1]) if hub or elsewhere else None


def _repository(parts: tuple[str, ...]) -> str:
    """The repository that a path names at its end: owner and name, with `datasets/` or `spaces/` before them."""
    if len(parts) > 2 and parts[-3].lower() in ("datasets", "spaces"):
        return "/".join(parts[-3:])
    if len(parts) == 2 and parts[0].lower() == "models":
        return parts[1]
    return "/".join(parts[-2:])


def _metadata(fetch: Fetch, hub: bool) -> _Found | None:
    """`/api/models/{owner}/{repo}` with or without `/revision/...`, `/tree/...`, `/xet-read-token/...`.

    Elsewhere than on a hub only with one of these, and with an owner.
    """
    words = fetch.words
    # A repository manager keeps a hub under a path of its own, which may hold an `api` too.
    at = next((at for at in range(1, len(words) - 1) if words[at - 1] == "api" and words[at] in _TABLES), 0)
    if not at:
        return None
    kind, rest = words[at], tuple(part for part in fetch.segments[at + 1 :] if part)
    if kind == "resolve-cache" and len(rest) > 4 and rest[0].lower() in _KINDS:
        return _named(rest[0], rest[1:3]), rest[3]
    if kind not in _KINDS or not rest:
        return None
    action = next((index for index in (1, 2) if len(rest) > index and rest[index].lower() in _ACTIONS), 0)
    if action == 2 or (hub and (action == 1 or len(rest) <= 2)):
        revision = rest[action + 1] if action and len(rest) > action + 1 else ""
        return _named(kind, rest[:action] if action else rest), revision
    return None


def _named(kind: str, repository: tuple[str, ...]) -> str:
    return "/".join(repository if kind.lower() == "models" else (kind, *repository))


def _modelscope(fetch: Fetch) -> _Found | None:
    """ModelScope's own download: `/api/v1/models/{owner}/{repo}/repo?Revision=...&FilePath=...`."""
    words = fetch.words
    if len(words) < 6 or words[:2] != ("api", "v1") or words[2] not in _KINDS or words[5] != "repo":
        return None
    return _named(words[2], fetch.segments[3:5]), fetch.parameter("revision")


def _git(fetch: Fetch, hub: bool) -> _Found | None:
    """A clone (`info/refs?service=git-upload-pack`) from a hub, or an LFS download from anywhere but a code forge."""
    words = fetch.words
    if words[-4:] == ("info", "lfs", "objects", "batch"):
        parts, taken = fetch.segments[:-4], hub or not under(fetch.host, _FORGES)
    elif words[-2:] == ("info", "refs"):
        parts, taken = fetch.segments[:-2], hub and fetch.parameter("service") == "git-upload-pack"
    elif words[-1] == "git-upload-pack":
        parts, taken = fetch.segments[:-1], hub
    else:
        return None
    if not taken or not parts or (len(parts) < 2 and not hub):
        return None
    name = _repository(parts)
    return name[:-4] if name.lower().endswith(".git") else name, ""
