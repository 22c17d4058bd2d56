"""A witness is named by a key of its kind and an address, and stands once."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError
from tests.audit.shards import KEY

from quarterdeck.audit.note import LOG, WITNESS, Verifier
from quarterdeck.config.schema import Audit
from quarterdeck.config.witnesses import WitnessEntry

PUBLIC = KEY.public_key().public_bytes_raw()
VKEY = Verifier("witness.example/w1", WITNESS, PUBLIC).vkey


def test_a_witness_has_a_key_and_an_address() -> None:
    entry = WitnessEntry(key=f"{VKEY}\n", url="https://witness.example/quarterdeck/", ca=Path("ca.pem"))
    assert (entry.key, entry.url) == (VKEY, "https://witness.example/quarterdeck")
    assert entry.verifier.name == "witness.example/w1"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"key": "nothing"}, "no public key"),
        ({"key": f"{VKEY}x"}, "no public key|was changed"),
        ({"key": Verifier("a.example/log", LOG, PUBLIC).vkey}, "the key of a log"),
        ({"url": "ftp://witness.example"}, "https://HOST:PORT"),
        ({"url": "witness.example"}, "https://HOST:PORT"),
        ({"url": "https://witness.example/?a=b"}, "https://HOST:PORT"),
        ({"url": "https://ada:secret@witness.example"}, "no user or password"),
        ({"url": "http://witness.example"}, "under TLS"),
        ({"name": "w1"}, "not permitted"),
    ],
)
def test_what_is_no_witness_is_said(change: dict[str, str], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        WitnessEntry(**{"key": VKEY, "url": "https://witness.example", **change})  # type: ignore[arg-type]  # a table


def test_one_key_is_one_witness() -> None:
    other = Verifier("witness.example/w2", WITNESS, PUBLIC).vkey
    entries = [{"key": key, "url": "https://witness.example"} for key in (VKEY, other)]
    with pytest.raises(ValidationError, match="stands twice"):
        Audit.model_validate({"witnesses": entries})
