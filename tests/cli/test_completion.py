"""What `quarterdeck completion` prints is a script of that shell, and completing with it finds our commands."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(sys.executable).with_name("quarterdeck")


@pytest.mark.parametrize(
    ("shell", "words"),
    [("bash", "complete -o nosort -F"), ("zsh", "#compdef quarterdeck"), ("fish", "complete --no-files --command")],
)
def test_a_script_is_printed_for(program, shell, words):
    answer = program("completion", shell)
    assert (answer.code, answer.err) == (0, "")
    assert words in answer.out
    assert f"_QUARTERDECK_COMPLETE={shell}_complete" in answer.out


def test_another_shell_is_wrong_usage_and_the_known_ones_are_named(program):
    answer = program("completion", "tcsh")
    assert (answer.code, answer.out) == (2, "")
    assert "'bash', 'zsh', 'fish'" in answer.err


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("st", ["status"]),
        ("re", ["replay", "reload"]),
        ("c", ["check", "ca", "completion"]),
        ("completion f", ["fish"]),
    ],
)
def test_a_real_bash_completes(here, typed, found):
    words = ["quarterdeck", *typed.split()]
    code = f"""
eval "$(quarterdeck completion bash)"
COMP_WORDS=({" ".join(words)}); COMP_CWORD={len(words) - 1}
"$(complete -p quarterdeck | sed 's/.*-F //; s/ .*//')" quarterdeck
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    done = subprocess.run(
        ["bash", "--norc", "-c", code],
        cwd=here,
        env={**os.environ, "PATH": f"{SCRIPT.parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == found, done.stderr
