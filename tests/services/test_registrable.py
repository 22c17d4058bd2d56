"""Registrable domains, from the bundled list alone."""

import subprocess
import sys

import pytest

from quarterdeck.services.registrable import registrable


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("chat.deepseek.com", "deepseek.com"),
        ("deepseek.com", "deepseek.com"),
        ("a.b.example.co.uk", "example.co.uk"),
        ("one.github.io", "one.github.io"),
        ("x.one.github.io", "one.github.io"),
        ("xn--bcher-kva.example.xn--p1ai", "example.xn--p1ai"),
        ("co.uk", "co.uk"),
        ("localhost", "localhost"),
        ("a.unknown-suffix-zz", "a.unknown-suffix-zz"),
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8::7", "2001:db8::7"),
    ],
)
def test_a_host_belongs_to_a_domain(host, domain):
    assert registrable(host) == domain


def test_nothing_is_fetched_and_nothing_is_written():
    program = """
import sys
def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg"):
        raise SystemExit(f"the network was touched: {event}")
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        raise SystemExit(f"a file was written: {arguments[0]}")
sys.dont_write_bytecode = True
from quarterdeck.services.registrable import registrable
sys.addaudithook(watch)
print(registrable("a.b.example.co.uk"))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout == "example.co.uk\n", done.stderr
