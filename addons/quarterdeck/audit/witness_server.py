"""A witness on the network: POST /add-checkpoint, as https://c2sp.org/tlog-witness has it, and nothing else."""

from __future__ import annotations

import logging
import socket
import ssl
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from quarterdeck.audit.note import Untrusted
from quarterdeck.audit.submission import MOST_SUBMISSION
from quarterdeck.audit.witness import Answer, Witness

logger = logging.getLogger("quarterdeck.witness")

# Seconds for which a connection may say nothing.
_PATIENCE = 30


class WitnessServer(ThreadingHTTPServer):
    """Listens at once; `cert` is a file with a certificate, its chain and its key, without which it speaks plain HTTP.

    Raises OSError, and ssl.SSLError where the certificate is none.
    """

    daemon_threads = True

    def __init__(self, address: tuple[str, int], witness: Witness, cert: Path | None = None) -> None:
        self.witness = witness
        context = None
        if cert is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.minimum_version = ssl.TLSVersion.TLSv1_2
            context.load_cert_chain(cert)
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        super().__init__(address, _Request)
        if context is not None:
            # Shaking hands is left to the thread of each connection: one that stalls would stop all others here.
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002  the signature of a base
        """A connection that breaks off is nobody's fault here."""
        logger.debug("a connection broke off")


class _Request(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: WitnessServer
    timeout = _PATIENCE

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if self.headers.get("Transfer-Encoding") or not (length.isascii() and length.isdigit()):
            self._answer(Answer(411, b"say how long it is: Content-Length\n"), last=True)
        elif int(length) > MOST_SUBMISSION:
            self._answer(Answer(413, b"this is too long for a checkpoint\n"), last=True)
        else:
            body = self.rfile.read(int(length))
            if self.path.partition("?")[0] == "/add-checkpoint":
                self._answer(self._add(body))
            else:
                self._answer(Answer(404, b"a witness answers to POST /add-checkpoint\n"))

    def do_GET(self) -> None:
        self._answer(Answer(405, b"a witness answers to POST /add-checkpoint\n"), last=True)

    def _add(self, body: bytes) -> Answer:
        try:
            return self.server.witness.add(body)
        except (OSError, Untrusted) as error:
            # What it cannot remember it does not sign.
            logger.error("cannot remember what was seen: %s", error)
            return Answer(500, b"the witness cannot remember\n")

    def _answer(self, answer: Answer, *, last: bool = False) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.type)
        self.send_header("Content-Length", str(len(answer.body)))
        if last:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(answer.body)

    def version_string(self) -> str:
        """Nobody needs to know what runs here."""
        return "witness"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name of a base
        """Each request, for those who want to see them."""
        logger.debug("%s: %r", self.client_address[0], format % args)
