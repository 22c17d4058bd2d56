import orjson
import pytest

from quarterdeck.extract import frames
from quarterdeck.model.content import Extracted, Label

WHOLE = Extracted(
    "docx", (("", "words \u20ac"), ("a!b", "")), (("a", "image"),), (("", Label("id", "name")), ("b", Label("other")))
)


def pieces(found):
    raw = b"".join(frames.answer(found))
    out = []
    while raw:
        size = frames.FRAME.unpack_from(raw)[0]
        out.append(raw[4 : 4 + size])
        raw = raw[4 + size :]
    return out


def test_an_answer_survives_the_way():
    first, *texts = pieces(WHOLE)
    assert frames.head(first).complete(texts) == WHOLE


def test_an_answer_for_want_of_memory_is_the_last_of_its_process():
    assert frames.unread("memory-budget") == Extracted("unknown", (), (("", "memory-budget"),))
    assert frames.is_last(frames.unread("memory-budget"))
    assert not frames.is_last(frames.unread("time-budget"))
    assert not frames.is_last(Extracted("zip", opaque=(("a.xz", "memory-budget"),)))


def test_a_request_says_its_lengths():
    head = frames.request_head(5, "n\u00e4me")
    assert frames.REQUEST.unpack(head[:8]) == (5, 5)
    assert head[8:] == "n\u00e4me".encode()
    assert len(frames.request_head(5, "x" * 5000)) == 8 + frames.MAX_NAME
    assert frames.request_head(5, "\ud800")[8:] == b"?"


GOOD = {"kind": "a", "opaque": [], "labels": [], "paths": []}


@pytest.mark.parametrize(
    "said",
    [
        b"nonsense",
        b"[]",
        b"{}",
        {**GOOD, "kind": 1},
        {**GOOD, "paths": {}},
        {**GOOD, "paths": [1]},
        {**GOOD, "paths": [""] * (frames.MAX_TEXTS + 1)},
        {**GOOD, "opaque": [["a"]]},
        {**GOOD, "opaque": [["a", 1]]},
        {**GOOD, "opaque": "ab"},
        {**GOOD, "labels": [["a", "b"]]},
    ],
)
def test_what_has_another_shape_is_not_believed(said):
    with pytest.raises(frames.BadAnswer):
        frames.head(said if isinstance(said, bytes) else orjson.dumps(said))
    assert frames.head(orjson.dumps(GOOD)).found == Extracted("a")


def test_a_text_that_is_none_is_not_believed():
    with pytest.raises(frames.BadAnswer):
        frames.head(orjson.dumps({**GOOD, "paths": ["a"]})).complete([b"\xff"])
