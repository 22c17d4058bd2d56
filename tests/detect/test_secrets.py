"""What looks like a secret and is none is left alone; what each detector finds is proven by its own samples."""

from __future__ import annotations

import base64
import hashlib
import sysconfig
from pathlib import Path

import pytest

from quarterdeck.config.detectors import detectors_of, packaged
from quarterdeck.model.content import Part

SECRETS = detectors_of((), everything=True).only(lambda id_: id_.startswith("secrets."))
INNOCENT = {
    "the vendor's sample": "aws_access_key_id = AKIAIOSFODNN7EXAMPLE",
    "an identifier": "request 123e4567-e89b-12d3-a456-426614174000 failed",
    "a commit": f"commit {hashlib.sha1(b'x').hexdigest()}",
    "a lock file": f'"integrity": "sha512-{base64.b64encode(hashlib.sha512(b"x").digest()).decode()}"',
    "a variable": "password = os.environ['DB_PASSWORD']; token: ${TOKEN}",
    "a manual": "export OPENAI_API_KEY=<your-api-key>",
    "prose": "The password is required. Your secret is safe, and the key to success is work.",
    "a picture": "data:image/png;base64," + base64.b64encode(bytes(range(256)) * 4).decode(),
}


@pytest.mark.parametrize("text", INNOCENT.values(), ids=INNOCENT)
def test_nothing_is_found_where_there_is_nothing(text: str) -> None:
    assert [one.detector for one in SECRETS.find([Part("", text)]) if one.confidence >= 0.6] == []


def test_there_are_many_and_each_says_where_it_is_documented() -> None:
    secrets = [entry for entry in packaged() if entry.id.startswith("secrets.")]
    assert len(secrets) >= 150
    assert [entry.id for entry in secrets if not entry.references] == []


def test_programs_of_the_standard_library_hold_no_secrets() -> None:
    folder = Path(sysconfig.get_paths()["stdlib"])
    texts = [path.read_text(errors="replace") for path in sorted(folder.glob("[a-d]*.py"))[:40]]
    found = [one for text in texts for one in SECRETS.find([Part("", text)]) if one.confidence >= 0.8]
    assert [one.detector for one in found] == []
