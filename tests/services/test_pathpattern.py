"""The beginnings of paths, with wildcards, at the borders of segments, in linear time."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.services.pathpattern import PathPattern


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("/v1/chat", "/v1/chat", True),
        ("/v1/chat", "/v1/chat/completions", True),
        ("/v1/chat", "/v1/chatter", False),
        ("/v1/chat", "/v1/chat:verb", True),
        ("/v1/chat", "/v1/chat?decoded=1", True),
        ("/v1/chat", "/x/v1/chat", False),
        ("/V1/Chat", "/v1/chat", True),
        ("/backend-anon/", "/backend-anon/x", True),
        ("/backend-anon/", "/backend-anon", False),
        ("/model/*/invoke", "/model/arn:aws:bedrock/deepseek.r1/invoke", True),
        ("/model/*/invoke", "/model//invoke", False),
        ("/model/*/invoke", "/model/invoke/invoke", True),
        ("/model/*/invoke", "/model/x/invoke-with-response-stream", False),
        ("/model/*/invoke", "/model/x/invoked/invoke", True),
        ("/v1beta/models/*:generatecontent", "/v1beta/models/gemini-2.5-pro:generatecontent", True),
        ("/{owner}/{repo}/resolve/{rev}/{file}", "/o/r/resolve/main/a/b.json", True),
        ("/{owner}/{repo}/resolve/{rev}/{file}", "/o/resolve/main/a", False),
        ("/api/chat/*", "/api/chat/", False),
        ("/api/chat/*", "/api/chat/1", True),
    ],
)
def test_a_pattern_is_the_beginning_of_a_path(pattern, path, matches):
    assert PathPattern(pattern).matches("example.com", path) is matches


@pytest.mark.parametrize(
    ("host", "matches"),
    [("github.com", True), ("gist.github.com", True), ("notgithub.com", False), ("example.com", False)],
)
def test_a_pattern_with_a_host_counts_there_only(host, matches):
    assert PathPattern("//github.com/copilot").matches(host, "/copilot/chat") is matches


def test_what_is_spelt_out_weighs():
    assert PathPattern("/v1/chat/completions").weight > PathPattern("/v1/chat").weight
    assert PathPattern("//a.example/v1").weight == PathPattern("/v1").weight


def test_a_hostile_path_is_read_once():
    """Quadratic or worse, this would outlast the test run's time limit."""
    pattern = PathPattern("/v1/projects/*/locations/*/publishers/*/models/*:generatecontent")
    path = "/v1/projects" + "/locations/a/publishers/b/models/c" * 100_000
    assert not pattern.matches("example.com", path)
    assert not PathPattern("/a*aaaaab").matches("example.com", "/" + "a" * 2_000_000)


PIECE = st.sampled_from(["/", "a", "b", "ab", ":", "*", "{x}"])


@given(st.lists(PIECE, max_size=6), st.text("ab/:", max_size=12))
def test_matching_equals_the_same_thing_as_a_regular_expression(pieces, tail):
    pattern, path = "/a" + "".join(pieces), "/a" + tail
    if "**" in pattern or "*{" in pattern or "}*" in pattern or "}{" in pattern:
        return
    body = "".join(".+" if piece in ("*", "{x}") else re.escape(piece) for piece in re.split(r"(\*|\{x\})", pattern))
    end = "" if pattern.endswith(("/", "*", "}")) else r"(?=\Z|[/:?#])"
    assert PathPattern(pattern).matches("h", path) == bool(re.match(body + end, path))
