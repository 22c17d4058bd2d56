"""A sink that posts: a batch becomes as few requests as fit, one after the other, so that the order stays."""

from __future__ import annotations

import gzip
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quarterdeck.sinks.receiver import Answer, Receiver
from quarterdeck.sinks.sink import Shipped, Sink, Undelivered


@dataclass(frozen=True, slots=True)
class Document:
    """A record as a receiver wants it."""

    id: str
    text: bytes


class PostingSink(Sink):
    """`path` is where on the receiver; `most` is how many bytes of documents, before compression, one request holds,
    unless one record alone is more.
    """

    def __init__(self, receiver: Receiver, path: str, headers: dict[str, str], most: int) -> None:
        self._receiver = receiver
        self._path = path
        self._headers = {**headers, "User-Agent": "quarterdeck", "Content-Encoding": "gzip"}
        self._most = most

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._receiver.name!r})"

    def deliver(self, batch: Sequence[Shipped]) -> None:
        try:
            for piece in _pieces([Document(one.id, self.document(one)) for one in batch], self._most):
                self._ship(piece)
            self.settle()
        except Undelivered:
            self.close()
            raise

    def close(self) -> None:
        self._receiver.close()

    @abstractmethod
    def document(self, one: Shipped) -> bytes:
        """A record as the receiver wants it."""

    @abstractmethod
    def body(self, piece: Sequence[Document]) -> bytes:
        """Documents as the body of one request."""

    @abstractmethod
    def judge(self, answer: Answer, piece: Sequence[Document]) -> None:
        """Raise Undelivered unless all of these were taken."""

    def settle(self) -> None:
        """Wait for what a receiver says later than in its answers. Raises Undelivered."""

    def _ship(self, piece: Sequence[Document]) -> None:
        body = gzip.compress(self.body(piece), 5, mtime=0)
        answer = self._receiver.post(self._path, body, self._headers)
        if answer.status == 413 and len(piece) > 1:
            # It takes less at once than we thought.
            self._ship(piece[: len(piece) // 2])
            self._ship(piece[len(piece) // 2 :])
        else:
            self.judge(answer, piece)


def _pieces(documents: Sequence[Document], most: int) -> Iterator[Sequence[Document]]:
    piece: list[Document] = []
    size = 0
    for one in documents:
        if piece and size + len(one.text) > most:
            yield piece
            piece, size = [], 0
        piece.append(one)
        size += len(one.text)
    if piece:
        yield piece
