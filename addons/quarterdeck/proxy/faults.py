"""A fault of ours ends an exchange: it is refused with its incident, and that is on record, once."""

from __future__ import annotations

from mitmproxy import http

from quarterdeck.proxy import enforce
from quarterdeck.proxy.desk import Desk
from quarterdeck.proxy.recorder import Recorder, requested
from quarterdeck.proxy.runtime import STATE, Exchanged
from quarterdeck.proxy.translate import new_incident


def refuse_fault(flow: http.HTTPFlow, desk: Desk, recorder: Recorder) -> None:
    """Answer in place of whatever was to come."""
    exchanged: Exchanged | None = flow.metadata.get(STATE)
    incident = exchanged.incident if exchanged else new_incident()
    enforce.answer(flow, desk.fault(flow, incident))
    if exchanged is not None and not exchanged.refused:
        exchanged.decided = exchanged.refused = True
        recorder.failed(exchanged, requested(flow))
