"""Path, query and headers, as they are and as they decode."""

from __future__ import annotations

from quarterdeck.model.content import Part
from quarterdeck.wire import beside

from .build import exchange


def found(url: str, *headers: tuple[str, str]) -> list[tuple[str, str, str]]:
    return [(part.pointer, part.text, part.role) for part in beside.parts(exchange(url, None, headers, "GET"))]


def test_path_query_and_headers_are_texts() -> None:
    asked = exchange(
        "https://api.example.org/a/KEY?q=one%20two&r=", None, {"x-note": "hello", "authorization": "Bearer t"}, "GET"
    )
    assert beside.parts(asked) == (
        Part("@path", "/a/KEY", "address"),
        Part("@query!names", "q&r", "address"),
        Part("@query/q", "one two", "address"),
        Part("@header/host", "api.example.org", "header"),
        Part("@header/x-note", "hello", "header"),
        Part("@header/authorization", "Bearer t", "credential"),
    )


def test_a_query_that_is_not_all_fields_is_a_text_as_it_stands() -> None:
    assert ("@query", "one;two&&a=1", "address") in found("https://a.example/?one;two&&a=1")
    said = found("https://a.example/?one&a%20b=1")
    assert ("@query!names", "one&a b", "address") in said
    assert not any(pointer == "@query" for pointer, _, _ in said)


def test_what_the_path_for_matching_has_lost_is_there_as_it_was_sent() -> None:
    paths = [text for pointer, text, _ in found("https://a.example/x/..;k=S%2545CRET/y") if "path" in pointer]
    assert paths == ["/y", "/x/..;k=S%2545CRET/y", "/x/..;k=SECRET/y"]


def test_queries_that_lax_servers_read_otherwise() -> None:
    said = found("https://a.example/?a=%2553ecret;b=%u0054wo&AKIAIOSFODNN7EXAMPLE=1")
    assert ("@query!others/a", "Secret", "address") in said
    assert ("@query!others/b", "Two&AKIAIOSFODNN7EXAMPLE=1", "address") in said
    assert ("@query/AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE", "key") in said


def test_headers_that_come_twice_are_two() -> None:
    said = found("https://a.example/", ("x-a", "1"), ("x-a", "2%53"))
    assert said[-3:] == [
        ("@header/x-a", "1", "header"),
        ("@header/x-a", "2%53", "header"),
        ("@header/x-a!decoded", "2S", "header"),
    ]


def test_cookies_are_credentials_one_by_one() -> None:
    said = found("https://a.example/", ("cookie", "session=abc; note=%53ecret; AKIAIOSFODNN7EXAMPLE=1; alone"))
    assert [one for one in said if "cookie" in one[0]] == [
        ("@header/cookie/session", "abc", "credential"),
        ("@header/cookie/note", "%53ecret", "credential"),
        ("@header/cookie/note!decoded", "Secret", "credential"),
        ("@header/cookie/AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE", "key"),
        ("@header/cookie/AKIAIOSFODNN7EXAMPLE", "1", "credential"),
        ("@header/cookie/", "alone", "credential"),
    ]


def test_lone_surrogates_are_replaced() -> None:
    for _, text, _ in found("https://a.example/%ud800?a=%ud800", ("x-a", "%ud800")):
        text.encode()


def test_a_query_of_more_fields_than_anybody_writes_is_a_text() -> None:
    query = "a=1&" * 10_000 + "b=one+tw%6f"
    assert [text[-7:] for pointer, text, _ in found(f"https://a.example/?{query}") if pointer == "@query"] == [
        "e+tw%6f", "one+two", "one two",
    ]  # fmt: skip
