"""A real NATS server with JetStream, that can be killed and started again on the same store."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nats
import pytest
from nats.js import api

from tests.e2e.harness.deadline import until
from tests.e2e.harness.process import accepts, clean_environment, free_port

SERVER = shutil.which("nats-server", path="/usr/sbin:/usr/bin:/usr/local/bin")
needs_nats = pytest.mark.skipif(SERVER is None, reason="nats-server is not installed")
STREAM = "records"
SUBJECT = "quarterdeck.records"


class Nats:
    """`config` is what stands in its file besides port and store."""

    def __init__(self, folder: Path, config: str = "") -> None:
        self.folder, self.port = folder, free_port()
        self.path = folder / "nats.conf"
        self.path.write_text(f'listen: "127.0.0.1:{self.port}"\njetstream: {{store_dir: "{folder}/store"}}\n{config}\n')
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (self.folder / "nats.log").open("ab") as log:
            command = [str(SERVER), "-c", str(self.path)]
            self._process = subprocess.Popen(command, env=clean_environment(self.folder), stderr=log, stdout=log)
        until(lambda: accepts(("127.0.0.1", self.port)), "the NATS server", 30)
        until(self._has_jetstream, "JetStream", 30)

    def _has_jetstream(self) -> bool:
        return (self.folder / "nats.log").read_text().rpartition("Starting nats-server")[2].count("Server is ready") > 0

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def make_stream(self, window: float = 120.0, most: int = -1, **options: object) -> None:
        async def make() -> None:
            client = await nats.connect(f"nats://127.0.0.1:{self.port}", **options)
            stream = api.StreamConfig(
                STREAM,
                subjects=["quarterdeck.>"],
                duplicate_window=window,
                max_msgs=most,
                discard=api.DiscardPolicy.NEW,
            )
            await client.jetstream().add_stream(stream)
            await client.close()

        asyncio.run(make())

    def held(self, **options: object) -> list[tuple[str, bytes]]:
        """The names and payloads of what the stream has, in its order."""

        async def read() -> list[tuple[str, bytes]]:
            client = await nats.connect(f"nats://127.0.0.1:{self.port}", **options)
            stream = client.jetstream()
            state = (await stream.stream_info(STREAM)).state
            kept = range(state.first_seq, state.last_seq + 1) if state.messages else ()
            found = [await stream.get_msg(STREAM, seq) for seq in kept]
            await client.close()
            return [((one.headers or {})["Nats-Msg-Id"], one.data or b"") for one in found]

        return asyncio.run(read())


@contextmanager
def server(folder: Path, config: str = "") -> Iterator[Nats]:
    """A server, without a stream yet."""
    one = Nats(folder, config)
    try:
        one.start()
        yield one
    finally:
        one.kill()
