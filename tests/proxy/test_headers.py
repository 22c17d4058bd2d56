"""The quick look-ups give what mitmproxy's own give, for any headers and any name."""

from __future__ import annotations

import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st
from mitmproxy import http

from quarterdeck.proxy import headers

NAMES = st.sampled_from([b"Host", b"host", b"HOST", b"x-a", b"X-A", b"caf\xc3\xa9", b"\xff", b""])
FIELDS = st.lists(st.tuples(NAMES, st.binary(max_size=8)), max_size=6)


@given(FIELDS, NAMES)
def test_they_agree_with_mitmproxy(fields: list[tuple[bytes, bytes]], name: bytes) -> None:
    plain = http.Headers(fields)
    text = name.decode("utf-8", "surrogateescape")
    for key in (name, text):
        all_values = [v.decode("utf-8", "surrogateescape") for k, v in fields if k.lower() == name.lower()]
        assert headers._get_all(plain, key) == all_values
        assert headers._get(plain, key) == (", ".join(all_values) if all_values else None)
        assert headers._get(plain, key, "none") == (", ".join(all_values) if all_values else "none")
        assert headers._contains(plain, key) == bool(all_values)


def test_they_are_what_stock_mitmproxy_does() -> None:
    """In a process of its own, since the methods may have been put in place already in this one."""
    code = """
from mitmproxy import http
from quarterdeck.proxy import headers
h = http.Headers([(b"Host", b"a"), (b"HOST", b"\\xff"), (b"x", b"")])
def all_of():
    return [(h.get_all(n), h.get(n), h.get(n, "d"), n in h) for n in ("host", b"Host", "x", "y", b"\\xff")]
before = all_of()
headers.install()
raise SystemExit(before != all_of())
"""
    subprocess.run([sys.executable, "-c", code], check=True)
