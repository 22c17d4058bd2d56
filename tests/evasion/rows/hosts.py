"""E03, E04, E12 to E15: one host spelt in ways that the proxy and the origin might read differently."""

from __future__ import annotations

from ..vector import Clear, Tls, Tunnel, Vector, post, to

_URL = b"http://{A}/v1/chat/completions"


def _clear(host: bytes, to_: bytes, extra: bytes = b"") -> bytes:
    """A chat request in absolute form, with its own Host."""
    return post(host, path=b"http://" + to_ + b"/v1/chat/completions", extra=extra)


E03 = (
    Vector("E03-banned-host-allowed", "D", Clear(), (_clear(b"{Y}", b"{A}"),)),
    Vector("E03-banned-host-unlisted", "D", Clear(), (_clear(b"{Z}", b"{A}"),)),
    Vector("E03-allowed-host-banned", "D", Clear(), (_clear(b"{A}", b"{Y}"),)),
    Vector("E03-unlisted-host-banned", "D", Clear(), (_clear(b"{A}", b"{Z}"),)),
    Vector("E03-unlisted-host-governed", "D", Clear(), (_clear(b"{G}", b"{Z}"),)),
    Vector("E03-governed-host-unlisted", "D", Clear(), (_clear(b"{Z}", b"{G}"),)),
    Vector("E03-governed-host-banned", "D", Clear(), (_clear(b"{A}", b"{G}"),)),
    Vector("E03-banned-host-empty", "D", Clear(), (_clear(b"", b"{A}"),)),
    Vector("E03-unlisted-host-userinfo", "D", Clear(), (_clear(b"{Z}@{A}", b"{Z}"),)),
    Vector("E03-unlisted-host-comma", "D", Clear(), (_clear(b"{Z}, {A}", b"{Z}"),)),
    Vector("E03-tunnel-80", "D", Tunnel(b"{Z}:80"), (post(b"{A}"),)),
    Vector("E03-tunnel-80-governed", "D", Tunnel(b"{Z}:80"), (post(b"{G}"),)),
    Vector("E03-tunnel-443-clear", "D", Tunnel(b"{Z}:443"), (post(b"{A}"),)),
    Vector("E03-tunnel-absolute", "D", Tunnel(b"{Z}:80"), (_clear(b"{Z}", b"{A}"),)),
    Vector("E03-tls-absolute-banned", "D", to(b"{G}"), (post(b"{G}", path=b"https://{A}/v1/chat/completions"),)),
    Vector("E03-tls-absolute-unlisted", "D", to(b"{G}"), (post(b"{G}", path=b"https://{Z}/v1/chat/completions"),)),
    Vector("E03-tls-absolute-clear", "D", to(b"{G}"), (post(b"{G}", path=b"http://{A}/v1/chat/completions"),)),
    Vector("E03-tls-absolute-both", "D", to(b"{G}"), (post(b"{A}", path=b"https://{A}/v1/chat/completions"),)),
    Vector("E03-origin-form-in-clear", "D", Clear(), (post(b"{A}"),)),
    Vector("E03-authority-form-post", "D", Clear(), (post(b"{A}", path=b"{A}:80"),)),
    Vector(
        "E03-scheme-relative",
        "D",
        to(b"{G}"),
        (post(b"{G}", path=b"//{A}/v1/chat/completions").replace(b"POST //", b"POST http://", 1),),
    ),
    Vector("E03-scheme-ftp", "D", Clear(), (post(b"{A}", path=b"ftp://{A}/v1/chat/completions"),)),
    Vector("E03-scheme-upper", "D", Clear(), (post(b"{A}", path=b"HTTP://{A}/v1/chat/completions"),)),
    Vector("E03-scheme-https-in-clear", "D", Clear(), (post(b"{A}", path=b"https://{A}/v1/chat/completions"),)),
    Vector("E03-backslash", "D", Clear(), (_clear(b"{Z}", b"{A}\\@{Z}"),)),
    Vector("E03-fragment", "D", Clear(), (_clear(b"{Z}", b"{A}#@{Z}"),)),
    Vector("E03-query-authority", "D", Clear(), (_clear(b"{Z}", b"{A}?@{Z}"),)),
    Vector("E03-three-slashes", "D", Clear(), (_clear(b"{A}", b"/{A}"),)),
    Vector("E03-no-host-header", "D", to(b"{G}"), (post().replace(b"Host: {G}\r\n", b""),)),
    Vector("E03-clear-no-host-header", "D", Clear(), (_clear(b"{A}", b"{A}").replace(b"Host: {A}\r\n", b""),)),
)

_TWICE = {
    "same-case": b"Host: {Y}\r\n",
    "lower": b"host: {Y}\r\n",
    "upper": b"HOST: {Y}\r\n",
    "banned": b"Host: {A}\r\n",
    "unlisted": b"Host: {Z}\r\n",
    "same-value": b"Host: {G}\r\n",
    "empty": b"Host:\r\n",
    "space-colon": b"Host : {Y}\r\n",
    "tab-colon": b"Host\t: {Y}\r\n",
    "nul": b"Host\x00: {Y}\r\n",
    "folded": b"X-A: b\r\n Host: {Y}\r\n",
    "lead-space": b" Host: {Y}\r\n",
}
_SPELT = {
    "list": b"{G}, {A}",
    "list-no-space": b"{G},{A}",
    "space": b"{G} {A}",
    "tab": b"{G}\t{A}",
    "slash": b"{G}/{A}",
    "slash-at": b"{G}/@{A}",
    "hash": b"{G}#{A}",
    "question": b"{G}?{A}",
    "backslash": b"{G}\\{A}",
    "at": b"{G}@{A}",
    "colon-at": b"{G}:443@{A}",
    "nul": b"{G}\x00{A}",
    "semicolon": b"{G};{A}",
    "quote": b'"{G}"',
    "bracket": b"[{G}]",
    "crlf-encoded": b"{G}%0d%0aHost:{A}",
    "scheme": b"https://{G}",
    "empty": b"",
    "dot-only": b".",
    "port-word": b"{G}:https",
    "port-list": b"{G}:443:80",
    "port-other": b"{A}:443",
    "folded": b"{G}\r\n {A}",
    "underscore": b"{G}_",
    "percent": b"%61pi.together.xyz",
    "high": b"{G}\xff",
    "vertical-tab": b"{G}\x0b",
}

E04 = (
    *(Vector(f"E04-twice-{name}", "D", to(b"{G}"), (post(extra=line),)) for name, line in _TWICE.items()),
    *(
        Vector(
            f"E04-first-{name}", "D", to(b"{G}"), (post(extra=b"").replace(b"Host: {G}\r\n", line + b"Host: {G}\r\n"),)
        )
        for name, line in _TWICE.items()
    ),
    *(Vector(f"E04-value-{name}", "D", to(b"{G}"), (post(value),)) for name, value in _SPELT.items()),
    *(Vector(f"E04-clear-{name}", "D", Clear(), (_clear(b"{G}", b"{G}", line),)) for name, line in _TWICE.items()),
)

_SPELLINGS = {
    "dot": b"{A}.",
    "upper": b"CHAT.DEEPSEEK.COM",
    "mixed": b"Chat.DeepSeek.Com",
    "mixed-dot": b"cHAT.deepSEEK.com.",
    "subdomain": b"deep.{A}",
    "port-zeros": b"{A}",
}
_GOVERNED = {"dot": b"{G}.", "upper": b"API.TOGETHER.XYZ", "mixed-dot": b"Api.Together.Xyz."}

E12 = (
    *(
        Vector(f"E12-{name}-everywhere", "N", Tls(host + b":443", host), (post(host),))
        for name, host in _SPELLINGS.items()
    ),
    *(
        Vector(f"E12-{name}-connect", "N", Tls(host + b":443", b"{A}"), (post(b"{A}"),))
        for name, host in _SPELLINGS.items()
        if name != "subdomain"
    ),
    *(
        Vector(f"E12-{name}-sni", "N", Tls(b"{A}:443", host), (post(b"{A}"),))
        for name, host in _SPELLINGS.items()
        if name != "subdomain"
    ),
    *(
        Vector(f"E12-{name}-host", "N", to(b"{A}"), (post(host),))
        for name, host in _SPELLINGS.items()
        if name != "subdomain"
    ),
    *(Vector(f"E12-{name}-clear", "N", Clear(), (_clear(host, host),)) for name, host in _SPELLINGS.items()),
    *(
        Vector(f"E12-governed-{name}", "N", Tls(host + b":443", host), (post(host, b"{BODY}"),))
        for name, host in _GOVERNED.items()
    ),
    *(
        Vector(f"E12-governed-{name}-host", "N", to(b"{G}"), (post(host, b"{BODY}"),))
        for name, host in _GOVERNED.items()
    ),
    Vector("E12-governed-port-host", "N", to(b"{G}"), (post(b"{G}:443", b"{BODY}"),)),
)

_UNFIT = {
    "two-dots": b"{A}..:443",
    "inner-dots": b"chat..deepseek.com:443",
    "lead-dot": b".{A}:443",
    "no-port": b"{A}",
    "port-empty": b"{A}:",
    "port-big": b"{A}:70000",
    "port-huge": b"{A}:4294967739",
    "port-plus": b"{A}:+443",
    "port-space": b"{A}: 443",
    "port-letter": b"{A}:443x",
    "port-zero": b"{A}:0",
    "port-negative": b"{A}:-443",
    "path": b"{A}:443/",
    "query": b"{A}:443?x",
    "scheme": b"https://{A}:443",
    "empty-host": b":443",
    "dot": b".:443",
    "long-label": b"a" * 64 + b".{A}:443",
    "long-name": b"a." * 130 + b"{A}:443",
    "hyphen": b"-.{A}:443",
    "two-ports": b"{A}:443:443",
    "list": b"{Z}:443,{A}:443",
    "bracketed": b"[{A}]:443",
    "zone": b"{A}%25lo:443",
}
E13 = (
    *tuple(Vector(f"E13-{name}", "D", Tunnel(target), (post(b"{A}"),)) for name, target in _UNFIT.items()),
    Vector("E13-port-zeros", "D", Tls(b"{A}:0443", b"{A}"), (post(b"{A}"),)),
    Vector("E13-port-odd", "N", Tls(b"{A}:8443", b"{A}"), (post(b"{A}:8443"),)),
    Vector("E13-mixed-odd-port", "N", Tls(b"Chat.Deepseek.Com.:8443", b"{A}"), (post(b"{A}:8443"),)),
)

_USERINFO = {
    "user": b"u@{A}",
    "password": b"u:p@{A}",
    "empty": b"@{A}",
    "host-as-user": b"{Z}@{A}",
    "host-port-as-user": b"{Z}:443@{A}",
    "two": b"{A}@{Z}@{A}",
    "encoded": b"{Z}%40{A}",
    "colon": b":@{A}",
}
E14 = tuple(
    vector
    for name, host in _USERINFO.items()
    for vector in (
        Vector(f"E14-connect-{name}", "D", Tls(host + b":443", b"{A}"), (post(b"{A}"),)),
        Vector(f"E14-clear-{name}", "D", Clear(), (_clear(b"{A}", host),)),
        Vector(f"E14-host-{name}", "D", to(b"{A}"), (post(host),)),
    )
)

_LOOKALIKE = {
    "percent": b"ch%61t.deepseek.com",
    "percent-upper": b"%43hat.deepseek.com",
    "percent-dot": b"chat%2edeepseek.com",
    "fullwidth": "ｃｈａｔ.deepseek.com".encode(),
    "cyrillic": "chat.dеepseek.com".encode(),
    "ideographic-dot": "chat。deepseek。com".encode(),
    "fullwidth-dot": "chat．deepseek．com".encode(),
    "soft-hyphen": "chat.deep\u00adseek.com".encode(),
    "zero-width": "chat.deep\u200bseek.com".encode(),
    "long-s": "chat.deepſeek.com".encode(),
    "kelvin": "chat.deepsee\u212a.com".encode(),
    "latin-1": b"chat.deeps\xe9ek.com",
    "bad-utf8": b"chat.deepseek\xff.com",
    "overlong": b"chat\xc0\xaedeepseek.com",
    "nul": b"chat.deepseek.com\x00.unlisted.example",
    "nul-front": b"www.unlisted.example\x00.deepseek.com",
    "space": b"chat.deepseek.com .unlisted.example",
    "tab": b"chat.deepseek.com\t",
    "escape": b"chat.deepseek.com\x1b",
    "delete": b"chat.deepseek.com\x7f",
    "quote": b'"chat.deepseek.com"',
    "backslash": b"chat\\.deepseek.com",
}
E15 = tuple(
    vector
    for name, host in _LOOKALIKE.items()
    for vector in (
        Vector(f"E15-connect-{name}", "D", Tls(host + b":443", b"{A}"), (post(b"{A}"),)),
        Vector(f"E15-clear-{name}", "D", Clear(), (_clear(b"{A}", host),)),
        Vector(f"E15-host-{name}", "D", to(b"{A}"), (post(host),)),
    )
)
E15_NAMES = (
    # An A-label is a name of its own: it is never taken for the name that it looks like, nor sent there.
    Vector("E15-alabel-sni-banned", "D", Tls(b"chat.xn--depseek-6ig.com:443", b"{A}"), (post(b"{A}"),)),
    Vector("E15-alabel-bad", "D", Tls(b"chat.xn--.com:443", b"{A}"), (post(b"{A}"),)),
    Vector("E15-sni-not-ascii", "D", Tls(b"{A}:443", "chat.dеepseek.com".encode()), (post(b"{A}"),)),
)

VECTORS = (*E03, *E04, *E12, *E13, *E14, *E15, *E15_NAMES)
