"""Google Gemini, Vertex AI and Code Assist: the model stands in the path, or beside the wrapped request.

Source: python-genai, Vertex AI reference, Gemini CLI. A tuned model or an endpoint is a customer's name for a model.
"""

from __future__ import annotations

import re
from typing import Any

from quarterdeck.model.content import Message
from quarterdeck.wire import audio, models
from quarterdeck.wire.format import Format, Request, message
from quarterdeck.wire.models import Models

NAME = "gemini"

_VERBS = {
    **dict.fromkeys(
        "generatecontent streamgeneratecontent batchgeneratecontent counttokens computetokens".split(), "chat"
    ),
    **dict.fromkeys("generatemessage generateanswer counttextokens streamquery query".split(), "chat"),
    **dict.fromkeys("generatetext predict predictlongrunning rawpredict streamrawpredict".split(), "completion"),
    **dict.fromkeys("serverstreamingpredict directpredict fetchpredictoperation".split(), "completion"),
    **dict.fromkeys("embedcontent batchembedcontents asyncbatchembedcontent embedtext batchembedtext".split(), "embed"),
}
_MODEL = re.compile(
    r"(?:/publishers/([^/]+))?/(models|tunedmodels|endpoints|reasoningengines)/([^/]+):([a-z]+)$", re.IGNORECASE
)
_CODE_ASSIST = re.compile(r"/v1internal:([a-z]+)$")
_OTHERS = ("/interactions", "/cachedcontents")
_SOUND = re.compile(r"/realtime_?input/(?:audio|media_?chunks/\d+)/data$", re.IGNORECASE)
_LIVE = "generativeservice.bidigeneratecontent"


def frame(value: Any) -> Message | None:
    """A message of the Live API (WebSocket): the first one names the model in `setup`."""
    if type(value) is not dict:
        return None
    said = models.named(value)
    return audio.unheard(message(NAME, "chat", value, Models(said.names, True), True), _is_sound)


def _is_sound(pointer: str) -> bool:
    return pointer.startswith(
        ("/realtimeInput/audio/data", "/realtime_input/audio/data", "/realtimeInput/mediaChunks/")
    )


def _claims(request: Request) -> bool:
    path = request.path
    found = _MODEL.search(path) or _CODE_ASSIST.search(path)
    if found is not None:
        return found.groups()[-1] in _VERBS
    return path.endswith(_LIVE) or (path.endswith(_OTHERS) and request.ai)


def _parse(request: Request, value: Any) -> Message | None:
    path = request.path
    if path.endswith(_LIVE):
        return message(NAME, "chat", value, Models((), True), True)
    if type(value) is not dict:
        return None
    said = models.named(value)
    found = _MODEL.search(request.exchange.path)
    if found is None:
        wrapped = _CODE_ASSIST.search(path)
        activity = _VERBS.get(wrapped[1], "chat") if wrapped else "chat"
        return message(
            NAME, activity, value, said, value.get("stream") is True or path.endswith(":streamgeneratecontent")
        )
    publisher, kind, name, verb = found.groups()
    names = (name, f"{publisher}/{name}") if publisher and publisher.lower() != "google" else (name,)
    known = kind.lower() == "models" and not models.chosen_there(name)
    stream = verb.lower().startswith(("stream", "serverstream"))
    both = tuple(dict.fromkeys((*names, *said.names)))
    return message(NAME, _VERBS[verb.lower()], value, Models(both, known), stream)


FORMAT = Format(
    NAME,
    _claims,
    _parse,
    "google",
    re.compile(r":(?:stream|batch)?generatecontent$"),
    bodyless=True,
    frame=frame,
    title="Gemini API, Vertex AI and Code Assist",
)
