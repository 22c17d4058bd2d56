"""Values of `quarterdeck.yaml`: read as people write them, refused where they could be read in two ways."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from quarterdeck.config.schema import Config, Upstream, parse_listen, parse_size


@pytest.mark.parametrize(
    ("text", "size"),
    [
        (0, 0),
        (1024, 1024),
        ("16MB", 16_000_000),
        ("16 mb", 16_000_000),
        ("1.5k", 1500),
        ("2G", 2_000_000_000),
        ("1TB", 10**12),
        ("700", 700),
        ("700b", 700),
        ("1KiB", 1024),
        ("2 MiB", 2 * 1024**2),
    ],
)
def test_a_size_is_a_number_with_a_unit(text, size):
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "lots", "-1", -1, "1PB", "1 M B", "1,5MB", True, None, [1], "0x10", "MB"])
def test_what_is_no_size_is_refused(text):
    with pytest.raises(ValueError, match="is not a size: write one as 16MB, 1GB or 512KiB"):
        parse_size(text)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("127.0.0.1:8080", ("127.0.0.1", 8080)),
        ("[::1]:8080", ("::1", 8080)),
        ("proxy.example:0", ("proxy.example", 0)),
        (":8080", ("", 8080)),
    ],
)
def test_where_to_listen_is_a_host_and_a_port(text, address):
    assert parse_listen(text) == address


@pytest.mark.parametrize("text", ["", "8080", "127.0.0.1", "127.0.0.1:", "a:65536", "a:http", "a:-1", "a:\u0661"])
def test_what_names_no_port_is_refused(text):
    with pytest.raises(ValueError, match="is not HOST:PORT"):
        parse_listen(text)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("mode", "regular"),
        ("mode", "transparent"),
        ("mode", "upstream:http://proxy.example:3128"),
        ("console", "off"),
        ("workers", "auto"),
        ("workers", 256),
    ],
)
def test_a_value_is_kept_as_it_was_written(key, value):
    assert getattr(Config.model_validate({key: value}), key) == value


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"mode": "local"}, "mode local is not built yet"),
        ({"mode": "upstream:proxy.example"}, "is not a mode"),
        ({"mode": "upstream:http://user:secret@proxy.example:3128"}, "is not a mode"),
        ({"workers": 0}, "between 1 and 256, or auto"),
        ({"workers": 257}, "between 1 and 256, or auto"),
        ({"listen": "off"}, "is not HOST:PORT"),
        ({"audit": {"retention": "half a year"}}, "write it as 180d"),
        ({"upstream": {"resolve": {"a b:443": "127.0.0.1:1"}}}, "is not a host name"),
        ({"upstream": {"resolve": {"a.example:443": "127.0.0.1"}}}, "is not HOST:PORT"),
        ({"never_inspect": {"host": ["a.example"]}}, "Extra inputs are not permitted"),
        # What would let governed traffic through unseen cannot be configured.
        ({"on_fault": {"governed": "allow"}}, "Input should be 'block'"),
        ({"on_untrusted_client": {"default": "tunnel"}}, "Input should be 'refuse'"),
        ({"audit": {"durability": "later"}}, "Input should be 'before-release' or 'async'"),
        # What has no effect yet cannot be relied on.
        ({"clients": {"trusted_fronts": ["10.0.0.0/8"]}}, "trusted_fronts is not built yet"),
        ({"on_untrusted_client": {"tunnel": ["a.example"]}}, "tunnel is not built yet"),
        ({"audit": {"sinks": [{"type": "syslog"}]}}, "Field required"),
        ({"audit": {"retention": "0d"}}, "greater than or equal to 1"),
        ({"limits": {"past_spool": "allow"}}, "Input should be .refuse. or .window."),
        ({"upstream": {"proxy": "http://a.example:1"}}, "proxy is not built yet"),
        ({"vault": {"path": "x"}}, "Extra inputs are not permitted"),
        ({"vault": {"url": "valkey://a.example"}}, "needs both url and key_file"),
        ({"vault": {"key_file": "key"}}, "needs both url and key_file"),
        ({"vault": {"url": "https://a.example", "key_file": "key"}}, "valkeys://HOST:PORT with TLS"),
        ({"vault": {"expire": "a day"}}, "is not a duration|write"),
        ({"vault": {"expire": "0h"}}, "greater than 0"),
    ],
)
def test_a_value_that_cannot_be_meant_is_refused(data, said):
    with pytest.raises(ValidationError, match=said):
        Config.model_validate(data)


def test_hosts_that_are_mapped_are_found_however_they_are_spelled():
    upstream = Upstream(resolve={"API.Example.COM.:443": "127.0.0.1:9443"})
    assert upstream.resolve == {"api.example.com:443": "127.0.0.1:9443"}


def test_the_folders_of_the_state_follow_it_unless_they_are_named():
    config = Config(state=Path("elsewhere"))
    assert (config.ca_dir, config.audit_dir) == (Path("elsewhere/ca"), Path("elsewhere/audit"))
    assert Config.model_validate({"ca": {"dir": "keys"}}).ca_dir == Path("keys")


def test_one_worker_a_core_unless_a_number_is_given():
    assert Config().worker_count == len(os.sched_getaffinity(0))
    assert Config(workers=3).worker_count == 3


@pytest.mark.parametrize(
    ("mode", "proxy"),
    [
        ("regular", None),
        ("upstream:http://proxy.example:3128", ("proxy.example", 3128)),
        ("upstream:http://proxy.example/", ("proxy.example", 80)),
        ("upstream:https://[2001:db8::1]", ("2001:db8::1", 443)),
    ],
)
def test_the_proxy_that_all_is_passed_on_to(mode, proxy):
    assert Config(mode=mode).upstream_proxy == proxy


def test_what_is_not_built_yet_may_be_given_as_it_is_by_default():
    data = {"audit": {"sinks": []}, "clients": {"trusted_fronts": []}}
    assert Config.model_validate(data) == Config()


def test_a_shared_vault_is_named_with_its_key_and_its_password_is_not_shown():
    data = {"url": "valkey://:made-up@a.example:6379", "key_file": "key", "expire": "12h"}
    config = Config.model_validate({"vault": data})
    assert (config.vault.key_file, config.vault.expire) == (Path("key"), 43_200)
    assert config.vault.url is not None
    assert config.vault.url.get_secret_value() == data["url"]
    assert "made-up" not in repr(config)
    assert (Config().vault.url, Config().vault.expire) == (None, 86_400)


def test_what_is_wrong_with_a_vault_is_told_without_its_password():
    with pytest.raises(ValidationError) as error:
        Config.model_validate({"vault": {"url": "valkee://:made-up@a.example", "key_file": "key"}})
    assert all("made-up" not in each["msg"] for each in error.value.errors())


def test_settings_have_a_digest_that_tells_nothing_of_a_secret() -> None:
    one = Config.model_validate({"vault": {"url": "valkey://:hunter2@127.0.0.1:6379", "key_file": "key"}})
    other = Config.model_validate({"vault": {"url": "valkey://:swordfish@127.0.0.1:6379", "key_file": "key"}})
    assert one.digest == other.digest
    assert one.digest != Config().digest
    assert re.fullmatch("sha256:[0-9a-f]{16}", one.digest)
