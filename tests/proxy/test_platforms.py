"""The steps of every platform can be typed as they are shown."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from quarterdeck.proxy.platforms import PLATFORMS, Platform, Step


def commands(platform: Platform, *slots: str) -> list[str]:
    return [line for step in platform.steps for line in step.told("10.1.2.3:8080", slots)]


def test_platforms_are_told_apart():
    assert (
        len({platform.id for platform in PLATFORMS}) == len({platform.name for platform in PLATFORMS}) == len(PLATFORMS)
    )


@pytest.mark.parametrize("platform", PLATFORMS, ids=lambda platform: platform.id)
def test_no_place_is_left_unfilled(platform: Platform):
    for slots in (("current",), ("current", "next")):
        told = commands(platform, *slots)
        assert not [line for line in told if "{" in line or "}" in line]
    assert platform.steps


def test_commands_about_one_ca_are_repeated_for_each():
    step = Step("x", ("get http://{proxy}/ca-{slot}.crt", "refresh"))
    assert step.told("p:1", ("current", "next")) == (
        "get http://p:1/ca-current.crt",
        "get http://p:1/ca-next.crt",
        "refresh",
    )
    assert step.told("p:1", ("current",)) == ("get http://p:1/ca-current.crt", "refresh")


def test_the_settings_that_programs_read_are_all_named():
    told = "\n".join(line for platform in PLATFORMS for line in commands(platform, "current"))
    for name in (
        "SSL_CERT_FILE",
        "REQUESTS_CA_BUNDLE",
        "NODE_EXTRA_CA_CERTS",
        "update-ca-certificates",
        "update-ca-trust",
        "certutil -addstore",
        "add-trusted-cert",
        "keytool -importcert",
        "http.sslCAInfo",
    ):
        assert name in told


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed, and only it can read its own grammar")
@pytest.mark.parametrize("id_", ["macos", "debian", "fedora", "python", "node", "java", "git"])
def test_shell_commands_are_well_formed(id_: str):
    (platform,) = [platform for platform in PLATFORMS if platform.id == id_]
    script = "\n".join(commands(platform, "current", "next"))
    subprocess.run(["bash", "-n"], input=script, text=True, check=True)
