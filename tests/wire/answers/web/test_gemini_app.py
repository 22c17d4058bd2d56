"""gemini.google.com: what the samples do not show."""

from __future__ import annotations

import json

from quarterdeck.wire import answers

from ..reading import JSON, events, texts


def chunks(*inner: object) -> bytes:
    return b")]}'\n\n" + b"".join(
        b"9\n" + json.dumps([["wrb.fr", None, json.dumps(one)]]).encode() + b"\n" for one in inner
    )


def read(body: bytes) -> list[tuple[str, str, str]]:
    return texts(events(answers.reader("gemini-web", JSON), [body]))


def test_a_text_that_is_written_anew_is_read_anew() -> None:
    first, second = ([None, None, None, None, [["rc", [text]]]] for text in ("One way", "Other way"))
    assert read(chunks(first, second)) == [("/4/0/1/0", "assistant", "One wayOther way")]


def test_every_candidate_has_its_place() -> None:
    assert read(chunks([None, None, None, None, [["a", ["x"]], ["b", ["y"]]]])) == [
        ("/4/0/1/0", "assistant", "x"),
        ("/4/1/1/0", "assistant", "y"),
    ]


def test_what_is_no_envelope_is_read() -> None:
    assert read(
        b")]}'\n\n30\n" + json.dumps([["er", None, "Something went wrong"], ["wrb.fr", None, None]]).encode()
    ) == [("/2", "assistant", "Something went wrong")]
    assert read(b'{"error":"Not signed in"}') == [("/error", "assistant", "Not signed in")]
