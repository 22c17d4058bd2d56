"""What `explain` is asked about: options and lines of JSON become the same request."""

from __future__ import annotations

import pytest

from quarterdeck.cli.stated import from_line, header, moment
from quarterdeck.config.request import Stated
from quarterdeck.errors import UsageError

URL = "https://a.example/"


def line(**keys):
    return from_line({"id": 1, "url": URL, **keys}, 7.0)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1970-01-02", 86_400.0),
        ("1970-01-01T01:00:00", 3600.0),
        ("1970-01-01T01:00:00Z", 3600.0),
        ("1970-01-01T01:00:00+01:00", 0.0),
        ("19700101T010000Z", 3600.0),
    ],
)
def test_a_moment_is_in_utc_unless_it_says_otherwise(text, seconds):
    assert moment(text) == seconds


def test_what_is_no_time_says_how_one_is_written():
    with pytest.raises(UsageError, match="write 2026-"):
        moment("soon")


def test_a_header_has_a_name_and_a_value():
    assert header("X-A:  b: c ") == ("X-A", "b: c")
    with pytest.raises(UsageError, match="Name: value"):
        header("nothing")


def test_all_but_the_url_may_be_left_out_or_null():
    bare = Stated(url=URL, time=7.0)
    assert line() == bare
    keys = ("method", "headers", "body", "body_base64", "user", "groups", "client", "at", "sni", "connect_host")
    assert line(**dict.fromkeys(keys)) == bare


def test_every_key_is_taken():
    assert line(
        method="PUT",
        headers=[["X-A", "b"]],
        body="text",
        user="ada",
        groups=[],
        client="10.0.0.1",
        at="1970-01-01",
        sni="b.example",
        connect_host="c.example",
    ) == Stated(URL, 0.0, "PUT", (("X-A", "b"),), b"text", "ada", (), "10.0.0.1", "b.example", "c.example")


def test_a_body_may_be_base64_or_json():
    assert line(body_base64="AAE=").body == b"\x00\x01"
    asked = line(body={"model": "x"})
    assert (asked.body, asked.headers) == (b'{"model":"x"}', (("content-type", "application/json"),))
    assert line(body=[], headers={"Content-Type": "text/plain"}).headers == (("Content-Type", "text/plain"),)


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"url": None}, "no `url`"),
        ({"url": 3}, "`url` must be text"),
        ({"metod": "GET"}, "did you mean 'method'"),
        ({"headers": "X: y"}, "list of pairs"),
        ({"headers": [["X"]]}, "list of pairs"),
        ({"headers": [["X", 1]]}, "list of pairs"),
        ({"body": 1}, "`body` must be text"),
        ({"body": "a", "body_base64": "YQ=="}, "not both"),
        ({"body_base64": "a"}, "not base64"),
        ({"body_base64": "\u00e4\u00e4"}, "not base64"),
        ({"groups": "legal"}, "list of names"),
        ({"groups": [1]}, "list of names"),
        ({"at": "soon"}, "ISO 8601"),
    ],
)
def test_a_mistake_is_told(keys, said):
    with pytest.raises(UsageError, match=said):
        line(**keys)


def test_keys_of_the_callers_own_are_left_alone():
    assert line(expect="block", note="mine") == Stated(url=URL, time=7.0)
