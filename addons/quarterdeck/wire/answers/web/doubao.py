"""doubao.com: events within events, the text in JSON that is written in a string of JSON written in a string.

Source: doubao-free-api (2024-12).
"""

from __future__ import annotations

from typing import Any

from quarterdeck.wire.answers.said import Said
from quarterdeck.wire.answers.value import inner, member

_DATA = "event_data"
_END = 2003


def read(value: Any, _: str, said: Said) -> bool:
    """One event."""
    if type(value) is not dict or _DATA not in value:
        return False
    said.done = value.get("event_type") == _END
    document = inner(value[_DATA])
    content = member(document, "message", "content")
    written = inner(content)
    if type(written) is dict:
        said.add(f"/{_DATA}/message/content/text", written.get("text"))
        said.prose({name: item for name, item in written.items() if name != "text"}, f"/{_DATA}/message/content")
    else:
        said.add(f"/{_DATA}/message/content", content)
    if type(document) is dict:
        said.prose({name: item for name, item in document.items() if name != "message"}, f"/{_DATA}")
    else:
        said.all(value[_DATA], f"/{_DATA}")
    return True
