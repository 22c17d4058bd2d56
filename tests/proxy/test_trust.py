"""The roots for origins are those that the configuration names, all of them and no others."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from quarterdeck.config.schema import Config
from quarterdeck.errors import UsageError
from quarterdeck.proxy.authority import pem
from quarterdeck.proxy.trust import trust_path, write_trust
from tests.proxy.organization import issue


def config(tmp_path: Path, *trust: object) -> Config:
    return Config.model_validate({"state": tmp_path / "state", "upstream": {"trust": [str(name) for name in trust]}})


def roots(path: Path) -> set[str]:
    """The common names that a TLS client trusts with this file."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(path)
    return {value for root in context.get_ca_certs() for ((name, value),) in root["subject"] if name == "commonName"}


@pytest.fixture
def extra(tmp_path: Path) -> Path:
    path = tmp_path / "extra.pem"
    path.write_bytes(pem(issue("Root one").certificate).rstrip() + b"\n" + pem(issue("Root two").certificate).rstrip())
    return path


def test_the_files_named_are_trusted_and_nothing_else(tmp_path: Path, extra: Path):
    other = tmp_path / "other.pem"
    other.write_bytes(b"# ours\n" + pem(issue("Root three").certificate))
    path = write_trust(config(tmp_path, extra, other))
    assert path == trust_path(config(tmp_path))
    assert roots(path) == {"Root one", "Root two", "Root three"}


def test_the_systems_store_and_a_file_go_together(tmp_path: Path, extra: Path):
    both = roots(write_trust(config(tmp_path, "system", extra)))
    assert both > roots(write_trust(config(tmp_path, "system"))) > set()
    assert both >= {"Root one", "Root two"}


def test_what_was_trusted_before_is_no_longer(tmp_path: Path, extra: Path):
    write_trust(config(tmp_path, "system"))
    assert roots(write_trust(config(tmp_path, extra))) == {"Root one", "Root two"}
    assert [path.name for path in (tmp_path / "state").iterdir()] == ["trust.pem"]


BROKEN = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "cannot read"),
        (b"", "holds no PEM certificate"),
        (b"\xff\xfe", "cannot read"),
        (b"-----BEGIN PRIVATE KEY-----\n", "holds no PEM certificate"),
        (BROKEN.encode(), "holds a certificate that cannot be read"),
    ],
    ids=["absent", "empty", "binary", "key", "broken"],
)
def test_a_file_that_holds_no_roots_is_told_at_start_and_changes_nothing(
    tmp_path: Path, extra: Path, content: bytes | None, why: str
):
    path = tmp_path / "wrong.pem"
    if content is not None:
        path.write_bytes(content)
    before = write_trust(config(tmp_path, extra)).read_bytes()
    with pytest.raises(UsageError, match=rf"upstream\.trust: .*wrong\.pem.*{why}|{why}.*wrong\.pem"):
        write_trust(config(tmp_path, extra, path))
    assert trust_path(config(tmp_path)).read_bytes() == before
