from __future__ import annotations

from quarterdeck.wire import beside

from .build import exchange


def test_path_query_and_headers_are_texts() -> None:
    asked = exchange(
        "https://api.example.org/a/KEY?q=one%20two&r=", None, {"x-note": "hello", "authorization": "Bearer t"}, "GET"
    )
    found = {part.pointer: (part.text, part.role) for part in beside.parts(asked)}
    assert found["@path"] == ("/a/KEY", "address")
    assert found["@query/q"] == ("one two", "address")
    assert found["@header/x-note"] == ("hello", "header")
    assert found["@header/authorization"] == ("Bearer t", "credential")
