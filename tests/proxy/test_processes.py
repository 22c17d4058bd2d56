"""A state folder is supervised while a process holds its lock, whatever the numbers in its files say."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from quarterdeck.errors import UsageError
from quarterdeck.proxy.processes import alive, lock_state, supervisor_path, supervisor_pid
from quarterdeck.proxy.status import write_json


def test_a_process_is_alive_until_it_has_ended():
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    assert alive(process.pid)
    process.communicate(b"\n")
    assert not alive(process.pid)


def test_a_folder_without_files_is_supervised_by_nobody(tmp_path: Path):
    assert supervisor_pid(tmp_path / "never") is None


def test_the_supervisor_is_the_process_named_while_the_lock_is_held(tmp_path: Path):
    lock = lock_state(tmp_path)
    write_json(supervisor_path(tmp_path), {"pid": 4711})
    assert supervisor_pid(tmp_path) == 4711
    os.close(lock)
    assert supervisor_pid(tmp_path) is None


def test_a_number_that_now_belongs_to_another_process_is_not_the_supervisor(tmp_path: Path):
    """After a crash or a restart of the machine; `reload` would send it SIGHUP, which ends most programs."""
    os.close(lock_state(tmp_path))
    write_json(supervisor_path(tmp_path), {"pid": os.getpid()})
    assert supervisor_pid(tmp_path) is None


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"pid": null}', '{"pid": "x"}', '{"pid": "1'])
def test_a_file_that_cannot_be_read_names_nobody(tmp_path: Path, text: str):
    lock = lock_state(tmp_path)
    supervisor_path(tmp_path).parent.mkdir()
    supervisor_path(tmp_path).write_text(text)
    assert supervisor_pid(tmp_path) is None
    os.close(lock)


def test_a_folder_is_locked_by_one_process_and_by_nobody_once_that_has_died(tmp_path: Path):
    code = "import sys, pathlib; from quarterdeck.proxy.processes import lock_state as l;"
    code += "l(pathlib.Path(sys.argv[1])); print(flush=True); input()"
    holder = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdin=-1, stdout=-1)
    holder.stdout.readline()
    with pytest.raises(UsageError, match="another Quarterdeck runs with the state folder"):
        lock_state(tmp_path)
    holder.kill()
    holder.communicate()
    os.close(lock_state(tmp_path))
