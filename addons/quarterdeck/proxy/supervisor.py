"""The parent of the workers: starts them, restarts one that dies, passes signals on, and carries no traffic."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping

from quarterdeck.config.schema import Config, parse_listen
from quarterdeck.errors import UsageError
from quarterdeck.proxy.backoff import Backoff
from quarterdeck.proxy.companion import Companion
from quarterdeck.proxy.processes import lock_state, supervisor_path
from quarterdeck.proxy.status import status_path, write_json
from quarterdeck.proxy.vault_frames import vault_path
from quarterdeck.proxy.vault_process import VaultProcess

logger = logging.getLogger("quarterdeck.supervisor")

# Seconds that the sinks get to ship what is left, and witnesses to see the last of it, which takes five, and to close.
_LEAVE = 8.0


class Supervisor:
    """`environ` is what the workers get; it carries the configuration file and its overrides.

    `claim` first, then `run`.
    """

    def __init__(self, config: Config, environ: Mapping[str, str]) -> None:
        self.config = config
        self.environ = environ
        self.workers: dict[int, subprocess.Popen[bytes]] = {}
        # Machines that share a store need none of their own.
        self.vault: VaultProcess | None = None
        if config.vault.url is None:
            self.vault = VaultProcess(environ, vault_path(config.state), config.vault.expire)
        self.sinks: Companion | None = None
        if config.audit.sinks:
            self.sinks = Companion("the sinks of the deck log", environ, ["quarterdeck.sinks.process"], _LEAVE)
        caretaker = ["quarterdeck.proxy.caretaker"]
        self.caretaker = Companion("the caretaker of the deck log", environ, caretaker, _LEAVE)
        self.restarts = 0
        self._backoff: dict[int, Backoff] = {}
        self._began = time.time()
        self._started: dict[int, float] = {}
        self._due: dict[int, float] = {}
        self._signals: list[int] = []
        self._lock = -1

    def claim(self) -> None:
        """Take the state folder for this process, and see that the address can be had. Raises UsageError."""
        # From now on others find this process and may ask it to reload, for which it is not ready yet.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
        self._lock = lock_state(self.config.state)
        self._check_address()

    def run(self) -> int:
        """Supervise until told to stop; the exit code of the first worker that would not start, else 0."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD):
            signal.signal(number, lambda signum, _frame: self._signals.append(signum))
        for beside in self._beside():
            beside.start()
        for worker in range(self.config.worker_count):
            self._start(worker)
        self._write_status()
        try:
            return self._watch()
        finally:
            self._stop()
            os.close(self._lock)

    def _beside(self) -> list[Companion]:
        return [one for one in (self.vault, self.sinks, self.caretaker) if one is not None]

    def _check_address(self) -> None:
        """Workers share their port, and would share a stranger's that shares it too; so try for it alone first."""
        host, port = parse_listen(self.config.listen)
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise UsageError(f"cannot listen on {self.config.listen}: {error.strerror}") from None

    def _start(self, worker: int) -> None:
        command = [sys.executable, "-O", "-m", "quarterdeck.proxy.worker"]
        environ = {**self.environ, "QUARTERDECK_WORKER": str(worker)}
        status_path(self.config.state, worker).unlink(missing_ok=True)
        self._started[worker] = time.monotonic()
        # A new process would die of a SIGHUP that it does not expect; this one waits until it does.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
        self.workers[worker] = subprocess.Popen(command, env=environ, start_new_session=True)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGHUP})

    def _watch(self) -> int:
        while True:
            while self._signals:
                number = self._signals.pop(0)
                if number in (signal.SIGTERM, signal.SIGINT):
                    return 0
                if number == signal.SIGHUP:
                    self._send(signal.SIGHUP)
            code = self._reap()
            if code is not None:
                return code
            for worker, due in list(self._due.items()):
                if time.monotonic() >= due:
                    del self._due[worker]
                    self._start(worker)
                    self._write_status()
            if any(beside.watch() for beside in self._beside()):
                self._write_status()
            time.sleep(0.1)

    def _reap(self) -> int | None:
        for worker, process in list(self.workers.items()):
            code = process.poll()
            if code is None:
                continue
            del self.workers[worker]
            lived = time.monotonic() - self._started[worker]
            if code == 2 and self.restarts == 0 and not status_path(self.config.state, worker).exists():
                # It never served and has said what is wrong with its input; trying again would only say it again.
                return code
            delay = self._backoff.setdefault(worker, Backoff()).after(lived)
            self.restarts += 1
            logger.error("worker %d ended with code %d; it is started again in %.1f s", worker, code, delay)
            self._due[worker] = time.monotonic() + delay
        return None

    def _send(self, number: int) -> None:
        for process in self.workers.values():
            process.send_signal(number)

    def _stop(self) -> None:
        self._send(signal.SIGTERM)
        deadline = time.monotonic() + self.config.limits.drain + 5
        for process in self.workers.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        # Answers in flight had their values restored until here, and the last records are signed now.
        for beside in self._beside():
            beside.stop()
        supervisor_path(self.config.state).unlink(missing_ok=True)

    def _write_status(self) -> None:
        pids = {str(worker): process.pid for worker, process in self.workers.items()}
        data = {
            "pid": os.getpid(),
            "listen": self.config.listen,
            "mode": self.config.mode,
            "workers": pids,
            "vault": None if self.vault is None else self.vault.pid,
            "sinks": None if self.sinks is None else self.sinks.pid,
            "caretaker": self.caretaker.pid,
            "restarts": self.restarts,
            "started": self._began,
        }
        try:
            write_json(supervisor_path(self.config.state), data)
        except OSError as error:
            # The workers matter more than what is told of them.
            logger.warning("cannot write the status file: %s", error)
