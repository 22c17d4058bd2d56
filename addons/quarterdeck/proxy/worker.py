"""One worker process: `python -O -m quarterdeck.proxy.worker`, started and restarted by the supervisor."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import sys
import time
from pathlib import Path

import uvloop

from quarterdeck.audit.key import fingerprint_key, grant_key
from quarterdeck.audit.log import DeckLog
from quarterdeck.audit.signer import log_key
from quarterdeck.config.lastgood import load_or_fall_back
from quarterdeck.config.load import load_config
from quarterdeck.config.naming import line_of
from quarterdeck.config.schema import Config
from quarterdeck.errors import QuarterdeckError
from quarterdeck.model.record import Outcome
from quarterdeck.proxy.ca import load_authority, staged_authority
from quarterdeck.proxy.desk import Desk
from quarterdeck.proxy.evidence import Keeping
from quarterdeck.proxy.grants import GrantBook, grants_path
from quarterdeck.proxy.leaf import LeafMint
from quarterdeck.proxy.logs import configure_logging
from quarterdeck.proxy.master import ProxyMaster
from quarterdeck.proxy.portal_state import PortalDesk
from quarterdeck.proxy.recorder import Recorder
from quarterdeck.proxy.reload import Reloader
from quarterdeck.proxy.runtime import Runtime
from quarterdeck.proxy.status import tell
from quarterdeck.proxy.trust import trust_path

logger = logging.getLogger("quarterdeck.worker")

STATUS_EVERY = 2.0


def main() -> int:
    """Run until SIGTERM; the exit code is 0 after a drain, 2 for bad input, 3 for anything unforeseen."""
    worker = int(os.environ.get("QUARTERDECK_WORKER", "0"))
    configure_logging(worker)
    path = os.environ.get("QUARTERDECK_CONFIG")
    try:
        config = load_config(Path(path) if path else None)
        uvloop.run(serve(config, worker))
    except QuarterdeckError as error:
        logger.error("%s", error)
        return 2
    except OSError as error:
        logger.error("cannot serve: %s", error)
        return 2
    return 0


async def serve(config: Config, worker: int) -> None:
    """Serve with a configuration until told to stop."""
    # Before the rules are compiled, which take it with them.
    fingerprint_key(config.state)
    world, problem = load_or_fall_back(config)
    log = DeckLog(
        config.audit_dir,
        line_of(config, worker),
        log_key(config.state),
        f"deck-{worker}",
        held=config.audit.durability == "before-release",
    )
    grants = GrantBook(grants_path(config.state), grant_key(config.state))
    runtime = Runtime(
        config,
        world,
        log,
        worker=worker,
        grants=grants,
        keeping=Keeping.of(config, worker),
        problem=problem,
        loaded=time.time(),
    )
    authority = load_authority(config.ca_dir)
    desk = Desk(runtime, PortalDesk(runtime, authority, staged_authority(config.ca_dir)))
    recorder = Recorder(runtime)
    proxy = ProxyMaster(runtime, LeafMint(authority), desk, trust_path(config))
    reloader = Reloader(
        runtime,
        recorder,
        keeper=worker == 0,
        adopted=proxy.overtaken.recheck,
        changed=lambda: tell(runtime),
    )
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    loop.add_signal_handler(signal.SIGHUP, reloader.ask)
    # Blocked by the supervisor until here, so that a reload asked for during the start is neither lost nor deadly.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGHUP})

    # What has been made so far lives as long as the process. Small cycles may wait; `client_connection` sees to large.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    recorder.started()
    await proxy.start()
    if problem:
        recorder.policy(Outcome.REFUSED, f"not loaded: {problem.partition(chr(10))[0]}", world.policy.version)
    recorder.policy(Outcome.FORWARDED, "in force", world.policy.version)
    tell(runtime)
    logger.info("ready on %s with policy %s", config.listen, world.policy.version)
    duties = [asyncio.create_task(reloader.watch()), asyncio.create_task(_report(runtime, proxy, stopping))]
    for duty in duties:
        # A worker that no longer watches its rules must not go on; the supervisor starts another.
        duty.add_done_callback(lambda _: stopping.set())
    await stopping.wait()

    failed = [duty for duty in duties if duty.done()]
    for duty in duties:
        duty.cancel()
    await _drain(proxy, runtime)
    await runtime.extractors.close()
    await runtime.keeping.settled()
    recorder.stopped()
    await log.close()
    for duty in failed:
        duty.result()


async def _report(runtime: Runtime, proxy: ProxyMaster, stopping: asyncio.Event) -> None:
    supervisor = os.getppid()
    while True:
        await asyncio.sleep(STATUS_EVERY)
        if os.getppid() != supervisor:
            # Nobody is left to restart or to stop this worker.
            logger.error("the supervisor is gone; this worker stops")
            stopping.set()
        if not runtime.log.alive:
            logger.error("what writes the log has failed; this worker stops, and another opens the log anew")
            stopping.set()
        proxy.overtaken.cut_idle()
        runtime.log.line.refresh()
        tell(runtime)


async def _drain(proxy: ProxyMaster, runtime: Runtime) -> None:
    """Take no new connections and let what is in flight come to its end, for `limits.drain` seconds at most."""
    runtime.draining = True
    await proxy.stop_listening()
    deadline = time.monotonic() + runtime.config.limits.drain
    while runtime.flows and time.monotonic() < deadline:  # noqa: ASYNC110  asked so seldom that an event is not worth it
        await asyncio.sleep(0.02)
    if runtime.flows:
        logger.warning("%d exchanges were cut at the end of the drain", len(runtime.flows))
        # Cut before the log closes, so that each of them has its end on record.
        proxy.cut()
    # What was written last is still on its way through the sockets.
    await asyncio.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main())
