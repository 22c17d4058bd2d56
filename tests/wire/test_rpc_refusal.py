"""PERMISSION_DENIED in gRPC, gRPC-Web and Connect."""

from __future__ import annotations

import json
from urllib.parse import unquote

import pytest

from quarterdeck import wire

TEXT = "not allowed: 100 % “no”\r\n"


@pytest.mark.parametrize("kind", ["application/grpc", "application/grpc+proto", "application/grpc-web+proto"])
def test_grpc_is_trailers_only(kind: str) -> None:
    said = wire.refusal("bedrock", None, TEXT, "inc", headers=(("content-type", kind),))
    headers = dict(said.headers)
    assert (said.status, said.content_type, said.body) == (200, kind, b"")
    assert headers["grpc-status"] == "7"
    assert unquote(headers["grpc-message"]) == f"{TEXT} (incident inc)"
    assert headers["grpc-message"].isascii()
    assert headers["grpc-message"].isprintable()
    assert "100 %25" in headers["grpc-message"]


def test_connect_streams_end_with_the_error() -> None:
    said = wire.refusal(None, None, TEXT, "inc", headers=(("content-type", "application/connect+proto"),))
    assert (said.status, said.content_type) == (200, "application/connect+proto")
    assert said.body[0] == 2
    assert int.from_bytes(said.body[1:5], "big") == len(said.body) - 5
    assert json.loads(said.body[5:])["error"]["code"] == "permission_denied"


def test_connect_unary_is_a_403() -> None:
    headers = (("content-type", "application/proto"), ("connect-protocol-version", "1"))
    said = wire.refusal(None, None, TEXT, "inc", headers=headers)
    assert (said.status, said.content_type) == (403, "application/json")
    assert json.loads(said.body)["code"] == "permission_denied"
    assert "inc" in json.loads(said.body)["message"]


def test_other_requests_are_no_rpc() -> None:
    said = wire.refusal("openai-chat", None, TEXT, "inc", headers=(("content-type", "application/json"),))
    assert "error" in json.loads(said.body)
