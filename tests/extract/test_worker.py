import os
import subprocess
import sys
from pathlib import Path

import pytest

from quarterdeck.extract import frames

from .build import docx

COMMAND = [sys.executable, "-O", "-m", "quarterdeck.extract.worker", "5", str(200 << 20)]


@pytest.fixture
def worker():
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        yield process
        process.kill()


def ask(process, data, name=""):
    process.stdin.write(frames.request_head(len(data), name) + data)
    process.stdin.flush()
    read = lambda: process.stdout.read(frames.FRAME.unpack(process.stdout.read(4))[0])  # noqa: E731
    head = frames.head(read())
    return head.complete([read() for _ in head.paths])


def test_it_answers_one_file_after_the_other(worker):
    for words in ("first words", "second words"):
        found = ask(worker, docx(words), "a.docx")
        assert ("word/document.xml", words) in found.texts


def test_it_ends_with_its_input(worker):
    ask(worker, b"words")
    worker.stdin.close()
    assert worker.wait(20) == 0


def test_it_ends_when_its_parent_is_killed():
    script = (
        "import subprocess, sys, time\n"
        f"child = subprocess.Popen({COMMAND!r}, stdin=subprocess.PIPE, stdout=subprocess.PIPE)\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as parent:
        pid = int(parent.stdout.readline())
        parent.kill()
        parent.wait()
    for _ in range(2000):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            break
        if _state(pid) == "Z":
            break
        subprocess.run(["sleep", "0.01"], check=True)
    else:
        pytest.fail("the worker outlived its parent")


def _state(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"


def test_half_a_request_is_the_end(worker):
    worker.stdin.write(frames.request_head(100, "") + b"only a part")
    worker.stdin.close()
    assert worker.wait(20) == 0


def test_it_imports_no_proxy():
    code = "import sys, quarterdeck.extract.worker; print('mitmproxy' in sys.modules, 'pypdfium2' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
