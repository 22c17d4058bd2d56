"""kimi.com: JSON in Connect frames. Source: public captures of 2026."""

from __future__ import annotations

from ...answers import Answer
from ...seen import Gates, Request
from .. import connect
from ..vendor import Vendor, compact, streamed, words


def chat(request: Request, gates: Gates, _host: str) -> Answer:
    ops = [
        {"op": "append", "mask": "block.text.content", "block": {"text": {"content": word}}} for word in words(request)
    ]
    pieces = [connect.frame(compact(value)) for value in ({"heartbeat": {}}, *ops, {"done": {}})]
    return streamed(request, gates, [*pieces, connect.end()], "application/connect+json")


VENDOR = Vendor("kimi", ("www.kimi.com",), (("POST", r"/apiv2/kimi\.gateway\.chat\.v1\.ChatService/Chat", chat),))
