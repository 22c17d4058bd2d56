"""Which vault a configuration asks for: this machine's own, or the one that all machines share."""

from __future__ import annotations

from quarterdeck.config.schema import Config
from quarterdeck.proxy.vault import Bounds, Vault
from quarterdeck.proxy.vault_client import SocketVault
from quarterdeck.proxy.vault_frames import vault_path
from quarterdeck.proxy.vault_seal import Seal, read_key
from quarterdeck.proxy.vault_valkey import ValkeyVault


def connect(config: Config) -> Vault:
    """A worker's vault. Nothing is connected to before it is used. Raises UsageError when the key cannot be read."""
    if config.vault.url is None or config.vault.key_file is None:
        return SocketVault(vault_path(config.state))
    seal = Seal(read_key(config.vault.key_file))
    return ValkeyVault(config.vault.url.get_secret_value(), seal, Bounds(expire=config.vault.expire))
