"""Whatever bytes come, wherever they go, reading ends in a message, an opaque reason or nothing; and nothing hides."""

from __future__ import annotations

import base64
import gzip
import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quarterdeck import wire
from quarterdeck.model.content import Message, Opaque, Upload

from .build import FORM, UNLISTED, exchange, form, matched

URLS = sorted(
    {
        yaml.safe_load(file.read_text())["request"]["url"]
        for file in (Path(__file__).parent / "samples").glob("*/*.yaml")
    }
    | {"https://unlisted.example/", "https://ai.example/api/ask?q=1", "http://localhost:11434/api/pull"}
)
KEYS = st.sampled_from(
    "model models Model messages prompt input inputs contents role content parts text type tools name params method "
    "jsonrpc system stream fallbacks provider order only variables query requests version prompt_id author data".split()
) | st.text(max_size=8)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | st.just("\ud800"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=25,
)
MATCHES = st.sampled_from(
    [UNLISTED, matched("own"), matched("any", "web"), matched("any", "weights"), matched(shared=True)]
)
TYPES = st.sampled_from(
    [
        "", "application/json", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b",
        "application/connect+json", "application/grpc", "application/json; charset=utf-7", "image/png",
        "text/x; charset=x",
    ]
)  # fmt: skip
CODINGS = st.sampled_from(["", "gzip", "br", "deflate", "zstd", "gzip, br", "x-gzip", "identity", "compress"])


def encodable(found: Message | Opaque | None) -> bool:
    """Whether everything in a message can be written down: a lone surrogate could not."""
    if not isinstance(found, Message):
        return True
    for text in (*found.models, found.tool or "", *(s for part in found.parts for s in (part.pointer, part.text))):
        text.encode()
    return True


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(URLS), st.binary(max_size=400), TYPES, CODINGS, MATCHES, st.sampled_from(["POST", "GET", "PUT"]))
def test_no_bytes_raise(url: str, body: bytes, kind: str, coding: str, match: Any, method: str) -> None:
    headers = tuple(pair for pair in (("content-type", kind), ("content-encoding", coding)) if pair[1])
    asked = exchange(url, body, headers, method)
    assert encodable(wire.read(asked, match))
    assert encodable(wire.read_frame(asked, match, body))


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(URLS), VALUES, MATCHES, st.sampled_from(["utf-8", "utf-16", "utf-32-be", "utf-8-sig"]))
def test_no_json_raises(url: str, value: Any, match: Any, codec: str) -> None:
    asked = exchange(url, json.dumps(value).encode(codec), {"content-type": "application/json"})
    assert encodable(wire.read(asked, match))
    assert encodable(wire.read_frame(asked, match, json.dumps(value)))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(VALUES, st.sampled_from(["/v1/x", "/v1/chat/completions", "/api/chat", "/v1/messages", "/graphql"]))
def test_a_prompt_is_seen_however_it_is_wrapped(value: Any, path: str) -> None:
    prompt = {"model": "deepseek-chat", "messages": [{"role": "user", "content": "canary"}]}
    asked = exchange(f"https://unlisted.example{path}", json.dumps({"outer": [value, {"deep": prompt}]}).encode())
    found = wire.read(asked, UNLISTED)
    assert isinstance(found, Message)
    assert "deepseek-chat" in found.models
    assert any(part.text == "canary" for part in found.parts)


PROMPT = b'{"model":"deepseek-chat","messages":[{"role":"user","content":"canary"}]}'
CHAT = "https://openrouter.ai/api/v1/chat/completions"


@pytest.mark.parametrize(
    "kind",
    [
        None, "nonsense", "application/json", "text/plain", "image/png", "application/octet-stream", "application/grpc",
        "application/x-www-form-urlencoded", "application/json; charset=latin-1",
    ],
)  # fmt: skip
def test_a_wrong_content_type_hides_nothing(kind: str | None) -> None:
    found = wire.read(exchange("https://unlisted.example/x", PROMPT, {"content-type": kind} if kind else {}), UNLISTED)
    assert isinstance(found, Message)
    assert found.models == ("deepseek-chat",)


@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE", "OPTIONS", "FOO", "post"])
def test_no_method_hides_a_body(method: str) -> None:
    found = wire.read(exchange(CHAT, PROMPT, method=method), matched())
    assert isinstance(found, Message)
    assert found.models == ("deepseek-chat",)


@pytest.mark.parametrize(
    "path",
    [
        "/v1/../v1//chat%2Fcompletions;x=1", "/V1/Chat/Completions", "/%76%31/chat/completions/",
        "/v1/chat%252Fcompletions", "/v1\\chat\\completions",
    ],
)  # fmt: skip
def test_no_spelling_of_the_path_hides_the_format(path: str) -> None:
    found = wire.read(exchange(f"https://api.openai.com{path}", PROMPT), matched("own"))
    assert isinstance(found, Message)
    assert found.format == "openai-chat"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"model":"a","model":"deepseek-chat","messages":[{"role":"user","content":"x"}]}', "duplicate-keys"),
        (b'{"messages":[{"role":"user","content":"x","content":"y"}],"model":"a"}', "duplicate-keys"),
        (b'{"model":"deepseek-chat",/**/"messages":[{"role":"user","content":"x"}]}', "not-json"),
        (b"{model:'deepseek-chat',messages:[{role:'user',content:'x'}]}", "not-json"),
        (b'{"m\\u006fdel":"deepseek-chat","messages":[{"role":"user","content":"x"}],}', "not-json"),
        (PROMPT + b" garbage", "not-json"),
        (PROMPT[:-1] + b',"temperature":NaN}', "not-json"),
        (PROMPT[:-1] + b',"deep":' + b"[" * 300 + b"]" * 300 + b"}", "too-deep"),
        (PROMPT.replace(b"canary", b"can\xffary"), "bad-charset"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("url", [CHAT, "https://unlisted.example/x"])
def test_what_another_parser_may_read_is_opaque(body: bytes, reason: str, url: str) -> None:
    found = wire.read(exchange(url, body), matched() if url == CHAT else UNLISTED)
    assert found == Opaque(reason, "openai-chat" if url == CHAT else "generic")
    # It is a text all the same, for who looks for something in it.
    assert isinstance(found, Opaque)
    assert found.text.encode("latin-1") == body


@pytest.mark.parametrize(
    "before",
    [
        "// no\n",
        "/* no */ ",
        "# no\n",
        ")]}'\n",
        "while(1);",
        "for (;;);",
        "\0\0",
        "\ufeff",
        "\x0b\xa0",
        "&&&START&&&",
        "//a\n/*b*/#c\n",
    ],
)
@pytest.mark.parametrize("url", [CHAT, "https://unlisted.example/x"])
def test_what_lax_parsers_pass_over_hides_nothing_and_is_read_itself(before: str, url: str) -> None:
    match = matched() if url == CHAT else UNLISTED
    found = wire.read(exchange(url, before.encode() + PROMPT), match)
    assert isinstance(found, Message)
    assert found.models == ("deepseek-chat",)
    assert "canary" in [part.text for part in found.parts]
    if before.strip("\0\ufeff"):
        assert ("!others/passed", before) in [(part.pointer, part.text) for part in found.parts]
    lax = wire.read(exchange(url, before.encode() + PROMPT[:-1] + b",}"), match)
    assert lax == Opaque("not-json", "openai-chat" if url == CHAT else "generic")


@pytest.mark.parametrize("body", [b"\0\0\0" + PROMPT, b"\xef\xbb\xbf" + PROMPT.replace(b"canary", b"can\xffary")])
def test_what_begins_as_json_but_decodes_to_nothing_is_opaque_anywhere(body: bytes) -> None:
    for url, match in ((CHAT, matched()), ("https://unlisted.example/x", UNLISTED)):
        found = wire.read(exchange(url, body), match)
        assert isinstance(found, Opaque)


def test_a_form_that_is_lax_json_is_opaque_where_it_may_be_a_prompt() -> None:
    kind = {"content-type": "application/x-www-form-urlencoded"}
    lax = PROMPT[:-1] + b",}"
    assert wire.read(exchange("https://unlisted.example/x", lax, kind), UNLISTED) == Opaque("not-json", "generic")


def test_a_form_is_read_as_the_laxest_server_would() -> None:
    kind = {"content-type": "application/x-www-form-urlencoded"}
    twice = quote(quote(PROMPT.decode()))
    found = wire.read(exchange("https://unlisted.example/x", f"payload={twice}".encode(), kind), UNLISTED)
    assert isinstance(found, Message)
    assert found.models == ("deepseek-chat",)
    assert "canary" in [part.text for part in found.parts]
    found = wire.read(exchange("https://ai.example/api/ask", b"q=%u0053ecret&model=m;model=o3", kind), matched())
    assert isinstance(found, Message)
    assert "Secret" in [part.text for part in found.parts]
    any_ = wire.read_any(exchange("https://unlisted.example/x", b"q=%2553ecret", kind), UNLISTED)
    assert isinstance(any_, Message)
    assert [(part.pointer, part.text) for part in any_.parts] == [("/q", "%53ecret"), ("!others/0/q", "Secret")]


def test_a_text_in_two_charsets_is_read_in_both() -> None:
    asked = exchange("https://ai.example/x", b"+AFM-ecret", {"content-type": "text/plain; charset=utf-7"})
    found = wire.read(asked, matched())
    assert isinstance(found, Message)
    assert [part.text for part in found.parts] == ["+AFM-ecret", "Secret"]


def test_files_are_there_wherever_a_body_goes() -> None:
    png = b"\x89PNG\r\n\x1a\n\x00"
    written = base64.b64encode(png).decode()
    upload = exchange("https://unlisted.example/x", form(("a", "b.png", png)), {"content-type": FORM})
    for asked, file in (
        (exchange("https://unlisted.example/x", png), Upload("", png)),
        (upload, Upload("/a", png, "b.png")),
        (
            exchange("https://unlisted.example/x", json.dumps({"images": [written]}).encode()),
            Upload("/images/0", png),
        ),
    ):
        found = wire.read_any(asked, UNLISTED)
        assert isinstance(found, Message)
        assert found.files == (file,)
    prompt = json.dumps({"model": "m", "prompt": "what is it", "images": [written]}).encode()
    asked = exchange("https://unlisted.example/x", b"[" + prompt + b"]" + prompt)
    both = wire.read(asked, UNLISTED)
    assert isinstance(both, Message)
    assert sorted(file.pointer for file in both.files) == ["/0/0/images/0", "/1/images/0"]


def test_documents_after_each_other_are_all_read() -> None:
    other = b'{"model":"gpt-4o","messages":[{"role":"user","content":"first"}]}'
    for between in (b"", b"\n", b"\x1e", b" "):
        found = wire.read(exchange(CHAT, other + between + PROMPT), matched())
        assert isinstance(found, Message)
        assert found.models == ("gpt-4o", "deepseek-chat")
        assert [part.text for part in found.parts if part.role == "user"] == ["first", "canary"]
        assert found.parts[-1].pointer == "/1/messages/0/content"


@pytest.mark.parametrize("key", ["Model", "MODEL", " model", "model\t", "ﬁ", "moDel"])
def test_a_key_in_other_letters_leaves_the_model_unknown(key: str) -> None:
    body = json.dumps({key: "deepseek-chat", "messages": [{"role": "user", "content": "x"}]}).encode()
    found = wire.read(exchange(CHAT, body), matched())
    assert isinstance(found, Message)
    assert not found.models_known
    assert found.models == (() if key == "ﬁ" else ("deepseek-chat",))


def test_a_key_in_other_letters_beside_the_exact_one_counts_too() -> None:
    body = '{"model":"llama3","MODEL":"deepseek-r1","meſſages":[{"role":"user","content":"x"}]}'.encode()
    found = wire.read(exchange("http://localhost:11434/api/chat", body), UNLISTED)
    assert isinstance(found, Message)
    assert (found.format, found.models) == ("ollama", ("llama3", "deepseek-r1"))


def test_a_service_of_its_own_models_has_no_unknown_model() -> None:
    body = b'{"assistant_id":"a"}'
    url = "https://api.openai.com/v1/threads/t/runs"
    for models, known in (("own", True), ("any", False)):
        found = wire.read(exchange(url, body), matched(models))
        assert isinstance(found, Message)
        assert found.models_known is known


def test_a_body_that_was_not_kept() -> None:
    def kept(url: str, match: Any) -> Message | Opaque | None:
        return wire.read(exchange(url, None, opaque="too-large"), match)

    assert kept(CHAT, matched()) == Opaque("too-large", "openai-chat")
    assert kept("https://unlisted.example/v1/chat/completions", UNLISTED) == Opaque("too-large", "openai-chat")
    assert kept("https://ai.example/api/thing", matched()) == Opaque("too-large")
    assert kept("https://ai.example/oauth/token", matched()) is None
    assert kept("https://unlisted.example/video", UNLISTED) is None
    assert kept("https://cdn.example/x", matched(role="cdn")) is None


@pytest.mark.parametrize(
    ("url", "body"),
    [
        ("https://example.org/", None),
        ("https://example.org/api", b'{"name":"Ada","items":[1,2,3]}'),
        ("https://example.org/api", b'{"a":1,"a":2}'),
        ("https://example.org/login", b"user=ada&password=x"),
        ("https://example.org/upload", b"\x89PNG\r\n\x1a\n\x00\x00"),
        ("https://example.org/rpc", b'{"jsonrpc":"2.0","id":1,"method":"eth_call","params":[]}'),
        ("https://example.org/v1/messages", b'{"to":"+1555","body":"your parcel"}'),
        ("https://example.org/responses", b'{"survey":7,"answers":["a"]}'),
        ("https://example.org/api/chat/12", b'{"text":"see you at nine"}'),
        ("https://example.org/models/a/b", b'{"price":9}'),
    ],
)
def test_honest_traffic_elsewhere_is_none(url: str, body: bytes | None) -> None:
    assert wire.read(exchange(url, body, method="POST" if body else "GET"), UNLISTED) is None


@pytest.mark.parametrize("path", ["/api/event_logging/batch", "/v1/telemetry", "/oauth/token", "/api/v0/events"])
def test_telemetry_and_sign_in_at_an_ai_service_carry_no_prompt(path: str) -> None:
    assert wire.read(exchange(f"https://ai.example{path}", b'{"events":[{"a":"b"}]}'), matched()) is None
    assert wire.read(exchange(f"https://ai.example{path}", b"\x00\x01\x02"), matched()) is None


def test_a_large_body_is_read_when_it_hints_at_a_prompt() -> None:
    padding = json.dumps({"padding": ["x" * 100] * 2000})[:-1].encode()
    hidden = padding + b"," + PROMPT[1:]
    for body, headers in ((hidden, {}), (gzip.compress(hidden, mtime=0), {"content-encoding": "gzip"})):
        found = wire.read(exchange("https://unlisted.example/x", body, headers), UNLISTED)
        assert isinstance(found, Message)
        assert found.models == ("deepseek-chat",)
    escaped = hidden.replace(b'"messages"', b'"\\u006dessages"')
    assert isinstance(wire.read(exchange("https://unlisted.example/x", escaped), UNLISTED), Message)
    assert wire.read(exchange("https://unlisted.example/x", padding + b"}"), UNLISTED) is None
    cohere = padding + b',"model":"command-r","message":"canary","chat_history":[]}'
    found = wire.read(exchange("https://unlisted.example/v1/chat", cohere), UNLISTED)
    assert isinstance(found, Message)
    assert (found.format, found.models) == ("cohere", ("command-r",))
    call = padding + b',"method":"tools\\/call","params":{"name":"x"}}'
    found = wire.read(exchange("https://unlisted.example/x", call), UNLISTED)
    assert isinstance(found, Message)
    assert found.tool == "x"


def test_too_many_strings_are_opaque() -> None:
    body = json.dumps({"model": "m", "messages": [{"role": "user", "content": ["a"] * 100_001}]}).encode()
    assert wire.read(exchange(CHAT, body), matched()) == Opaque("too-many-parts", "openai-chat")


def test_lone_surrogates_are_replaced_one_for_one() -> None:
    body = b'{"model":"m\\ud800","messages":[{"role":"user","content":"a\\udfffb","\\ud800":"x"}]}'
    found = wire.read(exchange(CHAT, body), matched())
    assert isinstance(found, Message)
    assert found.models == ("m\ufffd",)
    assert [part.text for part in found.parts] == ["m\ufffd", "a\ufffdb", "\ufffd", "x"]
    assert found.parts[-1].pointer == "/messages/0/\ufffd"


def test_frames_of_an_unknown_web_socket_are_read_by_shape() -> None:
    handshake = exchange("wss://unlisted.example/socket", None, method="GET", protocol="websocket")
    found = wire.read_frame(handshake, UNLISTED, PROMPT.decode())
    assert isinstance(found, Message)
    assert found.models == ("deepseek-chat",)
    assert wire.read_frame(handshake, UNLISTED, '{"op":"ping"}') is None
    assert wire.read_frame(handshake, matched(), b"\x00\x01") == Opaque("binary")
    commented = wire.read_frame(handshake, UNLISTED, "/* a secret */" + PROMPT.decode())
    assert isinstance(commented, Message)
    assert commented.parts[-1].text == "/* a secret */"
    spoken = wire.read_frame(handshake, matched(), "plain words")
    assert isinstance(spoken, Message)
    assert spoken.parts[0].text == "plain words"
