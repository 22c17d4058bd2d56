"""What is generated is what the code says now: the JSON Schema, the rule reference, the command reference."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_generated_files_have_not_drifted():
    checked = subprocess.run(
        [sys.executable, "scripts/reference.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (checked.returncode, checked.stdout) == (0, ""), f"run `make docs`\n{checked.stdout}{checked.stderr}"
