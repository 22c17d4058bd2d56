"""The vault that the configuration asks for is the one that is used."""

from __future__ import annotations

from pathlib import Path

import pytest

from quarterdeck.config.schema import Config
from quarterdeck.errors import UsageError
from quarterdeck.proxy.vault_client import SocketVault
from quarterdeck.proxy.vault_connect import connect
from quarterdeck.proxy.vault_valkey import ValkeyVault


def shared(key: Path, scheme: str = "valkey") -> Config:
    return Config.model_validate({"vault": {"url": f"{scheme}://store.example:6379", "key_file": key, "expire": "1h"}})


def test_a_machine_by_itself_has_its_own_store(tmp_path: Path):
    assert isinstance(connect(Config(state=tmp_path)), SocketVault)


@pytest.mark.parametrize("scheme", ["valkey", "valkeys", "redis", "rediss", "unix"])
def test_machines_with_one_address_and_key_share_a_store(tmp_path: Path, scheme: str):
    (tmp_path / "key").write_text("k" * 32)
    vault = connect(shared(tmp_path / "key", scheme))
    assert isinstance(vault, ValkeyVault)
    assert vault._bounds.expire == 3600
    tls = "SSL" in vault._server.connection_pool.connection_class.__name__
    assert tls == (scheme in ("valkeys", "rediss"))


def test_a_key_that_cannot_be_read_is_told(tmp_path: Path):
    with pytest.raises(UsageError, match=r"cannot read vault\.key_file"):
        connect(shared(tmp_path / "key"))
