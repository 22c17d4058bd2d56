"""E58, E68, E70, E81, E83: JSON that is read in two ways, under another name, and in every place of a chat request."""

from __future__ import annotations

import json
from typing import Any

from ..said import CHAT, FORM, body, chat, packed
from ..vector import Make, Vector, to
from .codings import plain


def _shaped(name: str, make: Make, path: bytes = CHAT) -> tuple[Vector, ...]:
    return body(f"E58-{name}", make, path=path, host=b"{Z}")


def _model(name: str, path: bytes) -> Vector:
    ask = (
        b"POST %b HTTP/1.1\r\nHost: {Z}\r\nContent-Type: application/json\r\nContent-Length: {#BAD}\r\n\r\n{BAD}" % path
    )
    return Vector(f"E58-model-{name}", "D", to(b"{Z}"), (ask,), rule=True)


_PATHS = {"usual": CHAT, "own": b"/llm", "root": b"/", "no-version": b"/chat/completions", "static": b"/x.png"}

E58 = (
    *(one for name, path in _PATHS.items() for one in _shaped(f"chat-{name}", plain, path)),
    *(_model(name, path) for name, path in _PATHS.items()),
    *_shaped("responses", lambda canary: packed({"model": "m", "input": canary.decode()}), b"/v1/responses"),
    *_shaped("completions", lambda canary: packed({"model": "m", "prompt": canary.decode()}), b"/v1/completions"),
    *_shaped("embeddings", lambda canary: packed({"model": "m", "input": ["a", canary.decode()]}), b"/v1/embeddings"),
    *_shaped("anthropic", lambda canary: packed({"model": "m", "system": canary.decode(), "messages": []}), b"/x"),
    *_shaped("gemini", lambda canary: packed({"contents": [{"parts": [{"text": canary.decode()}]}]}), b"/x"),
    *_shaped(
        "ollama", lambda canary: packed({"model": "m", "prompt": canary.decode(), "stream": False}), b"/api/generate"
    ),
    *_shaped("any-json", lambda canary: packed({"note": canary.decode()}), b"/notes"),
)


def _says(text: str) -> str:
    return json.dumps([{"role": "user", "content": text}])


def _twice(first: str, second: str) -> Make:
    """An object with two members; "@" stands for messages with the canary, "$" for messages about nothing."""

    def make(canary: bytes) -> bytes:
        text = '{"model":"allowed-1",' + first + "," + second + "}"
        return text.replace("@", _says(canary.decode())).replace("$", _says("hello")).encode()

    return make


_KEYS = {
    "same": ('"messages":@', '"messages":$'),
    "same-last": ('"messages":$', '"messages":@'),
    "escaped": ('"messages":$', '"mess\\u0061ges":@'),
    "escaped-first": ('"mess\\u0061ges":@', '"messages":$'),
    "upper": ('"Messages":@', '"messages":$'),
    "upper-last": ('"messages":$', '"MESSAGES":@'),
    "blank": ('"messages ":@', '"messages":$'),
    "zero-width": ('"messages\u200b":@', '"messages":$'),
    "nul": ('"messages\\u0000":@', '"messages":$'),
    "surrogate": ('"messages\\ud800":@', '"messages":$'),
    "kelvin": ('"me\u017f\u017fages":@', '"messages":$'),
    "null": ('"messages":@', '"messages":null'),
    "model": ('"model":"allowed-2"', '"messages":@'),
    "content": ('"messages":[{"role":"user","content":"a","content":@}]', '"n":1'),
    "content-last": ('"messages":[{"role":"user","content":@,"content":"a"}]', '"n":1'),
    "proto": ('"__proto__":{"messages":@}', '"messages":$'),
}

E68 = tuple(
    one
    for name, (first, second) in _KEYS.items()
    for one in body(f"E68-{name}", _twice(first, second), told="either", clean=False)
)


def _quoted(levels: int) -> Make:
    def make(canary: bytes) -> bytes:
        text = plain(canary).decode()
        for _ in range(levels):
            text = json.dumps(text)
        return text.encode()

    return make


def _inside(levels: int) -> Make:
    """As the arguments of a tool call hold JSON."""

    def make(canary: bytes) -> bytes:
        text = "".join(f"\\u{ord(letter):04x}" for letter in canary.decode())
        text = '{"a":"' + text + '"}'
        for _ in range(levels):
            text = json.dumps({"a": text})
        return chat(text)

    return make


def _escaped(canary: bytes) -> bytes:
    return plain(canary).replace(canary, b"".join(b"\\u%04x" % byte for byte in canary))


_LINE = chat("hello")
_TEXTS: dict[str, Make] = {
    "escapes": _escaped,
    "escapes-upper": lambda canary: plain(canary).replace(canary, b"".join(b"\\u%04X" % byte for byte in canary)),
    "quoted": _quoted(1),
    "quoted-twice": _quoted(2),
    "quoted-three": _quoted(3),
    "arguments": _inside(1),
    "arguments-twice": _inside(2),
    "arguments-four": _inside(4),
    "lines": lambda canary: _LINE + b"\n" + plain(canary) + b"\n",
    "lines-first": lambda canary: plain(canary) + b"\n" + _LINE,
    "lines-crlf": lambda canary: _LINE + b"\r\n" + plain(canary),
    "lines-many": lambda canary: (_LINE + b"\n") * 50 + plain(canary),
    "no-line-end": lambda canary: _LINE + plain(canary),
    "sequence": lambda canary: b"\x1e" + _LINE + b"\n\x1e" + plain(canary) + b"\n",
    "array": lambda canary: b"[" + _LINE + b"," + plain(canary) + b"]",
    "blank": lambda canary: b" \t\r\n" * 20 + plain(canary),
    "guard": lambda canary: b")]}'\n" + plain(canary),
    "comment": lambda canary: b"/* a */" + plain(canary),
    "comment-says": lambda canary: b"/* " + canary + b" */" + _LINE,
    "comment-inside": lambda canary: plain(canary).replace(b",", b", // a\n", 1),
    "comma": lambda canary: plain(canary)[:-1] + b",}",
    "single-quotes": lambda canary: plain(canary).replace(b'"', b"'"),
    "no-quotes": lambda canary: plain(canary).replace(b'"model"', b"model"),
    "nan": lambda canary: plain(canary)[:-1] + b',"n":NaN}',
    "infinity": lambda canary: plain(canary)[:-1] + b',"n":-Infinity}',
    "hex": lambda canary: plain(canary)[:-1] + b',"n":0x10}',
    "control": lambda canary: plain(canary).replace(b"it is", b"it\x01\tis"),
    "line-in-string": lambda canary: plain(canary).replace(b"it is", b"it\nis"),
    "cut-short": lambda canary: plain(canary)[:-1],
    "junk-behind": lambda canary: plain(canary) + b"x",
    "jsonp": lambda canary: b"f(" + plain(canary) + b");",
    "yaml": lambda canary: b"model: allowed-1\nmessages:\n  - role: user\n    content: " + canary + b"\n",
    "toml": lambda canary: b'model = "allowed-1"\n[[messages]]\ncontent = "' + canary + b'"\n',
    "xml": lambda canary: b"<a><b>" + canary + b"</b></a>",
    "text": lambda canary: b"it is " + canary,
    "msgpack": lambda canary: b"\x81\xa7content\xd9\x20" + canary,
    "cbor": lambda canary: b"\xa1\x67content\x78\x20" + canary,
    "bson": lambda canary: b"\x39\x00\x00\x00\x02content\x00\x21\x00\x00\x00" + canary + b"\x00\x00",
    "smile": lambda canary: b":)\n\x03\xfa\x86content\xe0" + canary + b"\xfc\xfb",
    "escape-behind": lambda canary: plain(canary).replace(b"k-", b"k\\-"),
}
_NEVER_CLEAN = frozenset(
    "single-quotes no-quotes nan infinity hex control line-in-string cut-short junk-behind jsonp yaml toml xml text "
    "msgpack cbor bson smile escape-behind guard comment comment-says comment-inside comma quoted-twice "
    "quoted-three".split()
)

_TYPES: dict[str, bytes | None] = {
    "none": None,
    "empty": b"",
    "text": b"text/plain",
    "octets": b"application/octet-stream",
    "image": b"image/png",
    "html": b"text/html",
    "form": FORM,
    "multipart": b"multipart/form-data",
    "multipart-boundary": b"multipart/form-data; boundary=x",
    "xml": b"application/xml",
    "grpc": b"application/grpc",
    "protobuf": b"application/x-protobuf",
    "zip": b"application/zip",
    "pdf": b"application/pdf",
    "css": b"text/css",
    "nonsense": b"nonsense",
    "json-upper": b"APPLICATION/JSON",
    "json-vendor": b"application/vnd.api+json",
    "json-text": b"text/json",
    "two": b"text/plain, application/json",
    "comma": b",",
    "star": b"*/*",
    "quoted": b'"application/json"',
}

E70 = (
    *(
        one
        for name, make in _TEXTS.items()
        for one in body(f"E70-{name}", make, told="either" if name in _NEVER_CLEAN else "found")
    ),
    *(one for name, kind in _TYPES.items() for one in body(f"E70-type-{name}", plain, kind, told="either")),
    *(
        one
        for name, kind in _TYPES.items()
        for one in body(f"E70-lines-as-{name}", _TEXTS["lines"], kind, told="either")
    ),
    *(
        one
        for name, kind in _TYPES.items()
        for one in body(f"E70-elsewhere-{name}", plain, kind, path=b"/notes", told="either")
    ),
)


def _halves(canary: bytes) -> tuple[str, str]:
    text = canary.decode()
    return text[:13], text[13:]


def _turns(*roles_and_texts: str) -> Make:
    """Turns as "role:text"; "1" and "2" stand for the halves of the canary."""

    def make(canary: bytes) -> bytes:
        first, second = _halves(canary)
        turns = [one.partition(":") for one in roles_and_texts]
        messages = [
            {"role": role, "content": text.replace("<1>", first).replace("<2>", second)} for role, _, text in turns
        ]
        return packed({"model": "allowed-1", "messages": messages})

    return make


def _blocks(*texts: str, role: str = "user") -> Make:
    def make(canary: bytes) -> bytes:
        first, second = _halves(canary)
        said = [{"type": "text", "text": text.replace("<1>", first).replace("<2>", second)} for text in texts]
        return packed({"model": "allowed-1", "messages": [{"role": role, "content": said}]})

    return make


def _halved(text: bytes) -> bytes:
    """A request of which only a half is said."""
    said = b'{"model":"allowed-1","messages":[{"role":"user","content":"%b"}]}' % text
    # Each of {1} and {2} becomes longer when it is filled in: 17 and 15 bytes.
    length = len(said) + 14 * text.count(b"{1}") + 12 * text.count(b"{2}")
    return (
        b"POST /v1/chat/completions HTTP/1.1\r\nHost: {G}\r\nX-Id: {M}\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\n\r\n%b" % (length, said)
    )


E81 = (
    *body("E81-answer-between", _turns("user:<1>", "assistant:go on", "user:<2>")),
    *body("E81-at-once", _turns("user:<1>", "user:<2>")),
    *body("E81-words-around", _turns("user:it begins <1>", "assistant:yes?", "user:<2> and that is all")),
    *body("E81-space-at-cut", _turns("user:it begins <1> ", "assistant:yes?", "user: <2> and that is all")),
    *body("E81-quotes-at-cut", _turns('user:"<1>"', "assistant:yes?", 'user:"<2>"')),
    *body("E81-line-at-cut", _turns("user:<1>\n", "assistant:yes?", "user:\n<2>")),
    *body("E81-five-turns", _turns("user:<1>", "assistant:a", "user:<2>", "assistant:b", "user:so?")),
    *body("E81-tool", _turns("tool:<1>", "tool:<2>")),
    *body("E81-blocks", _blocks("<1>", "<2>")),
    *body("E81-blocks-words", _blocks("it begins <1>", "<2> is the end")),
    *body("E81-in-string", lambda canary: chat('"' + '" + "'.join(_halves(canary)) + '"')),
    *body("E81-two-requests-history", _turns("system:be brief", "user:<1>", "assistant:ok", "user:<2>")),
    Vector("E81-two-requests", "D", to(b"{G}"), (_halved(b"it begins {1}"), _halved(b"it ends {2}")), records=None),
)


def _place(value: dict[str, Any]) -> Make:
    """A request in which "@" stands for the canary."""
    return lambda canary: packed({"model": "allowed-1", **value}).replace(b"@", canary)


_USER = [{"role": "user", "content": "hello"}]


def _message(**more: Any) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": "hello"}, more]}


def _tool(**function: Any) -> dict[str, Any]:
    return {"messages": _USER, "tools": [{"type": "function", "function": {"name": "f", **function}}]}


_PLACES: dict[str, dict[str, Any]] = {
    **{f"role-{role}": _message(role=role, content="it is @") for role in ("system", "developer", "assistant", "tool")},
    "role-unknown": _message(role="narrator", content="it is @"),
    "role-missing": {"messages": [{"content": "it is @"}]},
    "role-is-it": _message(role="@", content="hello"),
    "name": _message(role="user", name="@", content="hello"),
    "refusal": _message(role="assistant", refusal="@", content=None),
    "tool-call-id": _message(role="tool", tool_call_id="@", content="hello"),
    "arguments": _message(
        role="assistant",
        tool_calls=[{"id": "1", "type": "function", "function": {"name": "f", "arguments": '{"a": "@"}'}}],
    ),
    "reasoning": _message(role="assistant", reasoning_content="@", content="hello"),
    "tool-description": _tool(description="it is @"),
    "tool-name": _tool(name="@"),
    "tool-parameter-name": _tool(parameters={"type": "object", "properties": {"@": {"type": "string"}}}),
    "tool-parameter-description": _tool(parameters={"properties": {"a": {"description": "@"}}}),
    "tool-parameter-enum": _tool(parameters={"properties": {"a": {"enum": ["b", "@"]}}}),
    "tool-parameter-default": _tool(parameters={"properties": {"a": {"default": "@"}}}),
    "tool-required": _tool(parameters={"required": ["@"]}),
    "metadata": {"messages": _USER, "metadata": {"note": "@"}},
    "metadata-key": {"messages": _USER, "metadata": {"@": "note"}},
    "user": {"messages": _USER, "user": "@"},
    "stop": {"messages": _USER, "stop": ["a", "@"]},
    "logit-bias": {"messages": _USER, "logit_bias": {"@": 1}},
    "schema": {"messages": _USER, "response_format": {"type": "json_schema", "json_schema": {"name": "@"}}},
    "schema-deep": {"messages": _USER, "response_format": {"json_schema": {"schema": {"description": "@"}}}},
    "prediction": {"messages": _USER, "prediction": {"type": "content", "content": "@"}},
    "tool-choice": {"messages": _USER, "tool_choice": {"type": "function", "function": {"name": "@"}}},
    "cache-key": {"messages": _USER, "prompt_cache_key": "@"},
    "safety-id": {"messages": _USER, "safety_identifier": "@"},
    "unknown-member": {"messages": _USER, "x_anything": {"deep": [{"deeper": ["@"]}]}},
    "unknown-key": {"messages": _USER, "x_@": True},
    "image-url": _message(role="user", content=[{"type": "image_url", "image_url": {"url": "https://x.example/?q=@"}}]),
    "image-fragment": _message(
        role="user", content=[{"type": "image_url", "image_url": {"url": "https://x.example/#@"}}]
    ),
    "block-type": _message(role="user", content=[{"type": "@", "text": "hello"}]),
    "block-unknown": _message(role="user", content=[{"type": "widget", "widget": {"label": "@"}}]),
    "extra-body": {"messages": _USER, "extra_body": {"prompt": "@"}},
    "model": {"model": "@", "messages": _USER},
    "instructions": {"messages": _USER, "instructions": "@"},
    "input": {"messages": _USER, "input": "@"},
    "stream-options": {"messages": _USER, "stream": True, "stream_options": {"note": "@"}},
}


def _number(text: str) -> Make:
    """What a rule forbids as a number. The mark tells whether it arrived."""
    return lambda canary: packed({"model": "allowed-1", "messages": _USER, "n": "@"}).replace(
        b'"@"', (text if canary[:1] == b"k" else text.replace("7", "6")).encode()
    )


_NUMBERS = {
    "integer": "7012345678901234",
    "negative": "-7012345678901234",
    "fraction": "7012345678901234.0",
    "exponent": "7.012345678901234e15",
    "in-list": "[1, 7012345678901234]",
    "text": '"7012345678901234"',
}

E83 = (
    *(one for name, value in _PLACES.items() for one in body(f"E83-{name}", _place(value))),
    *(one for name, text in _NUMBERS.items() for one in body(f"E83-number-{name}", _number(text))),
)

CONTENT = (*E58, *E68, *E70, *E81, *E83)
