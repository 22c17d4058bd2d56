"""A web app's request that says nothing where its format has the prompt: an opaque fact, never an empty message.

The apps change without notice. What still parses, but has its words elsewhere, would otherwise pass as if nobody had
said anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from quarterdeck.model.content import Opaque
from quarterdeck.wire import texts
from quarterdeck.wire.format import Request

# Characters that ids, options and names of files hardly ever come to; a prompt that moved may.
_MUCH = 4096


def opaque(request: Request, name: str, value: Any = None) -> Opaque | None:
    """What is said of a request that no longer fits: None where no AI service is, for others have such paths too.

    None also for plain text, which is told from a changed payload by whoever asks.
    """
    return Opaque("unexpected-shape", name) if request.ai and type(value) is not str else None


def silent(prompts: Iterable[Any], excused: bool, value: dict[str, Any], read: Iterable[str] = ()) -> bool:
    """Whether nobody spoke where `prompts` were looked for, and nothing explains it.

    `excused` says that the format has a reason for it: files in place of words, an earlier turn repeated. It holds
    unless there is much text in members of `value` other than those in `read`, which are known to be large.
    """
    if any(type(text) is str and text.strip() for text in prompts):
        return False
    if not excused:
        return True
    rest = {key: item for key, item in value.items() if key not in read}
    return sum(len(part.text) for part in texts.parts(rest)) > _MUCH


def items(value: Any) -> list[dict[str, Any]]:
    """The mappings of a list; none of anything else."""
    return [item for item in value if type(item) is dict] if type(value) is list else []


def member(value: Any, *names: str) -> Any:
    """What stands under the names from the outside in; None where there is no such place."""
    for name in names:
        value = value.get(name) if type(value) is dict else None
    return value
