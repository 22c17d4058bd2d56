"""The PAC file as a JavaScript engine runs it, not as it looks."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quarterdeck.errors import UsageError
from quarterdeck.proxy.pac import LARGEST, pac_file

needs_node = pytest.mark.skipif(
    shutil.which("node") is None, reason="node is not installed, and only a JavaScript engine can run a PAC file"
)
PROXY = "proxy.example.org:8080"
GOVERNED = ["deepseek.com", "chat.openai.com", "xn--bcher-kva.example", "192.0.2.7", "__proto__", "2001:db8::7"]


def ask(script: bytes, hosts: list[str]) -> list[str]:
    """What FindProxyForURL answers for each host."""
    questions = json.dumps([[f"https://{host}/", host] for host in hosts])
    each = f"{questions}.map(function (q) {{ return FindProxyForURL(q[0], q[1]); }})"
    program = f"{script.decode('ascii')}\nprocess.stdout.write(JSON.stringify({each}));"
    done = subprocess.run(["node", "-"], input=program, capture_output=True, text=True, check=True, timeout=60)
    return json.loads(done.stdout)


@needs_node
def test_governed_hosts_go_to_the_proxy_and_no_others():
    through = [
        "deepseek.com",
        "chat.deepseek.com",
        "a.b.c.deepseek.com",
        "CHAT.DeepSeek.COM",
        "chat.deepseek.com.",
        "chat.deepseek.com..",
        "chat.openai.com",
        "shop.xn--bcher-kva.example",
        "192.0.2.7",
        "[2001:db8::7]",
        "__proto__",
        "quarterdeck.proxy",
    ]
    direct = [
        "notdeepseek.com",
        "deepseek.com.example",
        "deepseek",
        "com",
        "openai.com",
        "constructor",
        "hasOwnProperty",
        "toString.example",
        "192.0.2.70",
        "localhost",
        "",
    ]
    answers = ask(pac_file(PROXY, GOVERNED), through + direct)
    assert answers == [f"PROXY {PROXY}"] * len(through) + ["DIRECT"] * len(direct)


@needs_node
def test_without_a_list_everything_but_the_device_itself_goes_to_the_proxy():
    hosts = [
        "example.org",
        "intranet",
        "127.example.org",
        "127.0.0.1.example.org",
        "127.0.0.1",
        "localhost",
        "a.localhost",
    ]
    answers = ask(pac_file(PROXY, None), [*hosts, "[::1]", "quarterdeck.proxy"])
    assert answers == [f"PROXY {PROXY}"] * 4 + ["DIRECT"] * 4 + [f"PROXY {PROXY}"]


@needs_node
def test_fallback_direct_is_said_and_none_is_not():
    assert ask(pac_file(PROXY, GOVERNED, fallback="direct"), ["deepseek.com"]) == [f"PROXY {PROXY}; DIRECT"]
    assert ask(pac_file("[::1]:8080", GOVERNED), ["deepseek.com"]) == ["PROXY [::1]:8080"]


@needs_node
def test_a_portal_of_another_name_is_reached_through_the_proxy():
    assert ask(pac_file(PROXY, [], portal="policy.example.org"), ["policy.example.org", "example.org"]) == [
        f"PROXY {PROXY}",
        "DIRECT",
    ]


@needs_node
@settings(max_examples=15, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=30), max_size=8))
def test_no_list_breaks_the_script(names: list[str]):
    assert ask(pac_file(PROXY, names), ["example.invalid."]) in (["DIRECT"], [f"PROXY {PROXY}"])


@needs_node
def test_a_list_too_large_for_browsers_sends_everything_to_the_proxy():
    many = [f"host-number-{number}.example" for number in range(60_000)]
    script = pac_file(PROXY, many)
    assert len(script) <= LARGEST
    assert ask(script, ["host-number-7.example", "elsewhere.example"]) == [f"PROXY {PROXY}"] * 2


def test_the_same_list_makes_the_same_file():
    assert pac_file(PROXY, ["b.example", "a.example", "a.example"]) == pac_file(PROXY, ["a.example", "b.example"])


@pytest.mark.parametrize(
    "proxy", ["proxy", "proxy:", ':80"; alert(1); "', "a b:80", "x\n:80", "proxy:8080; DIRECT", "::1:80"]
)
def test_an_address_that_is_none_is_refused(proxy: str):
    with pytest.raises(UsageError, match="HOST:PORT"):
        pac_file(proxy, [])


def test_an_unknown_fallback_is_refused():
    with pytest.raises(UsageError, match=r"pac\.fallback"):
        pac_file(PROXY, [], fallback="maybe")


def test_the_script_is_of_the_oldest_dialect():
    script = pac_file(PROXY, GOVERNED).decode("ascii")
    for younger in ("let ", "const ", "=>", "`", "for (const"):
        assert younger not in script
