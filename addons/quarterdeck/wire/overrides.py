"""Models that the query or a header names beside the body; a gateway obeys these first, others ignore them.

Sources: Azure AI model inference (x-ms-model-mesh-model-name), Azure ML (azureml-model-deployment), Portkey
(x-portkey-config: JSON, or the id of a configuration kept there), Helicone (Helicone-Fallbacks).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from quarterdeck.model.exchange import Exchange
from quarterdeck.wire import json_strict, models

_QUERY = frozenset("model models model_id modelid model_name deployment deployment_id engine fallback_models".split())
_NAMES = frozenset(
    "x-ms-model-mesh-model-name azureml-model-deployment x-model x-model-name x-model-id x-llm-model model "
    "x-amzn-bedrock-model-id x-fallback-models x-portkey-model x-openrouter-model".split()
)
_CONFIGS = frozenset(("x-portkey-config", "helicone-fallbacks", "x-litellm-fallbacks"))
_PROVIDER = "x-portkey-provider"
_MESH = ("x-ms-model-mesh-model-name", ".services.ai.azure.com", "/models/")
_MAX_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Overrides:
    """`hidden`: the request points to a configuration at the far side that may choose another model.

    `obeyed`: a name that a maker gave to a model stands where this very host is known to look for it. Any other
    name may be served, but a host that looks elsewhere is free to serve another.
    """

    names: tuple[str, ...] = ()
    hidden: bool = False
    obeyed: bool = False


NONE = Overrides()


def overrides(exchange: Exchange) -> Overrides:
    """What query and headers say about the model."""
    names: list[str] = []
    hidden = obeyed = False
    if exchange.query:
        # Some servers separate by ";" too, and for many "model[]" is a list.
        for separator in "&;" if ";" in exchange.query else "&":
            for key, value in parse_qsl(exchange.query, separator=separator):
                if models.fold(key.partition("[")[0]) in _QUERY:
                    names += models.one(value).names
    for key, value in exchange.headers:
        if key in _NAMES:
            names += models.one(value).names
            obeyed = obeyed or (_is_mesh(key, exchange) and models.recognized(value))
        elif key == _PROVIDER:
            names.append(f"provider:{value.strip().lstrip('@')}")
        elif key in _CONFIGS:
            documents = json_strict.documents(value)
            if documents.reason is not None or not all(type(item) in (dict, list) for item in documents.values):
                hidden = True
            for item in documents.values:
                names += models.named({"config": item}).names
                names += _providers(item, 0)
    if not names and not hidden:
        return NONE
    return Overrides(tuple(dict.fromkeys(names)), hidden or any(map(models.chosen_there, names)), obeyed)


def _is_mesh(key: str, exchange: Exchange) -> bool:
    name, host, path = _MESH
    return key == name and exchange.destination.host.endswith(host) and exchange.path.lower().startswith(path)


def _providers(value: Any, depth: int) -> list[str]:
    """The providers that a configuration sends to, as "provider:NAME"."""
    if depth > _MAX_DEPTH:
        return []
    if type(value) is list:
        return [name for item in value for name in _providers(item, depth + 1)]
    if type(value) is not dict:
        return []
    here = [f"provider:{value['provider']}"] if type(value.get("provider")) is str else []
    return here + [name for item in value.values() for name in _providers(item, depth + 1)]
