"""Large bodies are read and judged beside the event loop, so that one client's megabytes delay nobody else.

What is done there is pure. Python runs one thread at a time all the same; but each gives way after a few milliseconds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

# Bytes above which it takes longer than a change of threads is worth.
LARGE = 1 << 17

_THREADS = ThreadPoolExecutor(2, thread_name_prefix="aside")


async def aside[**Asked, Said](size: int, work: Callable[Asked, Said], *args: Asked.args, **more: Asked.kwargs) -> Said:
    """The result of `work`, which is about `size` bytes: at once where these are few, else from a thread."""
    return work(*args, **more) if size <= LARGE else await in_thread(work, *args, **more)


async def in_thread[**Asked, Said](work: Callable[Asked, Said], *args: Asked.args, **more: Asked.kwargs) -> Said:
    """The result of `work` from a thread."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, lambda: work(*args, **more))
