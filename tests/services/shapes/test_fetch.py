"""A request taken apart."""

from quarterdeck.services.shapes.fetch import Fetch, under


def test_the_parts_of_a_request():
    fetch = Fetch.of("a.example", "/A/b/", "X=1&y=%2F&x=2&z")
    assert fetch.segments == ("A", "b", "")
    assert fetch.words == ("a", "b", "")
    assert fetch.folded == "/a/b/"
    assert [fetch.parameter(name) for name in ("x", "y", "z", "w")] == ["1", "/", "", ""]


def test_a_host_is_under_a_domain_at_the_border_of_labels():
    domains = ("example.com", "example.org")
    assert under("example.com", domains)
    assert under("a.b.example.org", domains)
    assert not under("badexample.com", domains)
    assert not under("example.com.evil.test", domains)
