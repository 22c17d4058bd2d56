"""An HTTP/2 origin on hyper-h2 that validates nothing it receives, so that a careless one is stood in for."""

from __future__ import annotations

import threading

import h2.config
import h2.connection
import h2.events
import h2.exceptions
import h2.settings

from .answers import Route, answer
from .http1 import Stream
from .seen import Gates, Request, Seen
from .tls import TlsFailed


class Http2Origin:
    """One connection: a thread reads, and each stream's answer is written by a thread of its own."""

    def __init__(self, stream: Stream, seen: Seen, gates: Gates, origin: str, answer: Route = answer) -> None:
        self._stream, self._seen, self._gates, self._origin = stream, seen, gates, origin
        self._answer = answer
        self._state = h2.connection.H2Connection(
            h2.config.H2Configuration(
                client_side=False,
                header_encoding=None,
                validate_inbound_headers=False,
                normalize_inbound_headers=False,
            )
        )
        self._changed = threading.Condition(threading.RLock())
        self._open: dict[int, Request] = {}
        self._ended = False

    def serve(self, already: bytes = b"") -> None:
        with self._changed:
            self._state.initiate_connection()
            self._state.update_settings({h2.settings.SettingCodes.ENABLE_CONNECT_PROTOCOL: 1})
            self._flush()
        data = already or self._stream.recv(65536)
        try:
            while data:
                self._seen.clear += data
                with self._changed:
                    for event in self._state.receive_data(data):
                        self._happened(event)
                    self._flush()
                    self._changed.notify_all()
                data = self._stream.recv(65536)
        except h2.exceptions.ProtocolError as error:
            self._seen.failure = f"h2: {error}"
            with self._changed:
                self._flush()
        finally:
            with self._changed:
                self._ended = True
                self._changed.notify_all()

    def _flush(self) -> None:
        if data := self._state.data_to_send():
            self._stream.sendall(data)

    def _happened(self, event: h2.events.Event) -> None:
        if isinstance(event, h2.events.RequestReceived):
            headers = list(event.headers)
            pseudo = dict(headers)
            request = Request(pseudo.get(b":method", b""), pseudo.get(b":path", b""), headers, "h2")
            self._open[event.stream_id] = request
            self._seen.requests.append(request)
        elif isinstance(event, h2.events.DataReceived):
            self._open[event.stream_id].body += event.data
            self._state.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        elif isinstance(event, h2.events.TrailersReceived):
            self._open[event.stream_id].trailers = list(event.headers)
        elif isinstance(event, h2.events.StreamEnded):
            threading.Thread(target=self._reply, args=(event.stream_id,), daemon=True).start()

    def _reply(self, stream: int) -> None:
        request = self._open[stream]
        host = (request.header(b":authority") or request.header(b"host") or b"?").decode("latin-1")
        reply = self._answer(request, self._gates, host)
        try:
            with self._changed:
                headers = [(":status", str(reply.status)), ("content-type", reply.kind), ("x-origin", self._origin)]
                self._state.send_headers(stream, headers + reply.headers)
                self._flush()
            if request.method != b"HEAD":
                for piece in reply.body:
                    self._send(stream, piece)
            with self._changed:
                if reply.trailers:
                    self._state.send_headers(stream, reply.trailers, end_stream=True)
                else:
                    self._state.end_stream(stream)
                self._flush()
        except (h2.exceptions.ProtocolError, OSError, TlsFailed):
            return

    def _send(self, stream: int, data: bytes) -> None:
        view = memoryview(data)
        with self._changed:
            while view and not self._ended:
                room = min(self._state.local_flow_control_window(stream), self._state.max_outbound_frame_size)
                if room <= 0:
                    self._changed.wait(30)
                    continue
                self._state.send_data(stream, bytes(view[:room]))
                view = view[room:]
                self._flush()
