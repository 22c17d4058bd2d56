"""`quarterdeck ca` as a person types it: what it prints, what it leaves on disk, how it exits."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509

from quarterdeck.cli import main
from quarterdeck.proxy.authority import utc_now
from quarterdeck.proxy.ca import ensure_authority, load_authority
from tests.proxy.organization import DAY, issue, texts


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str

    @property
    def json(self) -> dict:
        return json.loads(self.out)


Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("QUARTERDECK_CA_PASSPHRASE", raising=False)

    def call(*arguments: str) -> Result:
        monkeypatch.setattr("sys.argv", ["quarterdeck", "ca", *arguments])
        with pytest.raises(SystemExit) as caught:
            main()
        captured = capsys.readouterr()
        return Result(int(caught.value.code or 0), captured.out, captured.err)

    return call


def bring(folder: Path, **options: object) -> list[str]:
    """The arguments that import an intermediate of the organization's."""
    folder.mkdir(exist_ok=True)
    authority = issue("Acme AI gateway CA", issue("Acme Root"), path_length=0, **options)
    for name, text in zip(("cert", "key", "chain"), texts(authority), strict=True):
        (folder / f"{name}.pem").write_bytes(text)
    return [
        *("--import", str(folder / "cert.pem"), "--key", str(folder / "key.pem")),
        *("--chain", str(folder / "chain.pem")),
    ]


def test_init_makes_a_ca_in_the_default_place(run: Run):
    result = run("init")
    assert result.code == 0
    authority = load_authority(Path("var/ca"))
    assert authority.sha256 in result.out
    assert "var/ca/ca.pem" in result.out
    assert stat.S_IMODE(Path("var/ca/current/key.pem").stat().st_mode) == 0o600
    # `run` goes on with what `init` made.
    assert ensure_authority(Path("var/ca"), require=True, state=Path("var")).sha256 == authority.sha256


def test_init_takes_a_name_a_lifetime_and_limits(run: Run):
    options = ["--dir", "elsewhere", "--common-name", "Acme AI CA", "--days", "90"]
    assert run("init", *options, "--permit", "deepseek.com", "--permit", "x.ai", "--exclude", "a.x.ai").code == 0
    found = run("show", "--dir", "elsewhere", "--json").json
    assert found["current"]["subject"] == "CN=Acme AI CA,O=Quarterdeck"
    assert found["current"]["permit"] == ["deepseek.com", "x.ai"]
    assert found["current"]["exclude"][0] == "a.x.ai"
    assert load_authority(Path("elsewhere")).not_after <= utc_now() + 90 * DAY


def test_init_never_replaces_a_ca(run: Run):
    run("init")
    before = load_authority(Path("var/ca")).sha256
    result = run("init")
    assert result.code == 2
    assert "never overwritten" in result.err
    assert result.out == ""
    assert load_authority(Path("var/ca")).sha256 == before


def test_the_configuration_gives_the_defaults(run: Run):
    Path("quarterdeck.yaml").write_text("ca: {dir: ./keys, days: 30, permit: [example.org]}\n")
    assert run("init", "-c", "quarterdeck.yaml").code == 0
    authority = load_authority(Path("keys"))
    assert authority.not_after <= utc_now() + 30 * DAY
    assert not authority.permits("example.com")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--days", "0"], "from 1 to 3650 days"),
        (["--days", "many"], "not a valid integer"),
        (["--permit", "*.example.org"], "without `*.`"),
        (["--key", "/dev/null"], "--import FILE, which is missing"),
        (["--import", "missing.pem"], "does not exist"),
    ],
)
def test_wrong_usage_is_told_and_exits_with_2(run: Run, options: list[str], message: str):
    result = run("init", *options)
    assert result.code == 2
    assert message in result.err
    assert not Path("var/ca/current").exists()


def test_the_organizations_intermediate_is_brought_with_import(run: Run, tmp_path: Path):
    assert run("init", *bring(tmp_path / "pki")).code == 0
    found = run("show", "--json").json
    assert found["current"]["own"] is False
    assert found["current"]["issuer"] == "CN=Acme Root"
    (anchor,) = x509.load_pem_x509_certificates(Path("var/ca/ca.pem").read_bytes())
    assert anchor.subject.rfc4514_string() == "CN=Acme Root"
    assert "CN=Acme Root" in run("show").out


def test_an_import_is_taken_as_it_is(run: Run, tmp_path: Path):
    options = bring(tmp_path / "pki")
    result = run("init", *options, "--days", "9")
    assert result.code == 2
    assert "leave out --days" in result.err
    result = run("init", *options[:2])
    assert result.code == 2
    assert "needs --key" in result.err


def test_show_json_is_one_document_with_the_facts(run: Run):
    run("init")
    result = run("show", "--json")
    assert result.code == 0
    found = result.json
    assert found["usable"] is True
    assert found["next"] is None
    assert found["warnings"] == []
    assert found["dir"] == "var/ca"
    certificate = x509.load_pem_x509_certificate(Path(found["current"]["path"]).read_bytes())
    assert int(found["current"]["serial"], 16) == certificate.serial_number
    assert found["current"]["sha256"] == load_authority(Path("var/ca")).sha256
    assert found["current"]["not_after"].startswith(f"{certificate.not_valid_after_utc:%Y-%m-%dT%H:%M:%S}")
    assert "PRIVATE" not in result.out


def test_show_pem_is_what_devices_are_to_trust(run: Run):
    run("init")
    run("rotate")
    shown = x509.load_pem_x509_certificates(run("show", "--pem").out.encode())
    assert shown == x509.load_pem_x509_certificates(Path("var/ca/ca.pem").read_bytes())
    assert len(shown) == 2


def test_show_without_a_ca_says_how_to_get_one(run: Run):
    result = run("show")
    assert result.code == 2
    assert "quarterdeck ca init" in result.err


def test_show_warns_before_the_end_and_exits_with_1_after_it(run: Run, tmp_path: Path):
    assert run("init", "--dir", "soon", "--days", "20").code == 0
    result = run("show", "--dir", "soon")
    assert result.code == 0
    assert "Warning" in result.err
    assert "ca rotate" in result.err
    current = tmp_path / "late" / "current"
    current.parent.mkdir(mode=0o700)
    bring(current, end=utc_now() - DAY)
    (current / "key.pem").chmod(0o600)
    result = run("show", "--dir", str(tmp_path / "late"), "--json")
    assert result.code == 1
    assert result.json["usable"] is False


def test_rotation_from_start_to_end(run: Run):
    run("init", "--permit", "deepseek.com")
    old = load_authority(Path("var/ca"))
    staged = run("rotate")
    assert staged.code == 0
    assert "ca rotate --activate" in staged.err
    found = run("show", "--json").json
    assert found["current"]["sha256"] == old.sha256
    # Rotation never widens what the CA may sign for.
    assert found["next"]["permit"] == found["current"]["permit"] == ["deepseek.com"]
    assert found["next"]["exclude"] == found["current"]["exclude"]
    assert run("rotate").code == 2
    activated = run("rotate", "--activate", "--json")
    assert activated.code == 0
    assert activated.json["current"]["sha256"] == found["next"]["sha256"]
    assert activated.json["next"] is None
    assert len(list(Path("var/ca/previous").iterdir())) == 1


def test_rotation_takes_new_limits_when_they_are_given(run: Run):
    run("init", "--permit", "deepseek.com")
    assert run("rotate", "--permit", "example.org", "--days", "60").code == 0
    found = run("show", "--json").json["next"]
    assert found["permit"] == ["example.org"]


def test_activation_needs_something_staged_and_takes_no_options(run: Run):
    run("init")
    result = run("rotate", "--activate")
    assert result.code == 2
    assert "quarterdeck ca rotate" in result.err
    assert run("rotate", "--activate", "--days", "5").code == 2


def test_the_organizations_ca_is_followed_only_by_another_of_its_own(run: Run, tmp_path: Path):
    run("init", *bring(tmp_path / "pki"))
    result = run("rotate")
    assert result.code == 2
    assert "--import" in result.err
    assert run("rotate", *bring(tmp_path / "pki2")).code == 0
    assert run("rotate", "--activate").code == 0


def test_a_passphrase_of_the_environment_encrypts_the_key_and_is_never_shown(run: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("QUARTERDECK_CA_PASSPHRASE", "correct horse")
    made = run("init")
    assert b"ENCRYPTED" in Path("var/ca/current/key.pem").read_bytes()
    shown = run("show", "--json")
    assert shown.code == 0
    monkeypatch.setenv("QUARTERDECK_CA_PASSPHRASE", "battery staple")
    wrong = run("show")
    assert wrong.code == 2
    for result in (made, shown, wrong):
        assert "horse" not in result.out + result.err
        assert "staple" not in result.out + result.err
