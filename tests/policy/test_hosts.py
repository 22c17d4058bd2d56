from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.errors import BadHost
from quarterdeck.policy.globs import compile_glob, is_glob
from quarterdeck.policy.hosts import HostTable, host_test, read_domain, read_host_pattern


@pytest.mark.parametrize(
    ("pattern", "host", "covers"),
    [
        ("example.com", "example.com", True),
        ("example.com", "a.b.example.com", True),
        ("example.com", "notexample.com", False),
        ("example.com", "example.com.evil.org", False),
        ("=example.com", "example.com", True),
        ("=example.com", "www.example.com", False),
        ("*.example.com", "www.example.com", True),
        ("*.example.com", "example.com", False),
        ("EXAMPLE.com.", "example.com", True),
        ("bücher.example", "xn--bcher-kva.example", True),
        ("api-*.example.com", "api-eu.example.com", True),
        ("10.0.0.1", "10.0.0.1", True),
        ("0.0.1", "10.0.0.1", False),
        ("[2001:db8::1]", "2001:db8::1", True),
        ("com", "example.com", True),
        ("*", "anything.example", True),
    ],
)
def test_a_pattern_covers_a_host(pattern: str, host: str, covers: bool) -> None:
    try:
        read = read_host_pattern(pattern)
    except BadHost:
        assert not covers
    else:
        assert host_test([read])(host) is covers


@pytest.mark.parametrize(
    "text", ["https://example.com", "example.com/path", "exa mple.com", "a..b", "%61.com", "*.exämple.com", "="]
)
def test_what_is_no_host_is_refused(text: str) -> None:
    with pytest.raises(BadHost):
        read_host_pattern(text)


@pytest.mark.parametrize("text", ["=example.com", "a*.example.com", "exa?ple.com"])
def test_a_domain_is_not_a_pattern(text: str) -> None:
    with pytest.raises(BadHost, match="use `host` for patterns"):
        read_domain(text)


def test_a_star_before_a_domain_says_what_is_so_anyway() -> None:
    assert read_domain("*.example.com") == "example.com"


labels = st.lists(st.sampled_from(["a", "b", "ab", "com"]), min_size=1, max_size=4).map(".".join)
patterns = (
    labels | labels.map(lambda host: "=" + host) | labels.map(lambda host: "*." + host) | st.sampled_from(["a*", "*b*"])
)


def naive(pattern: str, host: str) -> bool:
    if is_glob(pattern):
        return compile_glob(pattern)(host)
    if pattern.startswith("="):
        return host == pattern[1:]
    return host == pattern or host.endswith("." + pattern)


@given(st.lists(patterns, max_size=10), labels)
def test_a_table_finds_what_asking_each_pattern_finds(written: list[str], host: str) -> None:
    table = HostTable(zip(written, range(len(written)), strict=True))
    assert sorted(table.matches(host)) == [number for number, one in enumerate(written) if naive(one, host)]
