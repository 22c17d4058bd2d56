"""The wheel holds the code and the rules, and nothing else."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> set[str]:
    """The names in a wheel built from this tree."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        return set(archive.namelist())


def files(folder: Path) -> set[str]:
    inside = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]
    return {path.as_posix() for path in inside if not any(part.startswith((".", "__pycache__")) for part in path.parts)}


def test_every_file_of_the_package_is_in_it(wheel):
    assert {f"quarterdeck/{path}" for path in files(ROOT / "addons" / "quarterdeck")} <= wheel


def test_every_rule_file_is_in_it(wheel):
    rules = files(ROOT / "rules")
    assert {path.split("/")[0] for path in rules} >= {"services", "policies"}
    assert {f"quarterdeck/rules/{path}" for path in rules} <= wheel


def test_nothing_else_is_in_it(wheel):
    assert {path.split("/")[0].split("-")[0] for path in wheel} == {"quarterdeck"}
    assert not [path for path in wheel if path.endswith((".pyc", ".lock"))]
    # The one is the command `test`.
    assert [path for path in wheel if "/test" in path] == ["quarterdeck/cli/test.py"]


def test_it_carries_the_licence_and_the_command(wheel):
    assert [path for path in wheel if path.endswith(".dist-info/licenses/LICENSE")]
    assert [path for path in wheel if path.endswith(".dist-info/entry_points.txt")]
