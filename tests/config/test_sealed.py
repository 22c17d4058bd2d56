"""A sealed file comes back whole under its key; anything else is refused in one sentence."""

from pathlib import Path

import numpy as np
import pytest

from quarterdeck.config.sealed import read_key, read_or_make_key, seal, unseal
from quarterdeck.errors import UsageError

MAGIC = b"QDTESTS\n"
KEY = bytes(range(32))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    seal(tmp_path / "file", MAGIC, KEY, {"run": 5}, {"a": np.arange(5, dtype=np.uint64), "b": np.ones(3, np.uint8)})
    return tmp_path / "file"


def _refused(path: Path, key: bytes = KEY) -> str:
    with pytest.raises(UsageError) as caught:
        unseal(path, MAGIC, key, "tests")
    return str(caught.value)


def test_what_was_sealed_comes_back(path: Path) -> None:
    head, arrays = unseal(path, MAGIC, KEY, "tests")
    assert head["run"] == 5
    assert arrays["a"].tolist() == [0, 1, 2, 3, 4]
    assert arrays["b"].tolist() == [1, 1, 1]
    assert path.stat().st_mode & 0o777 == 0o600


def test_without_the_key_nothing_of_the_arrays_can_be_read(path: Path) -> None:
    seal(path.with_name("again"), MAGIC, KEY, {"run": 5}, {"a": np.zeros(64, np.uint64), "b": np.ones(3, np.uint8)})
    seal(path, MAGIC, KEY, {"run": 5}, {"a": np.zeros(64, np.uint64), "b": np.ones(3, np.uint8)})
    first, second = (file.read_bytes().partition(b"]]}")[2][: 64 * 8 + 3] for file in (path, path.with_name("again")))
    # Neither a value, nor that one is there many times, nor that two files hold the same.
    assert len({first[at : at + 8] for at in range(0, 64 * 8, 8)}) == 64
    assert first != second


def test_another_key_is_told_as_one(path: Path) -> None:
    assert "was built under another key" in _refused(path, bytes(32))


def test_every_truncation_and_every_changed_byte_is_refused(path: Path) -> None:
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        assert _refused(path)
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert _refused(path)


def test_errors_say_what_the_file_is_instead(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:-9])
    assert "is cut short" in _refused(path)
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert "was changed after it was built" in _refused(path)
    path.write_bytes(whole[:8] + b"\x09\0" + whole[10:])
    assert "is of version 9" in _refused(path)
    path.write_bytes(b"email,card\n" * 20)
    assert "is not a file of tests" in _refused(path)
    assert "cannot be read" in _refused(path.with_name("none"))


def test_a_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    key = read_or_make_key(tmp_path / "new" / "key")
    assert len(key) == 32
    assert read_or_make_key(tmp_path / "new" / "key") == key
    assert (tmp_path / "new" / "key").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["key"]


def test_a_key_that_is_open_missing_or_of_another_size_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key"
    with pytest.raises(UsageError, match="cannot be read"):
        read_key(path)
    path.write_bytes(bytes(31))
    path.chmod(0o600)
    with pytest.raises(UsageError, match="is not a key of 32 bytes"):
        read_key(path)
    path.chmod(0o644)
    with pytest.raises(UsageError, match="chmod 600"):
        read_key(path)
