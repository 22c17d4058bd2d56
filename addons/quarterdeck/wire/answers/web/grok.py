"""grok.com: a line for each token, thoughts among them, and at the end the whole message.

Source: gpt4free Grok (2026).
"""

from __future__ import annotations

from typing import Any

from quarterdeck.wire.answers.said import Said
from quarterdeck.wire.answers.value import member

_TEXT, _THOUGHT = "/result/response/token", "/result/response/thinking"


def read(value: Any, _: str, said: Said) -> bool:
    """One line. In an old conversation the members of `response` stand in `result` itself."""
    result = member(value, "result")
    if type(result) is not dict:
        return False
    response = result.get("response")
    response = response if type(response) is dict else result
    said.delta(_THOUGHT if response.get("isThinking") is True else _TEXT, response.get("token"))
    message = response.get("modelResponse")
    if type(message) is dict:
        said.whole(_TEXT, message.get("message"))
        said.done = True
        said.prose(
            {name: item for name, item in message.items() if name != "message"}, "/result/response/modelResponse"
        )
    rest = {name: item for name, item in response.items() if name not in ("token", "modelResponse")}
    said.prose(rest, "/result" if response is result else "/result/response")
    if response is not result:
        said.prose({name: item for name, item in result.items() if name != "response"}, "/result")
    return True
