"""A connection to a stream: what the client tells on the side ends the waiting, and is said in our words."""

from __future__ import annotations

import asyncio
import ssl

import nats.errors
import nats.js.errors
import pytest
from nats.js import api

from quarterdeck.sinks.nats_connection import ERRORS, Connection, why
from tests.sinks.batches import batch
from tests.sinks.streams import needs_nats, server

_MAY_NOT = (
    'authorization: {users: [{user: shipper, password: made-up, permissions: {publish: {deny: ["quarterdeck.>"]}}}]}'
)


def test_every_reason_is_in_our_words():
    said = nats.errors.Error('nats: Permissions Violation for Publish to "quarterdeck.records"')
    answer = nats.js.errors.ServerError(code=503, description="a record: SECRET", err_code=10077)
    expected = [
        (ssl.SSLError(), "cannot be spoken to under TLS"),
        (nats.js.errors.NoStreamResponseError(), "no stream takes this subject"),
        (nats.errors.MaxPayloadError(), "more than the server takes"),
        (TimeoutError(), "did not answer in time"),
        (ConnectionRefusedError(), "does not accept a connection"),
        (ConnectionResetError(), "ended the connection"),
        (nats.errors.ConnectionClosedError(), "ended the connection"),
        (said, "we may not publish there"),
        (nats.errors.AuthorizationError(), "does not let us in"),
        (nats.errors.Error("nats: 'Authorization Violation'"), "does not let us in"),
        (answer, "did not take a record: 503, 10077"),
        (nats.errors.ProtocolError(), "cannot be reached: ProtocolError"),
    ]
    for error, words in expected:
        assert words in why(error)
        assert "SECRET" not in why(error)
        assert isinstance(error, ERRORS)


@needs_nats
def test_what_may_not_be_published_is_said_before_the_time_is_up(tmp_path):
    with server(tmp_path, _MAY_NOT) as strict:

        async def publish() -> None:
            login = {"user": "shipper", "password": "made-up"}
            one = await Connection.open(f"nats://127.0.0.1:{strict.port}", None, login, 60.0)
            try:
                await one.publish("quarterdeck.records", batch(0, 2))
            finally:
                await one.close()

        with pytest.raises(nats.errors.Error) as told:
            asyncio.run(publish())
    assert "we may not publish there" in why(told.value)


@needs_nats
def test_nobody_waits_for_ever(tmp_path):
    """A subject that somebody takes who is no stream is never acknowledged."""
    with server(tmp_path) as alone:

        async def publish() -> None:
            address = f"nats://127.0.0.1:{alone.port}"
            other = await nats.connect(address)
            await other.subscribe("quarterdeck.records")
            await other.flush()
            one = await Connection.open(address, None, {}, 0.5)
            try:
                await one.publish("quarterdeck.records", batch(0, 1))
            finally:
                await one.close()
                await other.close()

        with pytest.raises(TimeoutError):
            asyncio.run(publish())


@needs_nats
def test_a_message_carries_its_name(tmp_path):
    with server(tmp_path) as alone:

        async def publish() -> str:
            address = f"nats://127.0.0.1:{alone.port}"
            other = await nats.connect(address)
            heard = await other.subscribe("quarterdeck.records")
            await other.flush()
            one = await Connection.open(address, None, {}, 0.2)
            try:
                await one.publish("quarterdeck.records", batch(3, 1))
            except TimeoutError:
                return ((await heard.next_msg()).headers or {})[api.Header.MSG_ID]
            finally:
                await one.close()
                await other.close()
            return ""

        assert asyncio.run(publish()) == batch(3, 1)[0].id
