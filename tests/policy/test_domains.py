"""Lists of domains in the forms that people keep them in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.errors import BadHost, Problems
from quarterdeck.policy.domains import MAX_SHOWN, DomainSet, domain_set, read_domains


def write(path, content: str | bytes):
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.fixture
def read(tmp_path):
    return lambda content: read_domains(write(tmp_path / "list.txt", content), "list.txt")


def test_a_plain_list(read):
    found = read("example.com\nExample.ORG\n\n  spaced.example  \n")
    assert found.names == {"example.com", "example.org", "spaced.example"}
    assert len(found) == 3


def test_a_hosts_file(read):
    found = read(
        "127.0.0.1 localhost localhost.localdomain\n::1 localhost\nfe80::1%lo0 localhost\n"
        "255.255.255.255 broadcasthost\n"
        "0.0.0.0 0.0.0.0\n0.0.0.0\tads.example # a comment\n127.0.0.1  two.example three.example\n:: v6.example\n"
    )
    assert found.names == {"ads.example", "two.example", "three.example", "v6.example"}


def test_the_forms_that_are_tolerated(read):
    found = read(
        "\ufeff# head\r\n! ad-block head\r\n[Adblock Plus 2.0]\r\n*.star.example\r\n.dot.example\r\n"
        "trailing.example.\r\n||block.example^\r\n||important.example^$important\r\n"
        "MÜNCHEN.example # ü\r\nxn--mnchen-3ya.example\r\n"
    )
    assert found.names == {
        "star.example",
        "dot.example",
        "trailing.example",
        "block.example",
        "important.example",
        "xn--mnchen-3ya.example",
    }


def test_addresses_and_top_level_domains_may_be_listed(read):
    found = read("192.0.2.7\n2001:DB8::7\nzip\n")
    assert found.names == {"192.0.2.7", "2001:db8::7", "zip"}
    assert found.covers("192.0.2.7")
    assert not found.covers("192.0.2.70")
    assert found.covers("2001:db8::7")
    assert found.covers("a.zip")


def test_a_hosts_file_bans_localhost_only_when_a_plain_list_says_so(read):
    assert read("0.0.0.0 localhost\n0.0.0.0 a.example\n").names == {"a.example"}
    assert read("localhost\na.example\n").names == {"a.example", "localhost"}


def test_names_cover_their_subdomains():
    found = domain_set(["Example.com", "b.c.example", "münchen.example"])
    for host in ("example.com", "a.example.com", "a.b.example.com", "b.c.example", "x.b.c.example"):
        assert found.covers(host)
    for host in ("notexample.com", "example.com.evil.test", "c.example", "com", "", "example"):
        assert not found.covers(host)
    assert found.covering("a.b.example.com") == "example.com"
    assert found.covering("www.xn--mnchen-3ya.example") == "xn--mnchen-3ya.example"
    assert found.covering("example.net") is None
    assert not DomainSet().covers("example.com")


def test_the_longest_name_is_the_one_that_covers():
    assert domain_set(["example.com", "a.example.com"]).covering("x.a.example.com") == "a.example.com"


def test_a_name_that_is_none_is_refused():
    with pytest.raises(BadHost):
        domain_set(["a b"])


@pytest.mark.parametrize(
    "line",
    [
        "http://example.com/",
        "example.com/path",
        "example.com:443",
        "exa mple.com other",
        "two.example three.example",
        "192.168.0.1 intranet.example",
        "||example.com^$third-party",
        "@@||example.com^",
        "-a.example",
        "a-.example",
        "a..example",
        "*",
        "a.*.example",
        "a" * 64 + ".example",
        ".".join(["abcdefgh"] * 30),
        "127.1",
        "1.2.3",
        "a.0x7f",
        "0x7f000001",
        "exa%6dple.com",
        "\u202eexample.com",
        "a\rb.example",
    ],
)
def test_a_bad_line_is_reported_where_it_stands(read, line):
    with pytest.raises(Problems) as error:
        read(f"good.example\n{line}\nother.example\n")
    (problem,) = error.value.problems
    assert (problem.file, problem.line, problem.column, problem.code) == ("list.txt", 2, 1, "bad-domain")


def test_bytes_that_are_no_text_are_reported(read):
    with pytest.raises(Problems) as error:
        read(b"good.example\n\xff\xfe.example\n")
    assert "list.txt:2:1: error: is not UTF-8 text" in str(error.value)


def test_many_bad_lines_are_counted(read):
    with pytest.raises(Problems) as error:
        read("ok.example\n" + "a b\n" * 1234)
    problems = error.value.problems
    assert len(problems) == MAX_SHOWN + 1
    assert problems[0].line == 0
    assert "1,214 more lines are not domains, of 1,234" in problems[0].message
    assert [problem.line for problem in problems[1:]] == list(range(2, 2 + MAX_SHOWN))


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(Problems, match="cannot be read"):
        read_domains(tmp_path / "gone.txt")


def test_the_digest_changes_with_the_file(read):
    one, same, other = read("a.example\n"), read("a.example\n"), read("b.example\n")
    assert one.digest == same.digest != other.digest
    assert len(one.digest) == 64


def test_a_long_list_is_read_in_blocks_without_losing_a_line(read):
    """Larger than a block, with the lines that need care spread all over it."""
    lines, names = [], set()
    for number in range(120_000):
        name = f"host-{number}.example-{number % 97}.com"
        names.add(name)
        form = number % 10_000
        lines.append(f"0.0.0.0 {name}" if form else f"*.{name.upper()} # ü\r")
    found = read("\n".join(lines))
    assert found.names == names
    with pytest.raises(Problems) as error:
        read("\n".join([*lines, "bad line", *lines]))
    assert [problem.line for problem in error.value.problems] == [120_001]


def test_a_line_without_end_is_refused_without_being_held(read):
    with pytest.raises(Problems):
        read(b"a" * 5_000_000)


LABEL = st.text("ab1-", min_size=1, max_size=3).filter(lambda label: label.strip("-") == label)
NAME = st.lists(LABEL, min_size=1, max_size=4).map(".".join)


@given(st.sets(NAME, max_size=8), NAME)
def test_covering_equals_a_naive_matcher(names, host):
    naive = any(host == name or host.endswith("." + name) for name in names)
    assert DomainSet(names).covers(host) == naive


LINE = st.one_of(
    NAME.map(lambda name: name + ".com"),
    NAME.map(lambda name: "0.0.0.0 " + name + ".com"),
    NAME.map(lambda name: f" *.{name}.COM. # c"),
    NAME.map(lambda name: f"||{name}.com^"),
    st.text("ab.-*|^#! 0x1:\t\rü", max_size=10),
    st.sampled_from(
        ["", "# c", "! c", "0.0.0.0 localhost", "localhost", "127.0.0.1", "1.2.3.4", "::1", "a.0x1", "a.1"]
    ),
)


@given(st.lists(LINE, max_size=12), LINE)
def test_reading_in_bulk_equals_reading_line_by_line(tmp_path_factory, lines, odd):
    """A block with a line that needs care is taken line by line: the others must mean the same in both ways."""
    path = tmp_path_factory.getbasetemp() / "bulk.txt"

    def outcome(content: list[str]):
        write(path, "\n".join(content))
        try:
            return set(read_domains(path).names), []
        except Problems as error:
            return set(), [problem.line for problem in error.problems]

    names, bad = outcome(lines)
    slow_names, slow_bad = outcome([*lines, "ü.example"])
    assert bad == slow_bad
    if not bad:
        assert slow_names == names | {"xn--tda.example"}
    single = [outcome([line]) for line in lines]
    assert bad == [number for number, (_, problems) in enumerate(single, 1) if problems]
