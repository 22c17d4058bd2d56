"""The store's process: for this user alone, silent about what it holds, and gone when nobody needs it."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import socket
import stat
import struct
import subprocess
import sys
from pathlib import Path

from quarterdeck.proxy.vault_client import SocketVault
from quarterdeck.proxy.vault_frames import frame, vault_path
from tests.e2e.harness.deadline import until
from tests.e2e.harness.process import clean_environment
from tests.proxy.vaults import killed, listens, store

SECRET = "made-up-secret-4711"


def test_its_socket_is_for_this_user_alone_and_it_dumps_no_core(tmp_path: Path):
    process = store(tmp_path)
    try:
        assert stat.S_IMODE(vault_path(tmp_path).stat().st_mode) == 0o600
        # Whoever is answered knows that it has begun to serve.
        asyncio.run(asked(tmp_path))
        assert resource.prlimit(process.pid, resource.RLIMIT_CORE) == (0, 0)
        # The files of a process that may not be dumped belong to root, whoever runs it.
        if os.geteuid() != 0:
            assert Path(f"/proc/{process.pid}/mem").stat().st_uid == 0
    finally:
        killed(process)


async def asked(state: Path) -> None:
    vault = SocketVault(vault_path(state), 10)
    await vault.assign(b"key", [("NAME", SECRET)])
    await vault.close()


def test_bad_frames_close_only_their_own_connection_and_nothing_is_said_of_them(tmp_path: Path):
    process = store(tmp_path)
    try:
        asyncio.run(asked(tmp_path))
        bad = [
            b"\xff\xff\xff\xff",
            b"\0\0\0\x01[",
            frame([]),
            frame([1]),
            frame([1, "assign", SECRET]),
            frame([1, "assign", "00", [[[SECRET], SECRET]], [], [], False]),
            frame([1, "recall", "zz", []]),
            struct.pack(">I", 10) + b"[",
        ]
        for data in bad:
            with socket.socket(socket.AF_UNIX) as sock:
                sock.connect(str(vault_path(tmp_path)))
                sock.settimeout(20)
                sock.sendall(data)
                sock.shutdown(socket.SHUT_WR)
                assert sock.recv(100) == b""
        asyncio.run(asked(tmp_path))
    finally:
        process.send_signal(signal.SIGTERM)
        said = process.communicate(timeout=30)[1].decode()
    assert process.returncode == 0, said
    assert SECRET not in said
    assert "Fault" not in said
    assert "exception" not in said


def test_a_socket_that_a_dead_store_left_behind_is_replaced(tmp_path: Path):
    first = store(tmp_path)
    killed(first)
    assert vault_path(tmp_path).is_socket()
    second = store(tmp_path)
    try:
        asyncio.run(asked(tmp_path))
    finally:
        killed(second)


def test_it_ends_when_its_parent_is_gone(tmp_path: Path):
    program = "import subprocess, sys; p = subprocess.Popen(sys.argv[1:]); print(p.pid, flush=True); sys.stdin.read()"
    serving = [sys.executable, "-m", "quarterdeck.proxy.vault_server", str(vault_path(tmp_path)), "3600"]
    command = [sys.executable, "-c", program, *serving]
    parent = subprocess.Popen(command, env=clean_environment(tmp_path), stdin=-1, stdout=-1)
    assert parent.stdin is not None
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    until(lambda: listens(vault_path(tmp_path)), "the store", 30)
    asyncio.run(asked(tmp_path))
    parent.kill()
    parent.communicate()
    until(lambda: not running(pid), "the store to end", 30)


def running(pid: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


def test_a_socket_that_cannot_be_had_ends_it_with_its_reason(tmp_path: Path):
    command = [sys.executable, "-m", "quarterdeck.proxy.vault_server", str(vault_path(tmp_path / "missing")), "3600"]
    done = subprocess.run(command, env=clean_environment(tmp_path), check=False, capture_output=True, timeout=60)
    assert done.returncode == 2
    assert b"cannot keep placeholders: No such file" in done.stderr
