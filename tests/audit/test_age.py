"""Real keys of age, and a file that holds none of them is told without showing what stands in it."""

from __future__ import annotations

import pytest
from pyrage import x25519

from quarterdeck.audit.age import (
    NotForThisKey,
    SecretKey,
    check_keys,
    encrypted,
    fingerprint,
    make_secret_key,
    read_secret_key,
)
from quarterdeck.errors import UsageError


def key() -> SecretKey:
    return SecretKey(str(x25519.Identity.generate()))


def test_each_of_those_it_is_for_opens_it_and_nobody_else():
    one, two, other = key(), key(), key()
    data = encrypted(b"ada", [one.public, two.public])
    assert (one.opened(data), two.opened(data)) == (b"ada", b"ada")
    with pytest.raises(NotForThisKey):
        other.opened(data)
    with pytest.raises(NotForThisKey):
        one.opened(data[:-1])
    assert b"ada" not in data


def test_a_key_that_is_made_is_one():
    made = SecretKey(make_secret_key())
    assert made.opened(encrypted(b"ada", [made.public])) == b"ada"


def test_a_secret_key_in_the_place_of_a_public_one_is_not_repeated():
    secret = make_secret_key()
    with pytest.raises(ValueError, match="a secret key is no public key") as raised:
        check_keys([secret])
    assert secret not in str(raised.value)


def test_what_is_no_public_key_is_named():
    with pytest.raises(ValueError, match="'ssh-rsa x' is no public key of age"):
        check_keys([key().public, "ssh-rsa x"])


def test_a_key_is_read_as_age_keygen_writes_it(tmp_path):
    made = x25519.Identity.generate()
    path = tmp_path / "reviewer.key"
    path.write_text(f"# created: 2026-03-03T12:00:00Z\n# public key: {made.to_public()}\n{made}\n")
    assert read_secret_key(path).public == str(made.to_public())


@pytest.mark.parametrize("content", [b"", b"AGE-SECRET-KEY-1CANARY\n", b"\xff\xfe", b"canary"])
def test_a_file_without_one_key_is_told_and_not_shown(tmp_path, content: bytes):
    path = tmp_path / "my.key"
    path.write_bytes(content)
    with pytest.raises(UsageError, match="must hold one secret key") as caught:
        read_secret_key(path)
    assert "CANARY" not in str(caught.value).replace(str(path), "").upper()


def test_a_file_with_two_keys_does_not_say_which(tmp_path):
    path = tmp_path / "two.key"
    path.write_text(f"{x25519.Identity.generate()}\n{x25519.Identity.generate()}\n")
    with pytest.raises(UsageError, match="must hold one"):
        read_secret_key(path)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(UsageError, match=r"cannot read the key file .*: No such file"):
        read_secret_key(tmp_path / "none.key")


def test_a_secret_key_does_not_show_itself():
    text = str(x25519.Identity.generate())
    assert text not in repr(SecretKey(text))


def test_a_fingerprint_is_short_and_of_one_key():
    one, two = key().public, key().public
    assert fingerprint(one) == fingerprint(one) != fingerprint(two)
    assert len(fingerprint(one)) == 16
