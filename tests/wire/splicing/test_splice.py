"""Whole bodies through all layers, as the reader has them: pointers and texts come from what is read."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import quote, quote_plus

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck import wire
from quarterdeck.model.content import Edit
from quarterdeck.model.exchange import Exchange
from quarterdeck.model.service import ServiceMatch
from quarterdeck.wire import coding, frames
from quarterdeck.wire.splicing import CannotSplice
from quarterdeck.wire.splicing.codings import zstd

from ..build import FORM, UNLISTED, exchange, form
from .edited import AI, CHAT, SAMPLES, parts, redacted, sampled, text_at


def refused(asked: Exchange, *edits: Edit, match: ServiceMatch = AI) -> str:
    with pytest.raises(CannotSplice) as error:
        wire.splice(asked, match, edits)
    return error.value.reason


@given(st.binary())
def test_without_edits_bytes_of_any_kind_are_the_same_object(data):
    asked = exchange(CHAT, data, {"content-encoding": "gzip", "content-type": "application/json"})
    assert wire.splice(asked, AI, ()) is data


# --- One layer after the other -----------------------------------------------------------------------------------


def chat(content: str, **more: Any) -> str:
    return json.dumps({"model": "m-1", "messages": [{"role": "user", "content": content}], **more}, indent=1)


AT = "/messages/0/content"
CONTENT = 'call "Ann"\ton /x\\ \U0001f600 now'
CODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
    "identity": bytes,
}


def test_json_of_one_document():
    asked = exchange(CHAT, chat(CONTENT).encode(), {"content-type": "application/json"})
    assert redacted(asked, AT, '"Ann"', "[A é]") == chat(CONTENT).replace('\\"Ann\\"', "[A \\u00e9]").encode()


def test_several_edits_in_any_order_are_the_same():
    asked = exchange(CHAT, chat(CONTENT, user="ann").encode(), {"content-type": "application/json"})
    edits = [Edit(AT, 0, 4, "ring"), Edit("/user", 0, 3, "[A]"), Edit(AT, 5, 10, "[A]"), Edit(AT, 5, 5, "dear ")]
    expected = chat("ring dear [A]\ton /x\\ \U0001f600 now", user="[A]").encode()
    assert wire.splice(asked, AI, edits) == wire.splice(asked, AI, edits[::-1]) == expected


def test_the_slashes_and_escapes_around_an_edit_stay():
    body = rb'{ "model":"m","messages":[ {"content":"\u0061\/Ann\/\ud83d\ude00","role":"user"} ] }'
    asked = exchange(CHAT, body, {"content-type": "application/json"})
    assert redacted(asked, AT, "Ann", "[A]") == body.replace(b"Ann", b"[A]")


@pytest.mark.parametrize("between", ["\n", "", "\x1e", "\r\n\r\n"], ids=repr)
def test_json_of_several_documents(between):
    documents = [chat("one Ann"), json.dumps({"ping": "Ann"}), chat("two Ann")]
    asked = exchange(CHAT, between.join(documents).encode(), {"content-type": "application/json"})
    for part in parts(asked):
        if "Ann" in part.text:
            made = redacted(asked, part.pointer, "Ann", "[A]")
            (index,) = (
                i for i, one in enumerate(documents) if (part.text in one and ("ping" in one) == (part.text == "Ann"))
            )
            expected = [one.replace("Ann", "[A]") if i == index else one for i, one in enumerate(documents)]
            assert made == between.join(expected).encode()
    assert sum("Ann" in part.text for part in parts(asked)) == 3


def test_a_call_of_a_tool_is_json_in_a_string():
    def call(name: str) -> bytes:
        inner = json.dumps({"to": [name], "note": json.dumps({"deep": f"dear {name}"})})
        calls = [{"id": "c", "type": "function", "function": {"name": "send", "arguments": inner}}]
        return json.dumps({"model": "m", "messages": [{"role": "assistant", "tool_calls": calls}]}).encode()

    asked = exchange(CHAT, call("Ann"), {"content-type": "application/json"})
    at = "/messages/0/tool_calls/0/function/arguments"
    edits = [Edit(f"{at}/to/0", 0, 3, 'é"'), Edit(f"{at}/note/deep", 5, 8, 'é"')]
    assert wire.splice(asked, AI, edits) == call('é"')


def test_the_same_secret_found_in_a_text_and_in_the_json_in_it_is_edited_once():
    inner = json.dumps({"to": "Ann"})
    asked = exchange(CHAT, json.dumps({"model": "m", "prompt": inner}).encode(), {"content-type": "application/json"})
    edits = [Edit("/prompt", 8, 11, "[A]"), Edit("/prompt/to", 0, 3, "[A]")]
    assert wire.splice(asked, AI, edits) == (asked.body or b"").replace(b"Ann", b"[A]")


def test_the_name_of_a_member():
    body = b'{"model":"m","prompt":{"ann@example.test":"hello","z":"ann@example.test"}}'
    asked = exchange(CHAT, body, {"content-type": "application/json"})
    made = redacted(asked, "/prompt/ann@example.test", "ann", "[A]", key=True)
    assert made == body.replace(b"ann", b"[A]", 1)
    made = redacted(asked, "/prompt/ann@example.test", "ann@example.test", "[A]", key=True)
    assert made == body.replace(b"ann@example.test", b"[A]", 1)


def test_a_name_that_comes_to_be_there_twice_is_refused():
    body = b'{"model":"m","prompt":{"ann@example.test":"hello","z":"ann"}}'
    asked = exchange(CHAT, body, {"content-type": "application/json"})
    assert refused(asked, Edit("/prompt/ann@example.test", 0, 16, "z", key=True)) == "verification"


@pytest.mark.parametrize("name", CODERS)
@pytest.mark.parametrize("second", ["identity", "gzip"])
def test_content_codings(name, second):
    packed = CODERS[second](CODERS[name](chat(CONTENT).encode()))
    asked = exchange(CHAT, packed, {"content-encoding": f"{name}, {second}", "content-type": "application/json"})
    made = redacted(asked, AT, "Ann", "[A]")
    names = [one for one in (name, second) if one != "identity"]
    assert coding.undo(made, names) == chat(CONTENT).replace("Ann", "[A]").encode()


def test_a_coding_that_no_header_names():
    asked = exchange(CHAT, gzip.compress(chat(CONTENT).encode()))
    assert gzip.decompress(redacted(asked, AT, "Ann", "[A]")) == chat(CONTENT).replace("Ann", "[A]").encode()


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
def test_charsets(name):
    text = chat("für Ann").replace("\\u00fc", "ü")
    asked = exchange(CHAT, text.encode(name), {"content-type": "application/json"})
    assert redacted(asked, AT, "Ann", "ß") == text.replace("Ann", "ß").encode(name)


def test_a_charset_without_all_characters_gets_escapes():
    text = chat("für Ann").replace("\\u00fc", "ü")
    asked = exchange(CHAT, text.encode("latin-1"), {"content-type": "application/json; charset=latin-1"})
    assert redacted(asked, AT, "Ann", "日") == text.replace("Ann", "\\u65e5").encode("latin-1")


def test_a_body_with_several_readings_is_refused():
    asked = exchange(
        CHAT, chat("x").replace("x", "ü Ann").encode(), {"content-type": "application/json; charset=latin-1"}
    )
    (edited, *_) = [part for part in parts(asked) if "Ann" in part.text]
    assert refused(asked, Edit(edited.pointer, 0, 1, "x")) == "ambiguous"


def test_what_lax_parsers_pass_over_stays():
    body = b")]}'\n" + chat("call Ann").encode()
    asked = exchange(CHAT, body, {"content-type": "application/json"})
    assert redacted(asked, AT, "Ann", "[A]") == body.replace(b"Ann", b"[A]")


def test_what_only_lax_parsers_read_follows_from_the_edit_and_is_not_edited_itself():
    body = b"q=call+Ann;+see+50%2525&z=1"
    asked = exchange("https://a.test/ask", body, {"content-type": "application/x-www-form-urlencoded"})
    lax = next(part for part in parts(asked) if part.pointer.startswith("!"))
    assert redacted(asked, "/q", "Ann", "[A]") == body.replace(b"Ann", b"%5BA%5D")
    assert refused(asked, Edit(lax.pointer, 0, 1, "x")) == "ambiguous"


def test_forms_and_json_in_their_fields():
    def body(name: str) -> bytes:
        inner = quote(json.dumps([None, json.dumps([[f'dear "{name}"', 0], ["en"]])]), safe="")
        return f"at=to%2fken&f.req={inner}&".encode()

    url = "https://gemini.google.com/_/BardChatUi/data/assistant.lamda.BardFrontendService/StreamGenerate"
    asked = exchange(url, body("Ann"), {"content-type": "application/x-www-form-urlencoded;charset=UTF-8"})
    made = wire.splice(asked, AI, [Edit("/f.req/1/0/0", 6, 9, "[é]")])
    assert made.lower() == body("[é]").lower()


def test_fields_of_one_name():
    body = b"q=Ann&model=m&q=call+Ann%21&z"
    asked = exchange("https://a.test/ask", body, {"content-type": "application/x-www-form-urlencoded"})
    assert redacted(asked, "/q/1", "Ann", "[A]") == body.replace(b"call+Ann", b"call+%5BA%5D")


def test_multipart_fields_and_files_of_text():
    def body(name: str) -> bytes:
        note = json.dumps({"deep": f"dear {name}"}).encode()
        return form(
            ("purpose", None, b"assistants"),
            ("note", None, note),
            ("file", "a.txt", b"of Ann\n"),
            ("file", "b.txt", b"Bob"),
        )

    asked = exchange("https://api.example.test/v1/files", body("Ann"), {"content-type": FORM})
    assert redacted(asked, "/note/deep", "Ann", 'é"') == body('é"')
    assert redacted(asked, "/file/0", "Ann", "[A]") == body("Ann").replace(b"of Ann", b"of [A]")
    start = text_at(asked, "/file/0").index("Ann")
    assert refused(asked, Edit("/file/0", start, start + 3, "\r\n--b--")) == "boundary"


def framed(*texts: str, packed: bool = True) -> bytes:
    return b"".join(
        frames.join(frames.COMPRESSED, zlib.compress(text.encode(), wbits=31))
        if packed
        else frames.join(0, text.encode())
        for text in texts
    )


@pytest.mark.parametrize("packed", [True, False])
def test_connect_frames(packed):
    texts = [chat("one Ann"), chat("two Ann")]
    headers = {"content-type": "application/connect+json", "connect-content-encoding": "gzip"}
    asked = exchange("https://a.test/S/Chat", framed(*texts, packed=packed), headers)
    made = redacted(asked, f"/1{AT}", "Ann", "[A]")
    assert frames.split(made, "gzip") == (texts[0].encode(), texts[1].replace("Ann", "[A]").encode())
    assert made.startswith(framed(texts[0], packed=packed))


def test_plain_text():
    asked = exchange("https://api.example.test/v1/note", b"call Ann\r\nor Bob", {"content-type": "text/plain"})
    assert redacted(asked, "", "Ann", "é") == "call é\r\nor Bob".encode()


def test_a_message_of_a_websocket():
    socket = exchange("https://copilot.microsoft.com/c/api/chat", None, method="GET", protocol="websocket")
    text = '{"event":"send", "content":[{"type":"text","text":"call Ann"}]}'
    asked = replace(socket, body=text.encode())
    assert redacted(asked, "/content/0/text", "Ann", "[A]") == text.replace("Ann", "[A]").encode()


def test_a_body_of_no_model_is_edited_as_it_is_read_for_its_texts():
    asked = exchange("https://intranet.test/save", b'{"note":"call Ann"}', {"content-type": "application/json"})
    assert wire.read(asked, UNLISTED) is None
    assert redacted(asked, "/note", "Ann", "[A]", UNLISTED) == b'{"note":"call [A]"}'


# --- What is refused ---------------------------------------------------------------------------------------------


def test_what_cannot_be_edited_says_why():
    plain = {"content-type": "application/json"}
    asked = exchange(f"{CHAT}?q=x", chat("call Ann", n=1234567890123).encode(), plain)
    edit = Edit(AT, 0, 4, "x")
    assert refused(asked, Edit("@query/q", 0, 1, "x")) == "beside-the-body"
    assert refused(replace(asked, body=None), edit) == "beside-the-body"
    assert refused(asked, Edit(f"{AT}!a.docx", 0, 1, "x")) == "file"
    assert refused(asked, Edit("/nowhere", 0, 1, "x")) == "no-such-part"
    assert refused(asked, Edit("/n", 0, 4, "x")) == "not-text"
    assert refused(replace(asked, headers=(*asked.headers, ("content-md5", "x"))), edit) == "signed"
    assert refused(replace(asked, body=b'{"model":'), edit) == "not-json"
    piece = replace(asked, headers=(*asked.headers, ("content-range", "bytes 0-9/20")))
    assert refused(piece, edit) == "partial-upload"
    picture = exchange("https://a.test/ask", b"\x89PNG\r\n\x1a\n\0")
    assert refused(picture, edit) == "no-such-part"
    assert refused(picture, Edit("", 0, 1, "x"), match=UNLISTED) == "file"


def test_a_call_in_protocol_buffers_is_refused():
    asked, match = sampled(SAMPLES / "cursor" / "stream-chat.yaml")
    part = parts(asked, match)[0]
    assert refused(asked, Edit(part.pointer, 0, 1, "x"), match=match) == "protobuf"


def test_edits_that_overlap_or_leave_their_part_are_mistakes():
    asked = exchange(CHAT, chat("call Ann").encode(), {"content-type": "application/json"})
    with pytest.raises(ValueError, match="overlap"):
        wire.splice(asked, AI, [Edit(AT, 0, 4, "x"), Edit(AT, 3, 5, "y")])
    with pytest.raises(ValueError, match="outside"):
        wire.splice(asked, AI, [Edit(AT, 0, 9, "x")])


def test_an_edit_that_breaks_the_json_in_a_text_is_refused():
    body = b"f.req=" + quote_plus(json.dumps([None, json.dumps([["dear Ann"]])])).encode()
    url = "https://gemini.google.com/_/BardChatUi/data/assistant.lamda.BardFrontendService/StreamGenerate"
    asked = exchange(url, body, {"content-type": "application/x-www-form-urlencoded"})
    assert refused(asked, Edit("/f.req", 0, 3, '"')) == "breaks-json"
    # Replaced as a whole, it is no call of this format any more.
    assert refused(asked, Edit("/f.req", 0, len(text_at(asked, "/f.req")), "x")) == "verification"


def test_a_refusal_never_repeats_the_body():
    asked = exchange(CHAT, chat("call Ann").encode(), {"content-type": "application/json"})
    with pytest.raises(CannotSplice) as error:
        wire.splice(asked, AI, [Edit("/Ann", 0, 1, "Ann")])
    assert "Ann" not in str(error.value)


# --- Every layer at once -----------------------------------------------------------------------------------------

WORDS = st.text(max_size=10)


@given(
    before=WORDS,
    old=WORDS.filter(bool),
    after=WORDS,
    new=WORDS,
    ascii_only=st.booleans(),
    indent=st.sampled_from([None, 1, "\t"]),
    charset=st.sampled_from(["utf-8", "utf-16", "utf-32"]),
    coder=st.sampled_from(sorted(CODERS)),
    depth=st.integers(0, 3),
)
def test_around_an_edit_all_stays_through_every_layer(
    before, old, after, new, ascii_only, indent, charset, coder, depth
):
    def built(middle: str) -> bytes:
        said = json.dumps({"q": f"A{before}{middle}{after}Z", "n": 'é"'}, ensure_ascii=ascii_only, indent=indent)
        for _ in range(depth):
            said = json.dumps([said, 1.50], ensure_ascii=ascii_only, indent=indent)
        body = {"model": "m", "prompt": said, "é": "after"}
        return json.dumps(body, ensure_ascii=ascii_only, indent=indent).encode(charset)

    asked = exchange(CHAT, CODERS[coder](built(old)), {"content-encoding": coder, "content-type": "application/json"})
    edit = Edit("/prompt" + "/0" * depth + "/q", 1 + len(before), 1 + len(before) + len(old), new)
    made = wire.splice(asked, AI, [edit])
    names = () if coder == "identity" else (coder,)
    # Where all around is ASCII, so is what is new.
    if ascii_only or not built(old).decode(charset).isascii():
        assert coding.undo(made, names) == built(new)
    assert text_at(replace(asked, body=made), edit.pointer) == f"A{before}{new}{after}Z"
