"""A vector: how a client connects, the bytes that it sends, and what must come of it. Data only.

In every byte string these words stand for something: {A} a banned host, {G} a host whose models are governed,
{Y} a governed and allowed one, {Z} a host that no list knows, {IP} an address that no list knows, {K} the canary,
{OK} and {BAD} a chat request for an allowed and for a forbidden model (both hold the canary), {BODY} each of the
two in turn, and {#OK}, {#BAD}, {#BODY} their lengths in bytes. {M} is a mark by which a request is known at an origin
whatever became of its canary, {H} a word like the canary that no rule is about, {1} and {2} the halves of the canary.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

type Expect = Literal["D", "N", "S", "P"]
type Make = Callable[[bytes], bytes]
type Fields = tuple[tuple[bytes, bytes], ...]

OK = b'{"model":"allowed-1","messages":[{"role":"user","content":"{K}"}]}'
BAD = b'{"model":"forbidden-1","messages":[{"role":"user","content":"{K}"}]}'


@dataclass(frozen=True, slots=True)
class Clear:
    """Straight to the proxy, without a tunnel."""


@dataclass(frozen=True, slots=True)
class Tunnel:
    """CONNECT, then the bytes as they are. `headers` go with the CONNECT."""

    connect: bytes
    headers: bytes = b""


@dataclass(frozen=True, slots=True)
class Tls:
    """CONNECT, TLS, then the bytes. `cut` names how the ClientHello is cut: "", "bytes" or "records"."""

    connect: bytes
    sni: bytes | None
    alpn: tuple[bytes, ...] = (b"http/1.1",)
    cut: str = ""


@dataclass(frozen=True, slots=True)
class H2:
    """One HTTP/2 request: its fields in order, its body piece by piece, its trailers.

    `raw` is sent as it is after the request's frames; `open_block` leaves the field block without an end.
    """

    fields: Fields
    body: tuple[bytes, ...] = ()
    trailers: Fields = ()
    raw: bytes = b""
    open_block: bool = False


@dataclass(frozen=True, slots=True)
class Vector:
    """`expect`: D refused, and nothing arrives; N decided as the plain form is; S the canary does not arrive,
    whatever becomes of the rest; P an ordinary exchange that must pass.

    `sends` are said in turn, an answer awaited after each (`replies` of them after the last).
    `reach` is how many requests with the canary an origin sees.
    `records` is how many audit lines the attempt makes, or None where the number says nothing.
    `rule` says that the refusal must come from a rule of the policy and not from a broken parse.
    `made` are words of its own, each made of the canary when it is sent; {#WORD} is the length of {WORD}.
    `told` is what the record must say: "found" names the detector, "unread" a reason, "either" one of the two,
    "cut" that a text was too long for it. `seconds` is how long the client waits.
    """

    id: str
    expect: Expect
    way: Clear | Tunnel | Tls
    sends: tuple[bytes, ...] = ()
    h2: H2 | None = None
    segment: int = 0
    replies: int = 1
    reach: int = 0
    records: int | None = 1
    rule: bool = False
    websocket: bool = False
    words: dict[bytes, bytes] = field(default_factory=dict)
    made: dict[bytes, Make] = field(default_factory=dict)
    told: Literal["", "found", "unread", "either", "cut"] = ""
    seconds: float = 6.0

    @property
    def patient(self) -> bool:
        """Whether the answer may take a while: the origin's, or after files have been read."""
        return self.expect == "P" or self.told != ""

    @property
    def row(self) -> str:
        """The row of the table in docs/evasion.md: "E04" of "E04-twice-same-case"."""
        return self.id.partition("-")[0]


def expanded(vector: Vector) -> tuple[Vector, ...]:
    """A vector with {BODY} in it is two: the forbidden body is refused by rule, the allowed one passes.

    Only the plain meaning of N: "the same decision as the plain form", seen from both sides.
    """
    if vector.expect != "N":
        return (vector,)
    refused = replace(vector, expect="D", rule=True, words={b"{BODY}": b"{BAD}", b"{#BODY}": b"{#BAD}"})
    texts = (*vector.sends, *((*vector.h2.body,) if vector.h2 else ()))
    if not any(b"{BODY}" in text for text in texts):
        return (refused,)
    passes = replace(vector, expect="P", reach=1, words={b"{BODY}": b"{OK}", b"{#BODY}": b"{#OK}"})
    return (replace(refused, id=vector.id + "+bad"), replace(passes, id=vector.id + "+ok"))


def post(
    host: bytes = b"{G}",
    body: bytes = b"{OK}",
    path: bytes = b"/v1/chat/completions",
    extra: bytes = b"",
    key: bytes = b"X-K: {K}\r\n",
) -> bytes:
    """A plain chat request; `extra` is whole header lines, `key` one with the canary.

    A body is one of the words, or text that holds no word but hello.CANARY.
    """
    length = body.replace(b"{", b"{#", 1) if body in (b"{OK}", b"{BAD}", b"{BODY}") else b"%d" % len(body)
    return b"POST %b HTTP/1.1\r\nHost: %b\r\n%b%bContent-Type: application/json\r\nContent-Length: %b\r\n\r\n%b" % (
        path,
        host,
        key,
        extra,
        length,
        body,
    )


def to(host: bytes, *, sni: bytes | None = b"", alpn: bytes = b"http/1.1") -> Tls:
    """The ordinary way to a host."""
    return Tls(host + b":443", host if sni == b"" else sni, (alpn,))
