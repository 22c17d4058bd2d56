"""An exception in a hook of mitmproxy's is logged and the request goes on: it fails open. Every hook of ours
is therefore wrapped, and what the wrapper does when the hook breaks is to refuse.
"""

from __future__ import annotations

import functools
import inspect
import logging
from collections.abc import Callable
from typing import Any

logger = logging.getLogger("quarterdeck.guard")


def fail_closed(refuse: Callable[[Any, Any], None]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Wrap a hook method so that any exception ends in `refuse(addon, data)`.

    When `refuse` itself breaks, the exception is raised after `addon.abort(data)`, which closes the connection.
    Works on plain and on `async` hooks, and keeps the kind.
    """

    def wrap(hook: Callable[..., Any]) -> Callable[..., Any]:
        def broken(addon: Any, data: Any, fault: Exception) -> None:
            logger.error("the hook %s failed; the exchange is refused", hook.__name__, exc_info=fault)
            try:
                refuse(addon, data)
            except Exception:
                addon.abort(data)
                raise

        if inspect.iscoroutinefunction(hook):

            @functools.wraps(hook)
            async def guarded_async(addon: Any, data: Any) -> None:
                try:
                    await hook(addon, data)
                except Exception as fault:
                    broken(addon, data, fault)

            return guarded_async

        @functools.wraps(hook)
        def guarded(addon: Any, data: Any) -> None:
            try:
                hook(addon, data)
            except Exception as fault:
                broken(addon, data, fault)

        return guarded

    return wrap
