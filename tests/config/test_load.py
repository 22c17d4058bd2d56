"""The configuration: every key has a default, every mistake has a place."""

from __future__ import annotations

from pathlib import Path

import pytest

from quarterdeck.config.load import load_config
from quarterdeck.errors import Problems


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "quarterdeck.yaml"
    path.write_text(text)
    return path


def test_no_file_at_all_works() -> None:
    config = load_config(None, {})
    assert config.listen == "127.0.0.1:8080"
    assert config.rules == ("baseline",)
    assert config.worker_count >= 1


def test_an_empty_file_works(tmp_path: Path) -> None:
    assert load_config(write(tmp_path, ""), {}) == load_config(None, {})


def test_the_contracts_own_example_loads(tmp_path: Path) -> None:
    text = """
listen: 127.0.0.1:8080
mode: regular
console: off
workers: auto
state: ./var
rules: [baseline, /etc/quarterdeck/rules.d]
inspect: governed
inspect_shared: [snowflakecomputing.com]
never_inspect: {hosts: [], lists: {banking: lists/banks.txt}}
on_untrusted_client: {default: refuse, tunnel: []}
clients: {allow: [127.0.0.0/8], auth: none, trusted_fronts: []}
pac: {fallback: none}
ca: {dir: ./var/ca, require: false}
upstream:
  trust: [system, ./extra-ca.pem]
  resolve: {"Api.Example.com:443": "127.0.0.1:9443"}
  proxy: null
limits: {memory_body: 16MB, spool_body: 1GB, spool_total: 20GB, min_free: 10GB}
on_fault: {governed: block, other: allow, audit: block}
audit: {durability: before-release, scope: governed, url: path, principal: pseudonym, retention: 180d, sinks: []}
"""
    config = load_config(write(tmp_path, text), {})
    assert config.limits.memory_body == 16_000_000
    assert config.upstream.resolve == {"api.example.com:443": "127.0.0.1:9443"}
    assert config.console == "off"
    assert config.audit.retention == 180


def test_the_environment_overrides_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, "listen: 127.0.0.1:1111\nlimits: {idle: 60}\n")
    environ = {
        "QUARTERDECK_LISTEN": "127.0.0.1:2222",
        "QUARTERDECK_LIMITS__MEMORY_BODY": "1MB",
        "QUARTERDECK_RULES": "[a, b]",
        "QUARTERDECK_WORKER": "3",
        "HOME": "/x",
    }
    config = load_config(path, environ)
    assert config.listen == "127.0.0.1:2222"
    assert config.limits.memory_body == 1_000_000
    assert config.limits.idle == 60
    assert config.rules == ("a", "b")


def test_all_mistakes_are_told_at_once_with_their_places(tmp_path: Path) -> None:
    path = write(tmp_path, "lisen: 127.0.0.1:1\nlimits:\n  memory_body: lots\naudit: {url: everything}\nworkers: 0\n")
    with pytest.raises(Problems) as caught:
        load_config(path, {})
    text = str(caught.value)
    assert f"{path}:1:1: error: unknown key 'lisen' (did you mean 'listen'?)" in text
    assert f"{path}:3:3:" in text
    assert "not a size" in text
    assert f"{path}:4:9:" in text
    assert f"{path}:5:1:" in text


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("listen", "nowhere"),
        ("mode", "reverse:http://x"),
        ("mode", "wireguard"),
        ("clients", "{auth: basic}"),
        ("upstream", "{resolve: {a: b}}"),
        ("audit", "{retention: long}"),
    ],
)
def test_a_bad_value_is_refused(tmp_path: Path, key: str, value: str) -> None:
    with pytest.raises(Problems):
        load_config(write(tmp_path, f"{key}: {value}\n"), {})


def test_a_mistake_in_the_environment_is_named_so() -> None:
    with pytest.raises(Problems, match="environment"):
        load_config(None, {"QUARTERDECK_LISTEN": "x"})


def test_a_list_is_not_a_configuration(tmp_path: Path) -> None:
    with pytest.raises(Problems, match="mapping"):
        load_config(write(tmp_path, "- a\n"), {})


@pytest.mark.parametrize(
    ("environ", "names"),
    [
        ({"QUARTERDECK_STATE": "["}, ["QUARTERDECK_STATE"]),
        ({"QUARTERDECK_LIMITS": "3", "QUARTERDECK_LIMITS__DRAIN": "3"}, ["QUARTERDECK_LIMITS__DRAIN"]),
        ({"QUARTERDECK_MODE": "{", "QUARTERDECK_STATE": "]"}, ["QUARTERDECK_MODE", "QUARTERDECK_STATE"]),
    ],
)
def test_a_variable_that_cannot_be_read_is_a_problem_by_its_name(environ: dict[str, str], names: list[str]) -> None:
    with pytest.raises(Problems) as caught:
        load_config(None, environ)
    assert [problem.file for problem in caught.value.problems] == names
