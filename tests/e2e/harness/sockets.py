"""What an origin says over a WebSocket: the script that the address names, to each message; without one, an echo."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from urllib.parse import parse_qs

from .http1 import Said
from .seen import Request

# A script is what is said to each message of the client, or makes it of the message.
SCRIPTS: dict[str, Iterable[Said] | Callable[[str | bytes], Iterable[Said]]] = {}


def speak(request: Request, said: str | bytes | None) -> Iterable[Said]:
    """The script that `script=` in the query names; else what was said."""
    if said is None:
        return ()
    name = parse_qs(request.target.decode("latin-1").partition("?")[2]).get("script")
    if name is None:
        return (said,)
    script = SCRIPTS[name[0]]
    return script(said) if callable(script) else script
