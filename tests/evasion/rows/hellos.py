"""E33, E35: the ClientHello, whole and in pieces, honest and not. The outer name is the only one there is."""

from __future__ import annotations

from ...e2e.harness import names
from ..hello import CANARY, ECH, USUAL, alpn, extension, hello, message, record, server_name, vector16
from ..vector import Tls, Tunnel, Vector, post

_A, _G, _Y, _Z = (name.encode() for name in (names.BANNED, names.GOVERNED, names.ALLOWED, names.UNLISTED))


def _raw(name: str, connect: bytes, data: bytes, *, segment: int = 0) -> Vector:
    return Vector(name, "D", Tunnel(connect), (data,), segment=segment)


E33 = (
    _raw("E33-grease-banned", b"{A}:443", hello(server_name(_A) + USUAL + ECH)),
    _raw("E33-outer-unlisted-connect-banned", b"{A}:443", hello(server_name(_Z) + USUAL + ECH)),
    _raw("E33-outer-public-connect-governed", b"{G}:443", hello(server_name(b"cloudflare-ech.com") + USUAL + ECH)),
    _raw("E33-outer-banned-connect-unlisted", b"{Z}:443", hello(server_name(_A) + USUAL + ECH)),
    _raw("E33-outer-governed-connect-unlisted", b"{Z}:443", hello(server_name(_G) + USUAL + ECH)),
    _raw("E33-outer-none-connect-banned", b"{A}:443", hello(USUAL + ECH)),
    _raw("E33-inner-type", b"{A}:443", hello(server_name(_A) + USUAL + extension(0xFE0D, b"\x01"))),
    _raw("E33-esni-draft", b"{A}:443", hello(server_name(_Z) + USUAL + extension(0xFFCE, CANARY))),
)

_FULL = hello(server_name(_G) + USUAL + alpn(b"http/1.1"))
_BAN = hello(server_name(_A) + USUAL)
_MESSAGE = message(server_name(_A) + USUAL)

# Two names in one hello, or one that is no name: a server may pick the other one. CONNECT is the unlisted host,
# so that whoever overlooks the governed name tunnels it.
_NAMES = {
    "two-names": server_name(_Z, _A),
    "two-names-reversed": server_name(_A, _Z),
    "two-extensions": server_name(_Z) + server_name(_A),
    "two-extensions-reversed": server_name(_A) + server_name(_Z),
    "other-type-then-name": extension(0, vector16(b"\x07" + vector16(_Z) + b"\x00" + vector16(_A))),
    "empty-then-name": server_name(b"", _A),
    "upper": server_name(_A.upper()),
    "dot": server_name(_A + b"."),
    "two-dots": server_name(_A + b".."),
    "nul": server_name(_Z + b"\x00." + _A),
    "nul-behind": server_name(_A + b"\x00"),
    "port": server_name(_A + b":443"),
    "space": server_name(b" " + _A),
    "address": server_name(b"203.0.113.7"),
    "high": server_name(b"chat.deepseek.com\xff"),
    "full-width": server_name("ｃｈａｔ.deepseek.com".encode()),
    "percent": server_name(b"ch%61t.deepseek.com"),
    "userinfo": server_name(b"x@" + _A),
    "long": server_name(b"a." * 200 + _A),
    "list-length-over": extension(0, b"\xff\xff\x00" + vector16(_A)),
    "list-length-under": extension(0, b"\x00\x04\x00" + vector16(_A)),
    "name-length-over": extension(0, b"\x00\x14\x00\xff\xff" + _A),
    "trailing": extension(0, vector16(b"\x00" + vector16(_A)) + b"\x00\x00"),
    "empty-extension": extension(0, b""),
    "empty-list": extension(0, b"\x00\x00"),
}

E35 = (
    Vector("E35-bytes-governed", "N", Tls(b"{G}:443", b"{G}", cut="bytes"), (post(body=b"{BODY}"),)),
    Vector("E35-bytes-banned", "N", Tls(b"{A}:443", b"{A}", cut="bytes"), (post(b"{A}"),)),
    Vector("E35-records-governed", "N", Tls(b"{G}:443", b"{G}", cut="records"), (post(body=b"{BODY}"),)),
    Vector("E35-records-banned", "N", Tls(b"{A}:443", b"{A}", cut="records"), (post(b"{A}"),)),
    Vector("E35-bytes-unlisted-connect", "D", Tls(b"{Z}:443", b"{A}", cut="bytes"), (post(b"{A}"),)),
    Vector("E35-records-unlisted-connect", "D", Tls(b"{Z}:443", b"{A}", cut="records"), (post(b"{A}"),)),
    Vector("E35-bytes-unlisted", "P", Tls(b"{Z}:443", b"{Z}", cut="bytes"), (post(b"{Z}"),), reach=1, records=None),
    Vector("E35-records-unlisted", "P", Tls(b"{Z}:443", b"{Z}", cut="records"), (post(b"{Z}"),), reach=1, records=None),
    Vector("E35-all-bytes", "N", Tls(b"{G}:443", b"{G}", cut="bytes"), (post(body=b"{BODY}"),), segment=1),
    *(
        _raw(f"E35-name-{name}-{host}", b"{%b}:443" % to.encode(), hello(extensions + USUAL))
        for name, extensions in _NAMES.items()
        for host, to in (("unlisted", "Z"), ("governed", "G"))
        if not (host == "unlisted" and name in ("empty-extension", "empty-list"))
    ),
    _raw("E35-no-name-banned", b"{A}:443", hello(USUAL)),
    _raw("E35-no-extensions-banned", b"{A}:443", record(message(None))),
    _raw("E35-handmade-bytes", b"{A}:443", _BAN, segment=1),
    _raw("E35-truncated", b"{G}:443", _FULL[:-20]),
    _raw("E35-length-over", b"{G}:443", _FULL[:3] + b"\x3f\xff" + _FULL[5:]),
    _raw("E35-length-under", b"{G}:443", _FULL[:3] + b"\x00\x20" + _FULL[5:]),
    _raw("E35-record-too-long", b"{G}:443", _FULL[:3] + b"\xff\xff" + _FULL[5:] + bytes(65535)),
    _raw("E35-message-length-over", b"{G}:443", _FULL[:6] + b"\x00\xff\xff" + _FULL[9:]),
    _raw("E35-message-length-huge", b"{G}:443", _FULL[:6] + b"\xff\xff\xff" + _FULL[9:]),
    _raw("E35-message-length-under", b"{G}:443", _FULL[:6] + b"\x00\x00\x30" + _FULL[9:]),
    _raw("E35-extensions-length-over", b"{A}:443", hello(server_name(_A) + USUAL + b"\x00\x2b\xff\xff")),
    _raw("E35-suffix", b"{A}:443", hello(server_name(_A) + USUAL, suffix=b"\x00" * 9)),
    _raw("E35-data-behind", b"{A}:443", _BAN + CANARY),
    _raw("E35-empty-record-first", b"{A}:443", record(b"") + _BAN),
    _raw("E35-alert-first", b"{A}:443", record(b"\x01\x00", kind=21) + _BAN),
    _raw("E35-change-cipher-first", b"{A}:443", record(b"\x01", kind=20) + _BAN),
    _raw("E35-other-message", b"{G}:443", record(b"\x02" + _MESSAGE[1:])),
    _raw("E35-hello-request", b"{G}:443", record(b"\x00\x00\x00\x00" + _MESSAGE)),
    _raw("E35-record-version-0", b"{A}:443", record(_MESSAGE, version=b"\x03\x00")),
    _raw("E35-record-version-9", b"{A}:443", record(_MESSAGE, version=b"\x03\x09")),
    _raw("E35-client-version-0", b"{A}:443", hello(server_name(_A), version=b"\x03\x00")),
    _raw("E35-client-version-4", b"{A}:443", hello(server_name(_A) + USUAL, version=b"\x03\x04")),
    _raw(
        "E35-split-alert-between",
        b"{A}:443",
        record(_MESSAGE[:50]) + record(b"\x01\x00", kind=21) + record(_MESSAGE[50:]),
    ),
    _raw(
        "E35-giant",
        b"{G}:443",
        b"".join(record(piece) for piece in [b"\x01\x0f\xff\xff" + CANARY + bytes(16000)] + [bytes(16000)] * 12),
    ),
    _raw(
        "E35-giant-padding",
        b"{A}:443",
        b"".join(
            record(big[i : i + 16000])
            for big in [message(server_name(_A) + USUAL + extension(21, bytes(60000)))]
            for i in range(0, len(big), 16000)
        ),
    ),
    _raw(
        "E35-giant-padding-first",
        b"{Z}:443",
        b"".join(
            record(big[i : i + 16000])
            for big in [message(extension(21, bytes(60000)) + server_name(_A) + USUAL)]
            for i in range(0, len(big), 16000)
        ),
    ),
    _raw("E35-zeros", b"{G}:443", b"\x16\x03\x01" + bytes(600) + CANARY),
)

VECTORS = (*E33, *E35)
