"""What set-up installs: everything pinned with hashes, nothing that names a package index."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCKS = ["requirements.lock", "requirements-dev.lock", "requirements-build.lock"]
REQUIREMENT = re.compile(r"(?P<name>[a-z0-9][a-z0-9-]*)(?:\[[a-z0-9,-]+\])?==(?P<version>[^ ;\\]+)")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\Z")


def entries(lock: str) -> list[tuple[str, str, list[str]]]:
    """Name, version and hashes of each package of a lock file; raises on anything else that stands there."""
    found: list[tuple[str, str, list[str]]] = []
    text = re.sub(r"^\s*#.*\n", "", (ROOT / lock).read_text(), flags=re.MULTILINE)
    for line in text.replace("\\\n", " ").splitlines():
        words = line.split()
        requirement = REQUIREMENT.match(line)
        assert requirement, f"{lock}: {line[:80]!r} is not a pinned package"
        found.append((requirement["name"], requirement["version"], [w for w in words if w.startswith("--")]))
    return found


def plain(requirement: str) -> str:
    return re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0].lower().replace("_", "-")


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_with_hashes(lock):
    packages = entries(lock)
    assert len(packages) > 3
    for package, _, options in packages:
        assert options, f"{package} in {lock} has no hash"
        assert all(HASH.match(option) for option in options), f"{package} in {lock} has another option than hashes"


@pytest.mark.parametrize("lock", [*LOCKS, "pyproject.toml", "Makefile"])
def test_no_package_index_is_named(lock):
    text = (ROOT / lock).read_text()
    for word in ("index-url", "find-links", "extra-index", "file:", "://", "trusted-host"):
        assert word not in text, f"{lock} names a place to fetch packages from ({word})"


def test_uv_lock_stays_out():
    """It records the index that each package came from."""
    assert "uv.lock" in (ROOT / ".gitignore").read_text().splitlines()


def test_the_locks_agree_on_every_version():
    versions: dict[str, set[str]] = {}
    for lock in LOCKS:
        for package, version, _ in entries(lock):
            versions.setdefault(package, set()).add(version)
    assert not {package: found for package, found in versions.items() if len(found) > 1}


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("requirements.lock", PROJECT["project"]["dependencies"]),
        ("requirements-dev.lock", PROJECT["project"]["optional-dependencies"]["dev"]),
        ("requirements-build.lock", PROJECT["dependency-groups"]["build"]),
        ("requirements-build.lock", PROJECT["build-system"]["requires"]),
    ],
)
def test_what_pyproject_asks_for_is_locked(lock, wanted):
    locked = {package for package, _, _ in entries(lock)}
    assert {plain(requirement) for requirement in wanted} <= locked


def test_the_development_lock_holds_the_whole_product():
    product = {package for package, _, _ in entries("requirements.lock")}
    assert product <= {package for package, _, _ in entries("requirements-dev.lock")}
