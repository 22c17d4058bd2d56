"""All formats say the same of a line, since they read it in one place."""

from __future__ import annotations

import pytest

from quarterdeck.export import lines

from .made import plain


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        ("1970-01-01T00:00:00.000Z", 0),
        ("2026-03-01T10:00:00.250Z", 1_772_359_200_250),
        ("2096-10-02T07:06:39.999Z", 3_999_999_999_999),
    ],
)
def test_a_moment_is_read_to_the_millisecond(time, expected):
    assert lines.milliseconds({"time": time}) == expected


@pytest.mark.parametrize("time", [None, "", "yesterday", 7])
def test_a_line_without_a_moment_is_refused(time):
    with pytest.raises(ValueError, match="isoformat"):
        lines.milliseconds({"time": time})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("192.0.2.7", True),
        ("2001:db8::7", True),
        ("fe80::1%eth0", False),
        ("00112233445566ff", False),
        ("1234", False),
        ("", False),
        (" 192.0.2.7", False),
    ],
)
def test_only_an_address_is_an_address(text, expected):
    assert lines.is_address(text) is expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"scheme": "https", "host": "a.example", "path": "/x?y"}, "https://a.example/x?y"),
        ({"scheme": "http", "host": "2001:db8::9", "port": 8080}, "http://[2001:db8::9]:8080"),
        ({"host": "a.example"}, ""),
        ({"scheme": "https"}, ""),
    ],
)
def test_an_address_is_put_together_from_what_is_kept(more, expected):
    assert lines.address(plain(**more)) == expected


def test_a_path_and_its_query_are_two_things():
    assert lines.target(plain(path="/a?b=c?d")) == ("/a", "b=c?d")
    assert lines.target(plain()) == ("", "")


@pytest.mark.parametrize(("said", "meant"), [("h2", "2"), ("h3", "3"), ("http/1.1", "1.1"), ("wss", "wss"), (None, "")])
def test_http_has_its_versions_from_its_own_documents(said, meant):
    assert lines.http_version(plain(protocol=said)) == meant


def test_models_that_could_not_be_read_are_one_word():
    assert lines.words(plain(models="unknown"), "models") == ["unknown"]
    assert lines.words(plain(models=["a", "b"]), "models") == ["a", "b"]
    assert lines.words(plain(), "models") == []


def test_the_strictest_rule_comes_first_and_names_its_policy():
    assert lines.policy(plain(rules=["bans/a", "own/b"])) == ("bans/a", "bans")
    assert lines.policy(plain()) == ("", "")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, lines.INFORMATIONAL),
        ({"action": "monitor"}, lines.LOW),
        ({"shadow": ["own/a"]}, lines.LOW),
        ({"drift": True}, lines.LOW),
        ({"findings": {"pii.email": 1}}, lines.LOW),
        ({"event": "grant", "outcome": "granted"}, lines.LOW),
        ({"outcome": "rewritten"}, lines.MEDIUM),
        ({"outcome": "refused"}, lines.MEDIUM),
        ({"outcome": "refused", "findings": {"pii.email": 1}}, lines.HIGH),
        ({"event": "reveal", "outcome": "requested"}, lines.MEDIUM),
        ({"event": "erase", "outcome": "erased"}, lines.MEDIUM),
        ({"event": "policy"}, lines.INFORMATIONAL),
        ({"event": "policy", "outcome": "refused"}, lines.HIGH),
    ],
)
def test_what_was_stopped_weighs_more_than_what_went_on(more, expected):
    assert lines.severity(plain(**more)) == expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"outcome": "refused"}, "Request refused"),
        ({"event": "outcome", "outcome": "cut"}, "Exchange cut"),
        ({"event": "connection", "outcome": "tunnelled"}, "Connection tunnelled"),
        ({"event": "grant", "outcome": "granted"}, "Leave granted"),
        ({"event": "reveal", "outcome": "revealed"}, "Identity revealed"),
        ({"event": "erase", "outcome": "erased"}, "Identity erased"),
        ({"event": "policy"}, "Policy in force"),
        ({"event": "policy", "outcome": "refused"}, "Policy rejected"),
        ({"event": "log", "reason": "stopped: asked to"}, "Deck log stopped"),
        ({"event": "log"}, "Deck log"),
        ({"event": "newer", "outcome": None}, "Record"),
    ],
)
def test_a_title_says_what_happened(more, expected):
    assert lines.title(plain(**more)) == expected
