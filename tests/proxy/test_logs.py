"""A worker prints its own messages, and of mitmproxy's, which may quote traffic, only errors."""

from __future__ import annotations

import subprocess
import sys

import pytest


def printed(logger: str, level: str) -> str:
    """What a worker prints of one message."""
    code = (
        "import logging, sys; logging.basicConfig(level=logging.DEBUG);"
        "from quarterdeck.proxy.logs import configure_logging; configure_logging(3);"
        "logging.getLogger(sys.argv[1]).log(getattr(logging, sys.argv[2]), 'POST /chat %s', 'the prompt')"
    )
    done = subprocess.run([sys.executable, "-c", code, logger, level], capture_output=True, text=True, check=True)
    assert done.stdout == ""
    return done.stderr


@pytest.mark.parametrize(
    "logger", ["mitmproxy.proxy.server", "mitmproxy.addons.proxyserver", "asyncio", "root", "hpack"]
)
@pytest.mark.parametrize("level", ["DEBUG", "INFO", "WARNING"])
def test_what_others_say_of_traffic_is_not_printed(logger: str, level: str):
    assert printed(logger, level) == ""


@pytest.mark.parametrize(
    ("logger", "level"), [("quarterdeck.worker", "INFO"), ("quarterdeck.guard", "ERROR"), ("mitmproxy.proxy", "ERROR")]
)
def test_our_own_messages_and_all_errors_are_a_line_that_names_the_worker(logger: str, level: str):
    (line,) = printed(logger, level).splitlines()
    assert line.endswith(f"{level} worker 3: POST /chat the prompt")


def test_our_own_details_are_not_printed():
    assert printed("quarterdeck.gate", "DEBUG") == ""


def test_a_fault_is_told_without_the_words_of_its_exception():
    code = (
        "import logging; from quarterdeck.proxy.logs import configure_logging; configure_logging(0)\n"
        "def fail():\n    raise ValueError('the prompt')\n"
        "try:\n    fail()\nexcept ValueError:\n    logging.getLogger('quarterdeck.guard').exception('a hook failed')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "a hook failed" in done.stderr
    assert "ValueError" in done.stderr
    assert "in fail" in done.stderr
    assert "the prompt" not in done.stderr
