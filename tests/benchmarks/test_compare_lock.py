"""What is compared with is installed like everything else: pinned with hashes, from no index by name."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements-compare.lock").read_text()
ASKED = (ROOT / "benchmarks" / "detection" / "rivals.in").read_text()


def test_every_package_is_pinned_with_hashes() -> None:
    packages = re.split(r"^(?=[a-z])", re.sub(r"^\s*#.*\n", "", LOCK, flags=re.MULTILINE), flags=re.MULTILINE)
    packages = [package for package in packages if package.strip()]
    assert len(packages) > 20
    for package in packages:
        assert re.match(r"[a-z0-9-]+==[^ ]+", package), package[:60]
        assert "--hash=sha256:" in package, package[:60]


def test_both_tools_are_locked() -> None:
    for line in ASKED.splitlines():
        if line and not line.startswith("#"):
            assert f"\n{re.split('[=>]', line)[0]}==" in LOCK


def test_no_package_index_is_named() -> None:
    assert not re.search(r"--(?:extra-)?index-url|--find-links|https?://", LOCK + ASKED)


def test_its_environment_stays_out_of_the_tree() -> None:
    assert ".venv-compare/" in (ROOT / ".gitignore").read_text().splitlines()
