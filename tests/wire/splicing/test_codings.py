from __future__ import annotations

import gzip
import zlib

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.wire import coding
from quarterdeck.wire.splicing.codings import named, removed
from quarterdeck.wire.splicing.refused import CannotSplice

from ..build import exchange
from ..packed import PACK


@pytest.mark.parametrize("name", PACK)
@given(before=st.binary(max_size=300), after=st.binary(max_size=300))
def test_a_coding_is_put_on_again(name, before, after):
    plain, again = removed(PACK[name](before), (name,))
    assert plain == before
    assert coding.undo(again(after), (name,)) == after


@pytest.mark.parametrize("wbits", [15, -15])
def test_deflate_keeps_its_wrapping(wbits):
    plain, again = removed(zlib.compress(b"before", wbits=wbits), ("deflate",))
    assert plain == b"before"
    assert zlib.decompress(again(b"after"), wbits) == b"after"


def test_stacked_codings_keep_their_order():
    plain, again = removed(brotli.compress(gzip.compress(b"before")), ("gzip", "br"))
    assert plain == b"before"
    assert gzip.decompress(brotli.decompress(again(b"after"))) == b"after"


def test_the_codings_are_those_of_the_headers_else_what_the_bytes_betray():
    packed = gzip.compress(b"x")
    both = (("content-encoding", "identity, GZIP"), ("content-encoding", "br"), ("transfer-encoding", "chunked"))
    assert named(exchange("https://a.test/", packed, both)) == ("gzip", "br")
    assert named(exchange("https://a.test/", packed)) == ("gzip",)
    # What only looks like the beginning of a coding is none.
    assert named(exchange("https://a.test/", b"x^2 is plain")) == ()


@pytest.mark.parametrize(("name", "reason"), [("rot13", "unknown-encoding"), ("gzip", "corrupt-encoding")])
def test_what_cannot_be_undone_is_refused(name, reason):
    with pytest.raises(CannotSplice, match=reason):
        removed(b"plain", (name,))


def test_what_can_be_undone_and_not_made_again_is_refused():
    with pytest.raises(CannotSplice, match="unknown-encoding"):
        removed(b"5\r\nplain\r\n0\r\n\r\n", ("aws-chunked",))
