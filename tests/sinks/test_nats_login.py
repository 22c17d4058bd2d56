"""A token file for NATS: a token, or credentials that the real server lets in; whatever else is told and not shown."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from quarterdeck.errors import UsageError
from quarterdeck.sinks.nats import NatsSink
from quarterdeck.sinks.nats_login import login
from quarterdeck.sinks.sink import Undelivered
from tests.sinks.batches import batch, ids
from tests.sinks.nkeys import ACCOUNT, USER, Key, credentials, operator_mode
from tests.sinks.streams import needs_nats, server


def test_a_token_is_a_token():
    assert login(SecretStr(" made-up-77\n")) == {"token": "made-up-77"}


@needs_nats
def test_the_server_lets_credentials_in_and_no_others(tmp_path):
    config, ours = operator_mode()
    with server(tmp_path, config) as theirs:
        theirs.make_stream(**login(SecretStr(ours)))
        url = f"nats://127.0.0.1:{theirs.port}"
        sink = NatsSink(url, token=SecretStr(ours))
        sink.deliver(batch(0, 5))
        sink.close()
        assert [name for name, _ in theirs.held(**login(SecretStr(ours)))] == ids(0, 5)
        stranger = NatsSink(url, token=SecretStr(ours.replace(Key(USER, 4).seed, Key(USER, 5).seed)))
        with pytest.raises(Undelivered, match="it does not let us in; look at token_file"):
            stranger.deliver(batch(5, 1))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "a token for NATS is one line"),
        ("made\nup", "a token for NATS is one line"),
        (credentials("made.up.jwt", "").replace("USER NKEY SEED", "X"), "a user's JWT and the seed"),
        (credentials("", Key(USER, 4).seed), "a user's JWT and the seed"),
        (credentials("made.up.jwt", Key(ACCOUNT, 4).seed), "is not a user's"),
        (credentials("made.up.jwt", Key(USER, 4).public), "is not a user's"),
        (credentials("made.up.jwt", Key(USER, 4).seed[:-1] + "7"), "is not a user's"),
        (credentials("made.up.jwt", Key(USER, 4).seed[:-8]), "is not a user's"),
        (credentials("made.up.jwt", "!"), "is not a user's"),
    ],
)
def test_what_is_neither_is_told_and_not_shown(text, why):
    with pytest.raises(UsageError, match=why) as told:
        login(SecretStr(text))
    assert "made" not in str(told.value)
    assert Key(USER, 4).seed not in str(told.value)
