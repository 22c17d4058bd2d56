"""An open request is as it was made, ends in time, and is dropped with whom it is about."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from quarterdeck.audit.reveal import Request, Requests, new_number
from quarterdeck.errors import UsageError

KEY = bytes(range(32))


def request(subject: str = "0123456789abcdef", until: float = 200.0) -> Request:
    return Request(new_number(), subject, "_", "Why.", "SEC-1", "8a1f", 100.0, until, b"\0layers")


def test_what_is_kept_is_found_by_its_number(tmp_path: Path):
    made = request()
    path = Requests(tmp_path / "reveals", KEY).put(made)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert Requests(tmp_path / "reveals", KEY).get(made.number, 199.9) == made


def test_it_ends_in_time_and_is_gone_then(tmp_path: Path):
    made, requests = request(), Requests(tmp_path, KEY)
    path = requests.put(made)
    with pytest.raises(UsageError, match="has expired"):
        requests.get(made.number, 200.0)
    assert not path.exists()


@pytest.mark.parametrize(
    "field", ["number", "subject", "space", "reason", "ticket", "by_key", "time", "until", "layers"]
)
def test_no_part_of_it_can_be_changed(tmp_path: Path, field: str):
    made, requests = request(), Requests(tmp_path, KEY)
    path = requests.put(made)
    said = json.loads(path.read_text())
    said["request"][field] = 1e9 if field in ("time", "until") else "other"
    path.write_text(json.dumps(said))
    with pytest.raises(UsageError, match="is not as it was made"):
        requests.get(made.number, 150.0)


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"request": {}, "mac": 1}', b"\xff"])
def test_what_is_damaged_is_no_request(tmp_path: Path, data: bytes):
    made, requests = request(), Requests(tmp_path, KEY)
    requests.put(made).write_bytes(data)
    with pytest.raises(UsageError, match="is not as it was made"):
        requests.get(made.number, 150.0)


def test_another_machine_does_not_know_it(tmp_path: Path):
    made = request()
    Requests(tmp_path, KEY).put(made)
    with pytest.raises(UsageError, match="is not as it was made"):
        Requests(tmp_path, bytes(32)).get(made.number, 150.0)


@pytest.mark.parametrize("number", ["../rv-0123456789ab", "rv-0123456789ab/../x", "", "rv-", "rv-0123456789ab\n"])
def test_a_number_names_no_other_file(tmp_path: Path, number: str):
    with pytest.raises(UsageError, match="is no number of a request"):
        Requests(tmp_path, KEY).get(number, 150.0)


def test_those_about_somebody_are_dropped_and_no_others(tmp_path: Path):
    requests = Requests(tmp_path / "reveals", KEY)
    assert requests.drop(["0123456789abcdef"]) == 0
    one, other = request(), request("f" * 16)
    requests.put(one)
    requests.put(other)
    assert requests.drop(["0123456789abcdef"]) == 1
    assert requests.get(other.number, 150.0) == other
    with pytest.raises(UsageError, match="there is no open request"):
        requests.get(one.number, 150.0)
