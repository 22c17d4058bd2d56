"""What stops `quarterdeck run` before it starts is said in a sentence, and nothing else is said or left running.

That it runs, and with no configuration at all, is proven in tests/e2e/test_lifecycle.py.
"""

from __future__ import annotations

import signal
import socket
import subprocess
import sys

import pytest

from quarterdeck.audit import layout
from tests.e2e.harness.deadline import until
from tests.e2e.harness.process import accepts, clean_environment, free_port


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("listn: 127.0.0.1:1\n", "quarterdeck.yaml:1:1: error: unknown key 'listn' (did you mean 'listen'?)"),
        ("limits:\n  drian: 3\n", "quarterdeck.yaml:2:3: error: unknown key 'limits.drian' (did you mean 'drain'?)"),
        ("mode: local\n", "quarterdeck.yaml:1:1: error: mode: mode local is not built yet; use regular"),
    ],
)
def test_a_mistake_in_the_file_is_named_at_its_place(program, write, text, sentence):
    write("quarterdeck.yaml", text)
    answer = program("run", "-c", "quarterdeck.yaml")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith(sentence)
    assert len(answer.err.splitlines()) == 1


def test_all_mistakes_are_told_at_once(program, write):
    write("quarterdeck.yaml", "listn: x\nworkers: 0\npac: {fallback: maybe}\n")
    answer = program("run", "-c", "quarterdeck.yaml")
    assert answer.code == 2
    assert [line.split(": error: ")[0] for line in answer.err.splitlines()] == [
        "quarterdeck.yaml:1:1",
        "quarterdeck.yaml:2:1",
        "quarterdeck.yaml:3:7",
    ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--listen", "nowhere"], "'nowhere' is not HOST:PORT"),
        (["--workers", "many"], "workers"),
        (["--mode", "sideways"], "'sideways' is not a mode"),
        (["-c", "absent.yaml"], "absent.yaml"),
    ],
)
def test_an_option_that_cannot_be_meant_is_one_sentence(program, here, arguments, words):
    answer = program("run", *arguments)
    assert (answer.code, answer.out) == (2, "")
    assert words in answer.err
    assert not (here / "var").exists()


def test_a_port_in_use_is_one_sentence_and_no_welcome(program, here):
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"127.0.0.1:{server.getsockname()[1]}"
        answer = program("run", "--listen", address)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == f"cannot listen on {address}: Address already in use\n"


def test_a_trust_file_that_is_not_there_is_one_sentence(program, write):
    write("quarterdeck.yaml", f"upstream: {{trust: [absent.pem]}}\nlisten: 127.0.0.1:{free_port()}\n")
    answer = program("run", "-c", "quarterdeck.yaml")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("upstream.trust: cannot read absent.pem")
    assert len(answer.err.splitlines()) == 1


def test_options_count_over_the_file_and_reach_the_workers(write, here):
    """The rule's file name needs quoting in YAML, in which the options travel."""
    write("it's: [mine].yaml", "policy: mine\nowner: me@example.org\nban: [{domain: mine.example}]\n")
    write("quarterdeck.yaml", "listen: 127.0.0.1:1\nconsole: off\nadmin: off\nrules: [absent]\nworkers: 7\n")
    port = free_port()
    options = ["--listen", f"127.0.0.1:{port}", "--workers", "1", "--rules", "it's: [mine].yaml", "--state", "here"]
    process = subprocess.Popen(
        [sys.executable, "-m", "quarterdeck", "run", "-c", "quarterdeck.yaml", *options],
        cwd=here,
        env=clean_environment(here),
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        until(lambda: process.poll() is not None or accepts(("127.0.0.1", port)), "it to accept", 40)
        process.send_signal(signal.SIGTERM)
        said = process.communicate(timeout=60)[1]
    finally:
        process.kill()
    assert f"listens on 127.0.0.1:{port} with 1 worker(s); rules: it's: [mine].yaml." in said
    (segment,) = layout.segments(here / "here" / "audit" / "deck-0")
    assert "in force" in segment.path.read_text()
    assert "not loaded" not in segment.path.read_text()
