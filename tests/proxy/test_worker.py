"""A worker that can no longer do a duty of its own stops, so that another takes its place."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace

import pytest

from quarterdeck.proxy import worker
from quarterdeck.proxy.runtime import Runtime
from tests.audit.test_log import record
from tests.proxy.deck import aboard


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_worker_whose_log_is_written_no_more_stops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "STATUS_EVERY", 0.01)
    proxy = SimpleNamespace(overtaken=SimpleNamespace(cut_idle=lambda: None))

    def broken(_: object) -> int:
        raise RuntimeError("a fault of ours")

    async def scenario(runtime: Runtime) -> None:
        stopping = asyncio.Event()
        duty = asyncio.create_task(worker._report(runtime, proxy, stopping))  # type: ignore[arg-type]  # all it asks of one
        await asyncio.sleep(0.05)
        assert not stopping.is_set()
        runtime.log._patience = 0.05
        runtime.log.shard.append = broken  # type: ignore[method-assign]  # no disk makes our own code fail
        runtime.log.note(record(1))
        await asyncio.wait_for(stopping.wait(), 20)
        duty.cancel()

    assert aboard(tmp_path, scenario) == []
