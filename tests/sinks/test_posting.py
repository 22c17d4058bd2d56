"""A batch becomes as few requests as fit, in its order, and a failure lets go of the connection."""

from __future__ import annotations

import gzip

import pytest

from quarterdeck.sinks.posting import Document, PostingSink, _pieces
from quarterdeck.sinks.receiver import Answer
from quarterdeck.sinks.sink import Undelivered
from tests.sinks.batches import batch


class Asked:
    """A receiver that takes so many bytes at once, and remembers."""

    name = "https://receiver.example"

    def __init__(self, most: int) -> None:
        self.bodies: list[bytes] = []
        self.closed = 0
        self._most = most

    def post(self, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        text = gzip.decompress(body)
        if len(text) > self._most:
            return Answer(413, b"")
        self.bodies.append(text)
        return Answer(200, b"")

    def close(self) -> None:
        self.closed += 1


class Plain(PostingSink):
    def document(self, one):
        return one.id.rpartition("/")[2].encode()

    def body(self, piece):
        return b" ".join(one.text for one in piece)

    def judge(self, answer, piece):
        if answer.status != 200:
            raise Undelivered(str(answer.status))


@pytest.mark.parametrize(
    ("sizes", "most", "pieces"),
    [
        ([], 10, []),
        ([4, 4, 4], 10, [2, 1]),
        ([4, 4, 4], 12, [3]),
        ([40, 4, 40], 10, [1, 1, 1]),
        ([4, 40], 10, [1, 1]),
        ([1, 1], 0, [1, 1]),
    ],
)
def test_pieces_are_as_long_as_they_may_be(sizes, most, pieces):
    documents = [Document(str(number), b"x" * size) for number, size in enumerate(sizes)]
    made = list(_pieces(documents, most))
    assert [len(one) for one in made] == pieces
    assert [one for piece in made for one in piece] == documents


def test_a_piece_that_is_too_much_is_halved_until_it_is_not():
    asked = Asked(5)
    Plain(asked, "/", {}, 1000).deliver(batch(0, 10))
    assert asked.bodies == [b"0 1", b"2 3 4", b"5 6", b"7 8 9"]
    assert asked.closed == 0


def test_one_record_that_is_too_much_is_judged_and_the_connection_let_go():
    asked = Asked(1)
    with pytest.raises(Undelivered, match="413"):
        Plain(asked, "/", {}, 1000).deliver(batch(9, 3))
    assert asked.bodies == [b"9"]
    assert asked.closed == 1


def test_a_sink_says_which_receiver_it_is_of_and_no_more():
    assert repr(Plain(Asked(1), "/secret", {"Authorization": "made-up"}, 1)) == "Plain('https://receiver.example')"
