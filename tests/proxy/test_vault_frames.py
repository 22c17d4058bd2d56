"""Frames: read as they were written, bounded, and refused without quoting them."""

from __future__ import annotations

import asyncio
import socket
import struct
from pathlib import Path

import pytest

from quarterdeck.proxy import vault_frames
from quarterdeck.proxy.vault import Conversation
from quarterdeck.proxy.vault_frames import (
    BadFrame,
    answer_message,
    answered,
    assign_arguments,
    assign_message,
    frame,
    is_own,
    read_frame,
    recall_arguments,
    recall_message,
    short,
)


def read(data: bytes) -> list:
    async def fed() -> list:
        reader = asyncio.StreamReader()
        reader.feed_data(data)
        reader.feed_eof()
        return await read_frame(reader)

    return asyncio.run(fed())


def test_a_request_is_read_as_it_was_asked():
    asked = (b"key", [("NAME", "Ad\ud800a")], [("NAME", 3)], [b"d" * 16])
    message = read(frame(assign_message(*asked, continues=True)))
    assert assign_arguments(message) == (*asked, True)


def test_an_answer_is_read_as_it_was_given():
    conversation = Conversation({("NAME", 1): "Ada", ("IBAN", 1): ""}, frozenset({b"d" * 16}))
    assert answered(read(frame(answer_message(conversation)))[0:3]) == conversation


@pytest.mark.parametrize("data", [b"\0\0\0\x02{}", b"\0\0\0\x01[", b"\0\0\0\x01\xff", struct.pack(">I", 1 << 26)])
def test_what_is_no_frame_is_refused(data):
    with pytest.raises(BadFrame):
        read(data)


def test_a_frame_that_is_cut_is_no_frame():
    with pytest.raises(asyncio.IncompleteReadError):
        read(frame([1, 2])[:-1])


def test_too_long_a_frame_is_not_sent(monkeypatch):
    monkeypatch.setattr(vault_frames, "MOST", 10)
    frame(["a" * 6])
    with pytest.raises(BadFrame) as error:
        frame(["made-up-secret"])
    assert "secret" not in str(error.value)


def test_a_question_is_read_as_it_was_asked():
    asked = (b"key", [b"d" * 16])
    assert recall_arguments(read(frame(recall_message(*asked)))) == asked


@pytest.mark.parametrize("message", [["recall"], ["recall", "zz", []], ["recall", "", 1], ["recall", "", [1]]])
def test_what_is_no_question_is_refused(message):
    with pytest.raises(BadFrame):
        recall_arguments(message)


@pytest.mark.parametrize("message", [["assign"], ["assign", "zz", [], [], [], True], ["assign", "", [1], [], [], 1]])
def test_what_is_no_request_is_refused(message):
    with pytest.raises(BadFrame):
        assign_arguments(message)


@pytest.mark.parametrize("message", [[], ["ok"], ["ok", [1], []], ["ok", [], ["x"]]])
def test_what_is_no_answer_is_refused(message):
    with pytest.raises(BadFrame):
        answered(message)


def test_a_path_of_any_length_can_be_bound_and_connected_to(tmp_path: Path):
    folder = tmp_path / ("deep" * 20) / ("deeper" * 20)
    folder.mkdir(parents=True)
    path = folder / "vault.sock"
    with socket.socket(socket.AF_UNIX) as listening, socket.socket(socket.AF_UNIX) as other:
        with short(path) as address:
            listening.bind(address)
        assert path.is_socket()
        listening.listen()
        with short(path) as address:
            other.connect(address)


def test_the_other_side_is_known_by_its_user(monkeypatch):
    one, other = socket.socketpair()
    with one, other:
        assert is_own(one)
        monkeypatch.setattr(vault_frames.os, "geteuid", lambda: 4242)
        assert not is_own(one)
