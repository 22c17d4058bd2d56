"""Records posted as they are, a line each: whoever takes NDJSON under a bearer token can have them.

An answer of 200 to 299 is taken as the receiver's word that it has them for good.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import SecretStr

from quarterdeck.sinks.posting import Document, PostingSink
from quarterdeck.sinks.receiver import Answer, Receiver, credential
from quarterdeck.sinks.sink import Shipped

NDJSON = "application/x-ndjson"


class HttpSink(PostingSink):
    """`receiver` has the path and the query to post to; `kind` is the content type of the payloads."""

    def __init__(
        self, receiver: Receiver, *, token: SecretStr | None = None, kind: str = NDJSON, most: int = 1_000_000
    ) -> None:
        headers = {"Content-Type": kind}
        if token is not None:
            headers["Authorization"] = credential("Bearer", token)
        path = f"{receiver.path}?{receiver.query}" if receiver.query else receiver.path
        super().__init__(receiver, path, headers, most)

    def document(self, one: Shipped) -> bytes:
        return one.payload + b"\n"

    def body(self, piece: Sequence[Document]) -> bytes:
        return b"".join(one.text for one in piece)

    def judge(self, answer: Answer, piece: Sequence[Document]) -> None:  # noqa: ARG002 - it says nothing of single ones
        if not 200 <= answer.status < 300:
            raise self._receiver.refusal(answer)
