"""A file of weights by its own name, on any host: `*.safetensors`, `*.gguf`, `pytorch_model*.bin`."""

from __future__ import annotations

import re
from urllib.parse import unquote

from quarterdeck.model.content import Artifact
from quarterdeck.services.shapes.fetch import Fetch, under

_ENDINGS = (".safetensors", ".gguf", ".ggml", ".ckpt", ".pth", ".onnx", ".nemo", ".llamafile")
# `.bin` says little: only the names that PyTorch, GGML and adapters give their weights, or a folder of models.
_BIN = re.compile(r"(?:pytorch_model|model|ggml|adapter_model|consolidated|diffusion_pytorch_model)[\w.-]*\.bin\Z")
_FOLDERS = frozenset({"model", "models", "weights", "checkpoint", "checkpoints", "ckpt", "ckpts"})
_FILE_NAME = re.compile(r"""filename\*?=(?:UTF-8'')?"?([^";]+)""", re.IGNORECASE)
_CIVITAI = ("civitai.com", "civitai.red", "civitai.green")


def is_weights_file(words: tuple[str, ...]) -> bool:
    """Whether the segments of a path, folded, name a file of model weights."""
    file = words[-1]
    if file.endswith(_ENDINGS):
        return True
    return file.endswith(".bin") and bool(_BIN.match(file) or not _FOLDERS.isdisjoint(words[:-1]))


def offered_name(fetch: Fetch) -> str:
    """The file name that a signed download promises (`response-content-disposition`), folded, or ""."""
    if "disposition" not in fetch.query.lower():
        return ""
    found = _FILE_NAME.search(fetch.parameter("response-content-disposition"))
    return unquote(found[1]).strip().lower() if found else ""


def recognize(fetch: Fetch) -> Artifact | None:
    """Named by the whole path, since the name of the model may stand in any part of it."""
    if is_weights_file(fetch.words):
        return Artifact("weights", fetch.folded.strip("/"), "file")
    offered = offered_name(fetch)
    if offered and is_weights_file((offered,)):
        return Artifact("weights", offered, "file")
    if fetch.words[:3] == ("api", "download", "models") and len(fetch.words) == 4 and under(fetch.host, _CIVITAI):
        return Artifact("weights", fetch.words[3], "civitai")
    return None
