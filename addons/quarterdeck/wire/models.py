"""Every model that a request could be served by: asked for, fallen back to, or named by a gateway's own fields.

Keys are compared as Go's encoding/json compares them (Unicode case folding), since servers written in Go take
"Model" and "MODEL" for "model"; blanks around a key do not hide it either.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_NAMES = frozenset(
    "model models model_id modelid model_name modelname model_slug modelslug modelarn model_arn model_uri engine "
    "deployment deployment_id deploymentid fallback_model fallback_models fallbackmodels fallbackmodel allowed_models "
    "base_model basemodel chatmodelid llm_model target_model default_model defaultmodel".split()
)
_FALLBACKS = frozenset(("fallbacks", "context_window_fallbacks", "content_policy_fallbacks"))
# Members that hold what people write: a "model" in there is talk, not a choice.
_CONTENT = frozenset(
    "messages message prompt input inputs contents content query system instructions systeminstruction "
    "system_instruction documents text texts metadata arguments parameters response_format schema properties "
    "input_schema inputschema output_schema".split()
)
_PROVIDERS = frozenset(("provider", "gateway"))
# Names behind which the far side chooses: routers, presets, dynamic routes.
_CHOSEN_THERE = re.compile(
    r"(?:^|[/:@_-])(?:auto|router|default)(?:$|[/:])|^@preset/|^dynamic/|^auto/|^openrouter/[^/]+$", re.IGNORECASE
)
# Names that say which model is meant; an alias that a customer chose (a deployment, a bot) says it only by chance.
_FAMILIES = re.compile(
    r"gpt|(?<![a-z])o[1-9](?![0-9a-z])|codex|dall-?e|whisper|(?<![a-z])tts|sora|text-embedding|davinci|claude|gemini|gemma"
    r"|palm|llama|[a-z]+stral|mixtral|deep[-_]?seek|qwen|qwq|grok|(?<![a-z])phi-?[0-9]|command|(?<![a-z])nova|titan|sonar"
    r"|kimi|(?<![a-z])glm|jamba|minimax|ernie|hunyuan|doubao|granite|nemotron|dbrx|falcon|starcoder|stable-?diffusion"
    r"|flux|imagen|(?<![a-z])veo|voyage|cohere|hermes|yi-[0-9]|baichuan|internlm|solar|olmo|wizard|vicuna",
    re.IGNORECASE,
)
# All that str.strip takes away, and what JavaScript's trim does besides, and what nobody sees.
_BLANKS = "".join(filter(str.isspace, map(chr, range(0x3001)))) + "\0\ufeff\u200b\u200c\u200d\u2060"
_MAX_NAME = 1000
_MAX_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Models:
    """`known` is False when a model is chosen by something that cannot be read, or by nothing at all."""

    names: tuple[str, ...] = ()
    known: bool = False


@lru_cache(maxsize=4096)
def fold(key: str) -> str:
    """A key as the most forgiving parser compares it."""
    return key.strip().casefold()


def field(members: dict[str, Any], name: str) -> Any:
    """A member by its name, or by any spelling of it that a forgiving parser takes; None when there is none."""
    if name in members:
        return members[name]
    for key, value in members.items():
        if fold(key) == name:
            return value
    return None


def named(members: dict[str, Any], primary: str = "model") -> Models:
    """The models that a request's body names. `primary` is the member without which none is known."""
    asked = members.get(primary)
    names: list[str] = []
    known = type(asked) is str and _take(asked, names)
    for key, value in members.items():
        kind = type(value)
        if kind is str:
            if key != primary and fold(key) in _NAMES:
                _take(value, names)
        elif (kind is dict or kind is list) and value:
            _member(fold(key), value, names, 0)
    if "preset" in members:
        known = False
    return Models(tuple(dict.fromkeys(names)), known and not any(map(_CHOSEN_THERE.search, names)))


def one(name: str) -> Models:
    """The model that a path, a header or a frame names."""
    names: list[str] = []
    known = _take(name, names)
    return Models(tuple(names), known and not any(map(_CHOSEN_THERE.search, names)))


def chosen_there(name: str) -> bool:
    """Whether this name leaves the choice of model to the far side ("openrouter/auto", "@preset/x")."""
    return _CHOSEN_THERE.search(name) is not None


def recognized(name: str) -> bool:
    """Whether a name is one that a maker gave to a model, and so tells what it is."""
    return _FAMILIES.search(name) is not None


def _take(text: str, names: list[str]) -> bool:
    """Add the names in a string; some gateways take several between commas."""
    # Some servers trim marks and zeros like blanks.
    names += (name for name in (part.strip(_BLANKS)[:_MAX_NAME] for part in text.split(",")) if name)
    return bool(text.strip(_BLANKS)) and len(text) <= _MAX_NAME


def _member(key: str, value: Any, names: list[str], depth: int) -> None:
    if key in _NAMES or key in _FALLBACKS:
        _all(value, names, key in _FALLBACKS, depth)
    elif key in _CONTENT or depth > _MAX_DEPTH:
        return
    elif type(value) is dict:
        if key in _PROVIDERS:
            for chosen in ("order", "only"):
                names += (f"provider:{name}" for name in listed(value.get(chosen)))
        for inner, item in value.items():
            kind = type(item)
            if kind is str:
                if fold(inner) in _NAMES:
                    _take(item, names)
            elif (kind is dict or kind is list) and item:
                _member(fold(inner), item, names, depth + 1)
    elif type(value) is list:
        for item in value:
            if (type(item) is dict or type(item) is list) and item:
                _member("", item, names, depth + 1)


def _all(value: Any, names: list[str], keys_too: bool, depth: int) -> None:
    """Every name in a list of models, of `{"model": ...}` or `{"id": ...}`, or of LiteLLM's `{"a": ["b"]}`."""
    if type(value) is str:
        _take(value, names)
    elif depth > _MAX_DEPTH:
        return
    elif type(value) is list:
        for item in value:
            _all(item, names, keys_too, depth + 1)
    elif type(value) is dict:
        for key, item in value.items():
            folded = fold(key)
            if folded in _NAMES or folded in ("id", "name", "slug"):
                _all(item, names, False, depth + 1)
            elif keys_too and folded not in _CONTENT and type(item) is list:
                _take(key, names)
                _all(item, names, True, depth + 1)


def listed(value: Any) -> list[str]:
    """The strings of a list; none of anything else."""
    return [item for item in value if type(item) is str] if type(value) is list else []
