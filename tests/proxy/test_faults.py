"""A fault of ours is answered each time and recorded once, as what it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from quarterdeck.proxy.desk import Desk
from quarterdeck.proxy.faults import refuse_fault
from quarterdeck.proxy.recorder import Recorder
from quarterdeck.proxy.runtime import STATE, Runtime
from tests.proxy.deck import EchoPortal, aboard, asked, judged


@pytest.mark.parametrize(("decided", "event", "outcome"), [(False, "decision", "refused"), (True, "outcome", "failed")])
def test_a_fault_is_on_record_once(tmp_path: Path, decided: bool, event: str, outcome: str) -> None:
    async def scenario(runtime: Runtime) -> None:
        flow = asked("https://api.openai.com/")
        exchanged, _ = judged(runtime, flow)
        exchanged.decision = exchanged.decision if decided else None
        flow.metadata[STATE] = exchanged
        for _ in range(2):
            refuse_fault(flow, Desk(runtime, EchoPortal()), Recorder(runtime))
        assert flow.response is not None
        assert flow.response.headers["Quarterdeck-Incident"] == "qd-1"
        assert exchanged.refused

    (line,) = aboard(tmp_path, scenario)
    assert (line["event"], line["outcome"], line["incident"]) == (event, outcome, "qd-1")


def test_a_fault_before_anything_is_known_is_answered(tmp_path: Path) -> None:
    async def scenario(runtime: Runtime) -> None:
        flow = asked()
        refuse_fault(flow, Desk(runtime, EchoPortal()), Recorder(runtime))
        assert flow.response is not None
        assert flow.response.headers["Quarterdeck-Incident"].startswith("qd-")

    assert aboard(tmp_path, scenario) == []
