"""Under `python -O` the asserts of tests still count, so that running the suite that way proves something.

pytest rewrites the asserts of test files and conftest files into code of their own; everywhere else -O drops them.
"""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent


@pytest.mark.parametrize(("claim", "code"), [("1 == 1", 0), ("1 == 2", 1)])
def test_an_assert_of_a_test_file_counts(tmp_path, claim, code):
    (tmp_path / "test_claim.py").write_text(f"def test_claim():\n    assert {claim}\n")
    ran = subprocess.run(
        [sys.executable, "-O", "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull, str(tmp_path)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == code, ran.stdout


def test_no_other_file_among_the_tests_asserts():
    """What tests share raises AssertionError by itself, or it would pass in silence under -O."""
    found = [
        f"{path.relative_to(TESTS)}:{node.lineno}"
        for path in sorted(TESTS.rglob("*.py"))
        if not path.name.startswith("test_") and path.name != "conftest.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Assert)
    ]
    assert not found
