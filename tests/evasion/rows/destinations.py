"""E01, E08, E10: the names of one connection disagree, or it goes where no client may go."""

from __future__ import annotations

from ..vector import Clear, Tls, Tunnel, Vector, post, to

_NAMES = {"a": b"{A}", "g": b"{G}", "y": b"{Y}", "z": b"{Z}"}

# CONNECT, SNI, Host. "-" is an SNI left out. None of these may be taken for any one of its names.
_DISAGREE = (
    "ayz ayy aya aay aag aaz azz aza azy agg a-y a-z a-g "
    "yaa yay yya yaz yyz yzz yzy yza y-a y-z "
    "gaa gga ggz gzz gyy ggy gya g-a g-z "
    "zaa zay zaz zyy zyz zgg zgz"
).split()

E01 = tuple(
    Vector(
        f"E01-{triple}",
        "D",
        Tls(_NAMES[triple[0]] + b":443", None if triple[1] == "-" else _NAMES[triple[1]]),
        (post(_NAMES[triple[2]]),),
    )
    for triple in _DISAGREE
)

# In a tunnel that we do not open, the Host is not ours to see: only inspect: all holds these.
E01_UNSEEN = tuple(Vector(f"E01-zz{host}", "D", Tls(b"{Z}:443", b"{Z}"), (post(_NAMES[host]),)) for host in "ag")

E08 = (
    Vector("E08-v4-sni-banned", "D", Tls(b"{IP}:443", b"{A}"), (post(b"{A}"),)),
    Vector("E08-v4-sni-banned-host-other", "D", Tls(b"{IP}:443", b"{A}"), (post(b"{Y}"),)),
    Vector("E08-v4-sni-governed", "D", Tls(b"{IP}:443", b"{G}"), (post(b"{G}"),)),
    Vector("E08-v4-sni-allowed", "D", Tls(b"{IP}:443", b"{Y}"), (post(b"{Y}"),)),
    Vector("E08-v4-sni-upper", "D", Tls(b"{IP}:443", b"CHAT.DEEPSEEK.COM"), (post(b"{A}"),)),
    Vector("E08-v4-sni-dot", "D", Tls(b"{IP}:443", b"{A}."), (post(b"{A}"),)),
    Vector("E08-v6-sni-banned", "D", Tls(b"[2001:db8::7]:443", b"{A}"), (post(b"{A}"),)),
    Vector("E08-v6-mapped-sni-banned", "D", Tls(b"[::ffff:203.0.113.7]:443", b"{A}"), (post(b"{A}"),)),
    Vector("E08-v6-long-sni-banned", "D", Tls(b"[2001:0db8:0:0::0:7]:443", b"{A}"), (post(b"{A}"),)),
    Vector("E08-odd-port-sni-banned", "D", Tls(b"{IP}:8443", b"{A}"), (post(b"{A}"),)),
    Vector("E08-clear-host-banned", "D", Clear(), (post(b"{A}", path=b"http://{IP}/v1/chat/completions"),)),
    Vector("E08-clear-host-governed", "D", Clear(), (post(b"{G}", path=b"http://{IP}/v1/chat/completions"),)),
    Vector("E08-tunnel-80-host-banned", "D", Tunnel(b"{IP}:80"), (post(b"{A}"),)),
    Vector("E08-tunnel-80-host-governed", "D", Tunnel(b"{IP}:80"), (post(b"{G}"),)),
    Vector("E08-no-sni-host-banned", "D", Tls(b"{IP}:443", None), (post(b"{A}"),)),
    Vector("E08-no-sni-host-governed", "D", Tls(b"{IP}:443", None), (post(b"{G}"),)),
)

# Where the machine itself, its link or its cloud answers. {LOOP} is the port of an origin that would record it.
_OWN = {
    "v4": b"127.0.0.1:{LOOP}",
    "localhost": b"localhost:{LOOP}",
    "localhost-dot": b"localhost.:{LOOP}",
    "localhost-upper": b"LocalHost:{LOOP}",
    "sub-localhost": b"any.localhost:{LOOP}",
    "localhost-domain": b"localhost.localdomain:{LOOP}",
    "other-127": b"127.8.8.8:{LOOP}",
    "zero": b"0.0.0.0:{LOOP}",
    "v6": b"[::1]:{LOOP}",
    "v6-any": b"[::]:{LOOP}",
    "v6-long": b"[0:0:0:0:0:0:0:1]:{LOOP}",
    "v6-mapped": b"[::ffff:127.0.0.1]:{LOOP}",
    "v6-mapped-hex": b"[::ffff:7f00:1]:{LOOP}",
    "v6-mapped-zero": b"[::ffff:0.0.0.0]:{LOOP}",
    "v6-compatible": b"[::127.0.0.1]:{LOOP}",
    "v6-nat64": b"[64:ff9b::7f00:1]:{LOOP}",
    "v6-6to4": b"[2002:7f00:1::]:{LOOP}",
    "v6-zone": b"[::1%25lo]:{LOOP}",
    "v6-link": b"[fe80::1]:{LOOP}",
    "v6-bare": b"::1:{LOOP}",
    "short": b"127.1:{LOOP}",
    "shorter": b"127.0.1:{LOOP}",
    "decimal": b"2130706433:{LOOP}",
    "hex": b"0x7f000001:{LOOP}",
    "hex-dotted": b"0x7f.0x0.0x0.0x1:{LOOP}",
    "octal": b"0177.0.0.1:{LOOP}",
    "octal-long": b"017700000001:{LOOP}",
    "leading-zeros": b"127.000.000.001:{LOOP}",
    "dot": b"127.0.0.1.:{LOOP}",
    "zero-alone": b"0:{LOOP}",
    "link-local": b"169.254.169.254:{LOOP}",
    "link-local-80": b"169.254.169.254:80",
    "link-local-ecs": b"169.254.170.2:80",
    "link-local-decimal": b"2852039166:80",
    "metadata-google": b"metadata.google.internal:80",
    "metadata-google-dot": b"metadata.google.internal.:80",
    "metadata-alibaba": b"100.100.100.200:80",
    "metadata-aws-v6": b"[fd00:ec2::254]:80",
    "own-port": b"127.0.0.1:{PROXY}",
    "own-port-localhost": b"localhost:{PROXY}",
    "own-port-zero": b"0.0.0.0:{PROXY}",
    "broadcast": b"255.255.255.255:{LOOP}",
    "multicast": b"224.0.0.1:{LOOP}",
}

E10 = (
    *tuple(
        vector
        for name, where in _OWN.items()
        for vector in (
            Vector(f"E10-tunnel-{name}", "D", Tunnel(where), (post(where),)),
            Vector(
                f"E10-clear-{name}", "D", Clear(), (post(where, path=b"http://" + where + b"/v1/chat/completions"),)
            ),
        )
    ),
    Vector("E10-tls-v4", "D", Tls(b"127.0.0.1:{LOOP}", b"{Z}"), (post(b"{Z}"),)),
    Vector("E10-tls-no-sni", "D", Tls(b"127.0.0.1:{LOOP}", None), (post(b"127.0.0.1"),)),
    Vector("E10-tls-governed-sni", "D", Tls(b"127.0.0.1:{LOOP}", b"{G}"), (post(b"{G}"),)),
    Vector("E10-resolves-to-loopback", "D", Tunnel(b"{NAME}:{LOOP}"), (post(b"{NAME}:{LOOP}"),)),
    Vector("E10-host-own-port", "D", to(b"{G}"), (post(b"127.0.0.1:{PROXY}"),)),
    Vector("E10-host-metadata", "D", to(b"{G}"), (post(b"169.254.169.254"),)),
)

VECTORS = (*E01, *E01_UNSEEN, *E08, *E10)
