"""Each scalar is checked as it is read and kept as it was meant; what could be read in two ways is sent back."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from quarterdeck.policy import values


def read(kind: str, value: Any) -> Any:
    return TypeAdapter(getattr(values, kind)).validate_python(value)


@pytest.mark.parametrize(
    ("kind", "value", "kept"),
    [
        ("Text", "no", "no"),
        ("Text", 2313, "2313"),
        ("Texts", "a", ("a",)),
        ("Texts", ["a", 7], ("a", "7")),
        ("Notes", [], ()),
        ("Notes", "a", ("a",)),
        ("Id", "lab-42_x", "lab-42_x"),
        ("Id", 7, "7"),
        ("Country", "cn", "CN"),
        ("Countries", ["cn", "US"], ("CN", "US")),
        ("HostPattern", "=WWW.Example.com.", "=www.example.com"),
        ("Domain", "*.Example.com", "example.com"),
        ("Method", "m-search", "M-SEARCH"),
        ("Cidr", "10.0.0.0/8", "10.0.0.0/8"),
        ("Cidr", "10.0.0.7", "10.0.0.7/32"),
        ("Cidr", "2001:DB8::/32", "2001:db8::/32"),
        ("When", "2026-12-31", "2026-12-31"),
        ("Expiry", "never", "never"),
        ("Zone", "Europe/Berlin", "Europe/Berlin"),
        ("Clock", "24:00", "24:00"),
        ("Days", "fri-mon", "fri-mon"),
        ("Duration", "7d", "7d"),
        ("SizeBound", "> 1GB", "> 1GB"),
        ("Limit", ">=0.8", ">=0.8"),
        ("HeaderName", "X-A", "X-A"),
        ("HeaderValue", "a b", "a b"),
        ("Flag", True, True),
    ],
)
def test_what_is_right_is_kept_in_one_spelling(kind, value, kept):
    assert read(kind, value) == kept


@pytest.mark.parametrize(
    ("kind", "value", "message", "hint"),
    [
        ("Text", False, "false is read as a yes or no, not as text", 'put it in quotes: "false"'),
        ("Text", 1.5, "1.5 is read as a number, not as text", 'put it in quotes: "1.5"'),
        ("Texts", [], "an empty list matches nothing", "name at least one value, or leave the key out"),
        ("Id", "My Rule!", "'My Rule!' is not an id", "write it as 'my-rule'"),
        ("Id", "-", "'-' is not an id", ""),
        ("Id", "a" * 101, "is not an id", f"write it as {'a' * 100!r}"),
        ("Country", "China", "'China' is not a country code", "write two letters of ISO 3166-1, such as CN"),
        ("HostPattern", "https://a.example", "is a URL, not a host; write the host only, or use `url`", ""),
        ("Domain", "a*.example", "is a pattern, not a domain; use `host` for patterns", ""),
        ("Method", "G T", "'G T' is not an HTTP method", ""),
        ("Cidr", "10.1.2.3/8", "'10.1.2.3/8' has bits set after the prefix", "write 10.0.0.0/8"),
        ("Cidr", "the lab", "'the lab' is not a network", "write it as 10.20.0.0/16 or 2001:db8::/32"),
        ("When", "31.12.2026", "'31.12.2026' is not a date", ""),
        ("When", "2026-02-30", "'2026-02-30' is not a date", ""),
        ("Expiry", "soon", "'soon' is not a date", ""),
        ("Zone", "Berlin", "'Berlin' is not a time zone", ""),
        ("Clock", "24:01", "'24:01' is not a time of day", ""),
        ("Days", "someday", "'someday' is not a day", ""),
        ("Duration", "1 month", "'1 month' is not a duration", ""),
        ("SizeBound", "1GB", "'1GB' compares with nothing", ""),
        ("Limit", ">many", "'>many' compares with nothing", ""),
        ("HeaderName", "X A", "'X A' is not a header name (RFC 9110 section 5.1)", ""),
        ("HeaderName", "X-A:", "'X-A:' is not a header name", ""),
        ("HeaderValue", "a\r\nX-B: 1", "a header's value is visible ASCII on one line", ""),
        ("HeaderValue", " a", "a header's value is visible ASCII on one line", ""),
        ("HeaderValue", "caf\u00e9", "a header's value is visible ASCII on one line", ""),
    ],
)
def test_what_is_wrong_is_said_with_what_to_write(kind, value, message, hint):
    with pytest.raises(ValidationError) as caught:
        read(kind, value)
    (error,) = caught.value.errors()
    assert message in error["msg"]
    assert error["ctx"]["hint"] == hint


@pytest.mark.parametrize("value", ["true", 1, 0, "yes", None])
def test_a_flag_is_true_or_false_and_nothing_that_looks_like_it(value):
    with pytest.raises(ValidationError):
        read("Flag", value)


def test_a_list_says_which_of_its_values_is_wrong():
    with pytest.raises(ValidationError) as caught:
        read("Countries", ["CN", "China", "US", "U"])
    assert [error["loc"] for error in caught.value.errors()] == [(1,), (3,)]


def test_editors_are_told_that_one_value_may_stand_for_a_list():
    one = {"type": "string", "pattern": "^[A-Za-z]{2}$"}
    many = {"type": "array", "items": one, "minItems": 1}
    assert TypeAdapter(values.Countries).json_schema() == {"anyOf": [one, many]}


def test_the_words_of_the_language_are_those_that_are_checked():
    assert [read("Activity", word) for word in values.ACTIVITIES] == list(values.ACTIVITIES)
    assert [read("ArtifactKind", word) for word in values.ARTIFACTS] == list(values.ARTIFACTS)
