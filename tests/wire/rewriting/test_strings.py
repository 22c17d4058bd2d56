"""Strings are found where they stand, and what is not changed keeps its bytes."""

from __future__ import annotations

import base64
import json

from quarterdeck.wire.rewriting import strings


def changed(text: str, old: str, new: str) -> str | None:
    found = strings.read(text)
    for leaf in found.all():
        if leaf.text == old:
            leaf.new = new
    return found.changed()


def test_a_text_without_changes_has_none() -> None:
    assert changed('{"a": "b"}', "c", "d") is None
    assert changed('{"a": "b"}', "b", "b") is None


def test_only_the_string_changes_and_names_never_do() -> None:
    assert changed('{ "b" : "b",\n"n":1.0, "c":["\\u0062"] }', "b", "x") == '{ "b" : "x",\n"n":1.0, "c":["x"] }'


def test_strings_have_the_place_and_the_name_of_their_member() -> None:
    found = strings.read('{"a": [{"b/c": "x"}, "y", ["z"]], "d": "w"}')
    assert [(leaf.path, leaf.name) for leaf in found.all()] == [
        ("/a/0/b~1c", "b/c"),
        ("/a/1", "a"),
        ("/a/2/0", "a"),
        ("/d", "d"),
    ]


def test_a_string_in_json_in_a_string_is_escaped_as_often_as_it_is_nested() -> None:
    text = json.dumps({"a": json.dumps({"b": json.dumps({"c": "x"})})})
    after = changed(text, "x", 'q"')
    assert after is not None
    assert json.loads(json.loads(json.loads(after)["a"])["b"]) == {"c": 'q"'}


def test_a_document_in_base64_is_encoded_again() -> None:
    inner = base64.b64encode(b'{"text":"x"}').decode()
    after = changed(json.dumps({"bytes": inner, "p": "abc"}), "x", "yé")
    assert after is not None
    assert json.loads(base64.b64decode(json.loads(after)["bytes"])) == {"text": "yé"}


def test_an_ascii_string_stays_ascii_only_where_it_was_escaped_or_plain() -> None:
    assert changed('{"a":"x","b":"é"}', "x", "é") == '{"a":"\\u00e9","b":"é"}'
    assert changed('{"a":"é"}', "é", "ü") == '{"a":"ü"}'


def test_half_of_a_pair_of_surrogates_is_written_escaped() -> None:
    assert changed('{"a":"\\ud83d"}', "\ud83d", "x\ud83d") == '{"a":"x\\ud83d"}'
