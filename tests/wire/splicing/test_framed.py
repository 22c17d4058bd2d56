from __future__ import annotations

import gzip

import pytest

from quarterdeck.wire import frames
from quarterdeck.wire.splicing.framed import parted
from quarterdeck.wire.splicing.refused import CannotSplice

from ..build import exchange

TYPE = "application/connect+json"


def ask(**headers: str):
    return exchange("https://a.test/s", b"", {name.replace("_", "-"): value for name, value in headers.items()})


def test_lengths_are_counted_anew_and_other_frames_stay():
    body = frames.join(0, b'{"a":"hello"}') + frames.join(frames.END, b"{}")
    found = parted(body, TYPE, ask())
    assert found.joined == b'{"a":"hello"}\n{}'
    assert found.changed([(6, 11, b"x")]) == frames.join(0, b'{"a":"x"}') + frames.join(frames.END, b"{}")
    assert found.changed([]) == body


@pytest.mark.parametrize(
    ("kind", "header"),
    [("application/connect+json", "connect_content_encoding"), ("application/grpc-web+json", "grpc_encoding")],
)
def test_a_compressed_frame_is_compressed_again_and_one_untouched_is_the_same(kind, header):
    one, two = gzip.compress(b'{"a":1}'), gzip.compress(b'{"b":"x"}')
    body = frames.join(frames.COMPRESSED, one) + frames.join(frames.COMPRESSED, two)
    found = parted(body, f"{kind}; charset=utf-8", ask(**{header: "gzip"}))
    made = found.changed([(len(b'{"a":1}\n{"b":"'), len(b'{"a":1}\n{"b":"x'), b"yy")])
    assert made.startswith(frames.join(frames.COMPRESSED, one))
    assert frames.split(made, "gzip") == (b'{"a":1}', b'{"b":"yy"}')


def test_a_change_across_payloads_is_refused():
    found = parted(frames.join(0, b"[1,") + frames.join(0, b"2]"), TYPE, ask())
    with pytest.raises(CannotSplice, match="ambiguous"):
        found.changed([(1, 6, b"x")])


@pytest.mark.parametrize("kind", ["application/json", "application/grpc", "application/connect+proto"])
def test_what_is_not_framed_json_has_no_frames(kind):
    assert parted(b"", kind, ask()) is None


def test_lengths_that_do_not_add_up_are_refused():
    with pytest.raises(CannotSplice, match="bad-frames"):
        parted(b"\0\0\0\0\x09x", TYPE, ask())
