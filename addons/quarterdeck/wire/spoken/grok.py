"""grok.com: a line of JSON for the conversation, the text and the whole message; in a follow-up one level less deep.

Source: public captures of 2025-10 to 2026-05 (members and order), gpt4free Grok. Not captured by us. A conversation
that began with this turn is unknown to the server.
"""

from __future__ import annotations

from typing import Any

from quarterdeck.wire.refusal import JSON, Refusal
from quarterdeck.wire.spoken.events import dump, stream
from quarterdeck.wire.spoken.turn import Turn
from quarterdeck.wire.web.grok import TURN

# Lists that every message of the app has.
_EMPTY = (
    "webSearchResults xpostIds xposts generatedImageUrls imageAttachments fileAttachments cardAttachmentsJson fileUris "
    "fileAttachmentsMetadata steps imageEditUris mediaTypes webpageUrls citedWebSearchResults toolResponses ragResults "
    "citedRagResults searchProductResults connectorSearchResults collectionSearchResults highlightsStories streamErrors"
).split()


def speak(turn: Turn, words: str) -> Refusal | None:
    """The answer; None where no turn is sent."""
    if not TURN.search(turn.path):
        return None
    key = turn.uuid("message")
    state = {"isThinking": False, "isSoftStop": False, "responseId": key}
    lines: list[dict[str, Any]] = [
        {"token": words, **state, "messageTag": "final"},
        {"token": "", **state, "isSoftStop": True},
        {"modelResponse": _message(turn, words, key), **state},
    ]
    if turn.path.endswith("/new"):
        lines = [{"conversation": _conversation(turn)}, *({"response": line} for line in lines)]
    return Refusal(JSON, stream(*(f"{dump({'result': line})}\n" for line in lines)), (), 200)


def _conversation(turn: Turn) -> dict[str, Any]:
    return {
        "conversationId": turn.uuid("conversation"),
        "title": "",
        "starred": False,
        "createTime": turn.moment,
        "modifyTime": turn.moment,
        "systemPromptName": "",
        "temporary": turn.get("temporary") is True,
        "mediaTypes": [],
        "workspaces": [],
        "taskResult": None,
    }


def _message(turn: Turn, words: str, key: str) -> dict[str, Any]:
    return {
        "responseId": key,
        "message": words,
        "sender": "assistant",
        "createTime": turn.moment,
        "parentResponseId": turn.uuid("question"),
        "manual": False,
        "partial": False,
        "shared": False,
        "query": "",
        "queryType": "",
        "isControl": False,
        "metadata": {},
        **{name: [] for name in _EMPTY},
    }
