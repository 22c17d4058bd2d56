"""Which addon listens to which hook, worked out once instead of at every event."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable
from typing import Any

from mitmproxy import addonmanager, hooks

logger = logging.getLogger("quarterdeck.hooks")


class HookTable(addonmanager.AddonManager):
    """An AddonManager for a set of addons that does not change after start.

    Stock mitmproxy walks every addon and its attributes for each hook of each flow, and fires an `update` hook
    for user interfaces; neither has a use here. An exception of mitmproxy's own addons is logged, and the layer
    that asked then finds nothing to go on with (no TLS context, say) and fails; our own hooks are guarded.
    """

    def __init__(self, master: Any) -> None:
        super().__init__(master)  # type: ignore[no-untyped-call]  # mitmproxy's is not typed
        self._table: dict[str, tuple[tuple[Callable[..., Any], bool], ...]] = {}
        self._plain: dict[str, tuple[Callable[..., Any], ...]] = {}

    def freeze(self) -> None:
        """Work the table out, after the last addon has been added."""
        self._table = {
            name: tuple(
                (method, inspect.iscoroutinefunction(method))
                for addon in addonmanager.traverse(self.chain)
                if callable(method := getattr(addon, name, None))
            )
            for name in hooks.all_hooks
        }
        self._plain = {
            name: tuple(listener for listener, _ in listeners)
            for name, listeners in self._table.items()
            if not any(waits for _, waits in listeners)
        }

    def run_now(self, event: hooks.Hook) -> bool:
        """Run a hook that none of its listeners needs to wait in; False when one does, and nothing was run."""
        listeners = self._plain.get(event.name)
        if listeners is None:
            return False
        if listeners:
            (data,) = event.args()
            for listener in listeners:
                try:
                    listener(data)
                except Exception:
                    logger.exception("a listener of the hook %s failed", event.name)
        return True

    async def handle_lifecycle(self, event: hooks.Hook) -> None:
        """Run one hook of one connection or flow."""
        listeners = self._table[event.name]
        if listeners:
            (data,) = event.args()
            for listener, waits in listeners:
                try:
                    if waits:
                        await listener(data)
                    else:
                        listener(data)
                except Exception:
                    logger.exception("a listener of the hook %s failed", event.name)
