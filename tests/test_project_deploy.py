"""What is shipped to run Quarterdeck elsewhere fits the program and passes the tools that will read it."""

import fnmatch
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel

from quarterdeck.config.load import load_config
from quarterdeck.config.schema import Config

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"


def keys(model: type[BaseModel], prefix: str = "") -> set[str]:
    """Every key of the configuration, with dots; a section stands for its keys."""
    found: set[str] = set()
    for name, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            found |= keys(inner, f"{prefix}{name}.")
        else:
            found.add(prefix + name)
    return found


def shown(data: dict[str, object], sections: set[str], prefix: str = "") -> set[str]:
    found: set[str] = set()
    for name, value in data.items():
        if isinstance(value, dict) and prefix + name in sections:
            found |= shown(value, sections, f"{prefix}{name}.")
        else:
            found.add(prefix + name)
    return found


def test_the_example_configuration_loads():
    assert load_config(DEPLOY / "quarterdeck.yaml", {}).state == Path("/var/lib/quarterdeck")


def test_the_example_configuration_shows_every_key():
    known = keys(Config)
    sections = {key.rpartition(".")[0] for key in known} - {""}
    assert shown(yaml.safe_load((DEPLOY / "quarterdeck.yaml").read_text()), sections) == known


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not here")
def test_systemd_accepts_the_unit(tmp_path):
    text = (DEPLOY / "systemd" / "quarterdeck.service").read_text()
    unit = tmp_path / "quarterdeck.service"
    # The program is not installed where the unit expects it on the machine that runs the tests.
    unit.write_text(re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", text, flags=re.MULTILINE))
    drop_in = tmp_path / "quarterdeck.service.d" / "low-port.conf"
    drop_in.parent.mkdir()
    drop_in.write_text((DEPLOY / "systemd" / "low-port.conf").read_text())
    verified = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    assert (verified.returncode, verified.stderr) == (0, "")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not here")
def test_systemd_finds_little_exposed():
    unit = DEPLOY / "systemd" / "quarterdeck.service"
    rated = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", "--no-pager", "--threshold=15", unit],
        capture_output=True,
        text=True,
        check=False,
    )
    if "unrecognized option" in rated.stderr:
        pytest.skip("this systemd-analyze rates only what is loaded")
    assert rated.returncode == 0, rated.stdout


def test_the_unit_grants_nothing_and_is_always_restarted():
    lines = (DEPLOY / "systemd" / "quarterdeck.service").read_text().splitlines()
    for line in ("NoNewPrivileges=yes", "CapabilityBoundingSet=", "ProtectSystem=strict", "Restart=always"):
        assert line in lines


def test_a_process_that_reads_files_may_be_killed_and_the_proxy_goes_on():
    lines = (DEPLOY / "systemd" / "quarterdeck.service").read_text().splitlines()
    for line in ("OOMPolicy=continue", "MemoryMax=90%", "LimitCORE=0"):
        assert line in lines


@pytest.mark.parametrize(
    ("file", "setting"),
    [
        ("systemd/quarterdeck.service", r"^TimeoutStopSec=(\d+)$"),
        ("README.md", r" --stop-timeout (\d+)"),
        ("Containerfile", r" --stop-timeout (\d+)"),
    ],
)
def test_what_stops_the_proxy_waits_longer_than_the_drain(file, setting):
    text = (DEPLOY / file).read_text()
    assert int(re.search(setting, text, re.MULTILINE)[1]) > Config().limits.drain + 10


@pytest.mark.skipif(not shutil.which("nft"), reason="nftables is not here")
def test_nft_accepts_the_rules():
    checked = subprocess.run(
        ["nft", "-c", "-f", DEPLOY / "nftables" / "transparent.nft"], capture_output=True, text=True, check=False
    )
    if "Operation not permitted" in checked.stderr:
        pytest.skip("nft may not look at the firewall here")
    assert (checked.returncode, checked.stderr) == (0, "")


def copied() -> list[str]:
    """What the Containerfile takes from the tree."""
    text = (DEPLOY / "Containerfile").read_text().replace("\\\n", " ")
    lines = [shlex.split(line)[1:] for line in text.splitlines() if line.startswith("COPY ")]
    return [name for words in lines if not words[0].startswith("--from") for name in words[:-1]]


def test_what_the_image_is_built_from_exists_and_is_not_ignored():
    kept = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    assert copied()
    for name in copied():
        assert (ROOT / name).exists()
        assert any(fnmatch.fnmatch(name, pattern) for pattern in kept), f"{name} is kept out by .dockerignore"


def test_the_image_runs_without_root_and_installs_by_hash():
    text = (DEPLOY / "Containerfile").read_text()
    assert re.search(r"^USER [1-9]\d*:[1-9]\d*$", text, re.MULTILINE)
    installs = re.findall(r"(?:pip install|pip sync)[^&\n]*", text)
    assert installs
    assert all("--require-hashes" in line or "--no-deps" in line for line in installs)
    assert "HEALTHCHECK" in text


def test_the_settings_of_the_image_load():
    text = (DEPLOY / "Containerfile").read_text().replace("\\\n", " ")
    words = [word for line in text.splitlines() if line.startswith("ENV ") for word in shlex.split(line)[1:]]
    environment = dict(word.split("=", 1) for word in words)
    config = load_config(DEPLOY / "quarterdeck.yaml", environment)
    assert config.listen == environment["QUARTERDECK_LISTEN"]
    assert "10.0.0.0/8" in config.clients.allow
