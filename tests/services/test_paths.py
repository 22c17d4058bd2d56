"""Spellings of one path compare equal, and ordinary paths stay as they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.services.paths import fold, normalize


@pytest.mark.parametrize(
    ("target", "path", "query"),
    [
        ("/", "/", ""),
        ("/v1/chat/completions?a=%2F&b=1", "/v1/chat/completions", "a=%2F&b=1"),
        ("/v1/../v1//chat%2Fcompletions;x=1", "/v1/chat/completions", ""),  # E54
        ("/V1/Chat/", "/V1/Chat/", ""),  # E55: case is kept, fold compares
        ("/%76%31/chat", "/v1/chat", ""),  # E55
        ("/%2576%2531/chat", "/v1/chat", ""),  # E55, doubly encoded
        ("/%252576%252531/chat", "/v1/chat", ""),
        ("/%25252576/chat", "/%76/chat", ""),  # a fourth round is not made
        ("http://api.example.com/v1/models?x", "/v1/models", "x"),
        ("https://u:p@api.example.com:8443/v1", "/v1", ""),
        ("http://api.example.com", "/", ""),
        ("http://api.example.com?q=1", "/", "q=1"),
        ("/v1\\chat", "/v1/chat", ""),
        ("/v1%5cchat", "/v1/chat", ""),
        ("/a/./b/.", "/a/b/", ""),
        ("/a/b/..", "/a/", ""),
        ("/../../a", "/a", ""),
        ("/%2e%2e/a/%2e/b", "/a/b", ""),
        ("/a/..;x=1/b", "/b", ""),
        ("/a;v=1/b;w", "/a/b", ""),
        ("/a%3bv=1/b", "/a/b", ""),
        ("/a#b?c=1", "/a", ""),
        ("/a?b#c", "/a", "b"),
        ("/cha%00t/%0d%0acompletions", "/chat/completions", ""),
        ("//evil.example/a", "/evil.example/a", ""),
        ("v1/chat", "/v1/chat", ""),
        ("*", "*", ""),
        ("", "/", ""),
        ("/.well-known/x", "/.well-known/x", ""),
        ("/a.b/c..d/e.", "/a.b/c..d/e.", ""),
        ("/%E2%82%AC", "/€", ""),
        ("/100%", "/100%", ""),
        ("/model/arn:aws:bedrock:x%2Fdeepseek/invoke", "/model/arn:aws:bedrock:x/deepseek/invoke", ""),
    ],
)
def test_a_target_has_one_path(target, path, query):
    assert normalize(target) == (path, query)


SEGMENT = st.text("abcXYZ019-_~:@+", min_size=1, max_size=8)
PATH = st.lists(SEGMENT, min_size=1, max_size=6).map(lambda parts: "/" + "/".join(parts))


@given(PATH, st.data())
def test_however_a_path_is_spelt_it_is_the_same_path(path, data):
    spelt = ""
    for letter in path:
        encoded = f"%{ord(letter):02x}"
        forms = [letter, encoded, "%25" + encoded[1:]]
        if letter == "/":
            forms += ["//", "/./", "\\", "/x/../", ";v=1/", "/%2e/"]
        spelt += data.draw(st.sampled_from(forms))
    assert normalize(spelt + data.draw(st.sampled_from(["", "?q=1", "#f", ";p"])))[0] == path


@given(st.text(max_size=60))
def test_any_text_becomes_a_path_without_dots_empty_segments_or_backslashes(target):
    path, _ = normalize(target)
    if path == "*":
        return
    assert path.startswith("/")
    segments = path.split("/")[1:]
    assert not {".", ".."} & set(segments)
    assert "" not in segments[:-1]
    assert "\\" not in path


@given(st.text("abc/", max_size=20).map(lambda text: "/" + text))
def test_what_is_normalized_stays_so(target):
    once = normalize(target)[0]
    assert normalize(once)[0] == once


def test_folded_paths_ignore_case():
    assert fold("/V1/Chat/Completions") == fold("/v1/chat/completions")
