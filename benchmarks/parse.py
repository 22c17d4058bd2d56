"""What it costs to read and judge a chat request of 4 KB and of 100 KB, and a megabyte of streamed answer."""

from __future__ import annotations

import json

from quarterdeck import wire
from quarterdeck.config.compose import compose
from quarterdeck.config.request import Stated, exchange_of
from quarterdeck.config.schema import Config
from quarterdeck.engine import decide_on, reading
from quarterdeck.policy.load import load_policies
from quarterdeck.wire import answers
from timing import microseconds

URL = "https://api.openai.com/v1/chat/completions"
RULES = """\
policy: bench
detectors:
  - {id: custom.project, regex: '\\bORCA-[0-9]{4}\\b', hits: [ORCA-1234], misses: [x]}
rules:
  - {id: r, match: {content: custom.project, category: llm-api}, action: block}
"""
TURN = "Summarise what was said about the delivery, and list what is still open. "


def chat(size: int) -> bytes:
    """A conversation of about so many bytes in turns of 1 KB."""
    turn = TURN * (1000 // len(TURN))
    turns = [
        {"role": "user" if number % 2 == 0 else "assistant", "content": f"{number}: {turn}"}
        for number in range(max(1, size // 1000))
    ]
    return json.dumps({"model": "gpt-4o", "stream": True, "messages": turns}).encode()


def stream(size: int) -> bytes:
    """A streamed answer of about so many bytes."""
    event = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "model": "gpt-4o", "created": 1}
    said = {"choices": [{"index": 0, "delta": {"content": " token"}, "finish_reason": None}]}
    one = b"data: " + json.dumps({**event, **said}).encode() + b"\n\n"
    return one * (size // len(one))


def measure() -> dict[str, float]:
    """Microseconds by what is done."""
    world = compose(load_policies(text={"bench": RULES}), Config())
    found = {}
    for size in (4_000, 100_000):
        body = chat(size)
        headers = (("content-type", "application/json"),)
        exchange = exchange_of(Stated(URL, 0.0, headers=headers, body=body), world.kit.catalog)
        match = world.kit.catalog.match(exchange.destination.host, exchange.path, exchange.headers)
        rounds = 2_000_000 // size
        kb = size // 1000
        found[f"json.loads, {kb} KB"] = microseconds(lambda body=body: json.loads(body), rounds)
        found[f"parse, {kb} KB"] = microseconds(lambda one=exchange, match=match: wire.read(one, match), rounds)
        read = reading(exchange, world.policy, world.kit)
        found[f"detect and decide, {kb} KB"] = microseconds(
            lambda read=read: decide_on(read, world.policy, world.kit), rounds
        )
    data = stream(1_000_000)

    def answer() -> None:
        reader = answers.reader("openai-chat", "text/event-stream")
        for start in range(0, len(data), 1400):
            for _ in reader.feed(data[start : start + 1400]):
                pass

    found["read 1 MB of a streamed answer"] = microseconds(answer)
    return found


def table(found: dict[str, float]) -> str:
    """The figures for a person."""
    return "\n".join(f"{what:34}{value:12.1f} us" for what, value in found.items())


def main() -> None:
    print(table(measure()))


if __name__ == "__main__":
    main()
