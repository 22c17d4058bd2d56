"""Policy files name lists; what finds them comes of it, or every mistake with its place."""

from pathlib import Path

import pytest

from quarterdeck.config.documents import build_prints
from quarterdeck.config.exact_data import build_records
from quarterdeck.config.finders import finders_of
from quarterdeck.config.sealed import read_or_make_key
from quarterdeck.errors import Problems
from quarterdeck.policy.load import load_policies

POLICY = """\
dictionaries:
  - {id: dictionary.projects, file: terms.txt, confidence: 0.9}
exact_data:
  - {id: exact-data.people, file: people.qdx, key_file: key}
documents:
  - {id: document.board, file: board.qdf, key_file: key}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    key = read_or_make_key(tmp_path / "key")
    (tmp_path / "terms.txt").write_text("Zephyr\n")
    (tmp_path / "people.csv").write_text("card\n4000123456789017\n")
    build_records(tmp_path / "people.csv", tmp_path / "people.qdx", key, ["card"], needed=1, alone=["card"])
    build_prints([("a", [" ".join(f"w{at}" for at in range(40))])], tmp_path / "board.qdf", key)
    (tmp_path / "own.yaml").write_text(POLICY)
    return tmp_path


def test_lists_are_read_relative_to_their_policy_file(folder: Path) -> None:
    (file,) = load_policies([folder / "own.yaml"])
    finders = finders_of([file])
    assert [(one.id, one.confidence) for one in finders] == [
        ("dictionary.projects", 0.9),
        ("document.board", 1.0),
        ("exact-data.people", 1.0),
    ]
    assert finders[0].maybe(b"zephyr")
    assert finders[1].maybe(b" ".join(b"w%d" % at for at in range(40)))
    assert finders[2].maybe(b"4000-1234-5678-9017")


def test_lists_and_keys_are_watched_and_kept(folder: Path) -> None:
    (file,) = load_policies([folder / "own.yaml"])
    assert {path.name for path in file.lists} == {"terms.txt", "people.qdx", "board.qdf", "key"}
    (folder / "terms.txt").write_text("Zephyr\nOther\n")
    assert load_policies([folder / "own.yaml"])[0].digest != file.digest


def test_all_mistakes_are_told_with_their_places(folder: Path) -> None:
    (folder / "own.yaml").write_text(POLICY + "  - {id: document.board, file: none.qdf, key_file: key}\n")
    (folder / "terms.txt").write_text("fine\n--\n")
    (folder / "key").write_bytes(bytes(32))
    files = load_policies([folder / "own.yaml"], shown=lambda path: path.name)
    with pytest.raises(Problems) as caught:
        finders_of(files)
    told = sorted((Path(one.file).name, one.line, one.message.split(str(folder))[-1]) for one in caught.value.problems)
    assert [(file, line) for file, line, _ in told] == [
        ("own.yaml", 4),
        ("own.yaml", 6),
        ("own.yaml", 7),
        ("terms.txt", 2),
    ]
    assert "built under another key" in told[0][2]
    assert "stands at own.yaml:6 too" in told[2][2]
