"""The folder of the CA: made once and whole, never replaced when lost, rotated without a gap."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography import x509

from quarterdeck.proxy.authority import Authority, AuthorityError, pem, utc_now
from quarterdeck.proxy.ca import (
    activate_authority,
    bundle,
    create_authority,
    ensure_authority,
    import_authority,
    load_authority,
    staged_authority,
)
from tests.proxy.organization import DAY, issue, texts


@pytest.fixture(autouse=True)
def no_passphrase(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("QUARTERDECK_CA_PASSPHRASE", raising=False)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def put(folder: Path, authority: Authority) -> None:
    """Put an authority in place by hand, as an administrator would."""
    folder.mkdir(mode=0o700, parents=True)
    for name, text in zip(("cert.pem", "key.pem", "chain.pem"), texts(authority), strict=True):
        (folder / name).write_bytes(text)
        (folder / name).chmod(0o600)


def test_the_first_start_makes_a_ca_and_the_next_ones_use_it(tmp_path: Path):
    directory = tmp_path / "state" / "ca"
    first = ensure_authority(directory, state=tmp_path / "state")
    again = ensure_authority(directory, state=tmp_path / "state")
    assert again.sha256 == first.sha256
    assert load_authority(directory).sha256 == first.sha256
    assert staged_authority(directory) is None
    assert (directory / "ca.pem").read_bytes() == pem(first.certificate)
    assert not list(directory.glob(".making-*"))
    assert not list(directory.rglob(".*.pem-*"))


def test_files_and_folders_are_closed_to_others_whatever_the_umask(tmp_path: Path):
    before = os.umask(0)
    try:
        ensure_authority(tmp_path / "ca")
    finally:
        os.umask(before)
    assert mode(tmp_path / "ca") == 0o700
    assert mode(tmp_path / "ca" / "current") == 0o700
    assert mode(tmp_path / "ca" / "current" / "key.pem") == 0o600


def test_options_reach_the_certificate(tmp_path: Path):
    authority = ensure_authority(tmp_path, common_name="Example AI gateway", days=90, permit=["example.org"])
    assert "Example AI gateway" in authority.subject
    assert authority.not_after <= utc_now() + 90 * DAY
    assert not authority.permits("example.com")


@pytest.mark.parametrize("lost", ["current", "."])
def test_a_lost_ca_is_an_error_and_never_replaced(tmp_path: Path, lost: str):
    state = tmp_path / "state"
    authority = ensure_authority(state / "ca", state=state)
    (state / "ca" / lost).resolve().rename(tmp_path / "elsewhere")
    with pytest.raises(AuthorityError, match=r"gone from .*Restore.*quarterdeck ca init") as caught:
        ensure_authority(state / "ca", state=state)
    assert authority.sha256 in str(caught.value)
    assert not (state / "ca" / "current").exists()
    # A person may say so explicitly, and that is the only way to a new one.
    new = create_authority(state / "ca")
    assert ensure_authority(state / "ca", state=state).sha256 == new.sha256 != authority.sha256


def test_without_a_state_folder_the_ca_folder_itself_remembers(tmp_path: Path):
    ensure_authority(tmp_path)
    (tmp_path / "current").rename(tmp_path.parent / f"{tmp_path.name}-moved")
    with pytest.raises(AuthorityError, match="gone from"):
        ensure_authority(tmp_path)


def test_a_ca_put_in_place_by_hand_is_remembered_too(tmp_path: Path):
    put(tmp_path / "ca" / "current", issue("Lower", issue("Root"), path_length=0))
    ensure_authority(tmp_path / "ca", require=True, state=tmp_path)
    (tmp_path / "ca").rename(tmp_path / "lost")
    with pytest.raises(AuthorityError, match="gone from"):
        ensure_authority(tmp_path / "ca", state=tmp_path)


def test_a_required_ca_is_never_made(tmp_path: Path):
    with pytest.raises(AuthorityError, match=r"ca\.require.*quarterdeck ca init"):
        ensure_authority(tmp_path / "ca", require=True)
    assert not (tmp_path / "ca").exists()


def test_a_ca_is_never_overwritten(tmp_path: Path):
    authority = create_authority(tmp_path)
    with pytest.raises(AuthorityError, match="never overwritten"):
        create_authority(tmp_path)
    with pytest.raises(AuthorityError, match="never overwritten"):
        import_authority(tmp_path, *texts(issue("Other")))
    assert load_authority(tmp_path).sha256 == authority.sha256


@pytest.mark.skipif(os.name != "posix", reason="only POSIX files have these modes")
@pytest.mark.parametrize("open_to", [0o640, 0o604, 0o660])
def test_a_key_that_others_can_read_is_refused_with_the_cure(tmp_path: Path, open_to: int):
    create_authority(tmp_path)
    key = tmp_path / "current" / "key.pem"
    key.chmod(open_to)
    with pytest.raises(AuthorityError, match=f"chmod 600 {key}"):
        ensure_authority(tmp_path)
    key.chmod(0o400)
    ensure_authority(tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="only POSIX files have these modes")
@pytest.mark.parametrize("place", [".", "current"])
def test_a_folder_that_others_can_write_is_refused(tmp_path: Path, place: str):
    create_authority(tmp_path / "ca")
    (tmp_path / "ca" / place).chmod(0o770)
    with pytest.raises(AuthorityError, match="chmod 700"):
        ensure_authority(tmp_path / "ca")


def test_an_expired_ca_does_not_start(tmp_path: Path):
    put(tmp_path / "ca" / "current", issue("Old", end=utc_now() - DAY))
    with pytest.raises(AuthorityError, match="expired on"):
        ensure_authority(tmp_path / "ca")


def test_an_expired_issuer_stops_the_start_as_well(tmp_path: Path):
    put(tmp_path / "ca" / "current", issue("Lower", issue("Root", end=utc_now() - DAY), path_length=0))
    with pytest.raises(AuthorityError, match="CN=Root expired on"):
        ensure_authority(tmp_path / "ca")


@pytest.mark.parametrize("file", ["cert.pem", "key.pem"])
def test_half_a_ca_is_an_error(tmp_path: Path, file: str):
    create_authority(tmp_path)
    (tmp_path / "current" / file).unlink()
    with pytest.raises(AuthorityError, match=f"{file} is missing"):
        ensure_authority(tmp_path)


def test_an_error_names_the_folder(tmp_path: Path):
    create_authority(tmp_path)
    (tmp_path / "current" / "cert.pem").write_bytes(pem(issue("Other").certificate))
    with pytest.raises(AuthorityError, match=f"{tmp_path / 'current'}: key.pem is not the key"):
        load_authority(tmp_path)


def test_the_passphrase_of_the_environment_encrypts_and_opens_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("QUARTERDECK_CA_PASSPHRASE", "correct horse")
    authority = ensure_authority(tmp_path)
    assert b"ENCRYPTED" in (tmp_path / "current" / "key.pem").read_bytes()
    assert load_authority(tmp_path).sha256 == authority.sha256
    monkeypatch.delenv("QUARTERDECK_CA_PASSPHRASE")
    with pytest.raises(AuthorityError, match="QUARTERDECK_CA_PASSPHRASE"):
        load_authority(tmp_path)


def test_the_organizations_intermediate_is_imported_whole(tmp_path: Path):
    lower = issue("Lower", issue("Upper", issue("Root")), path_length=0)
    import_authority(tmp_path, *texts(lower))
    loaded = ensure_authority(tmp_path, require=True)
    assert loaded.certificate == lower.certificate
    assert loaded.chain == lower.chain
    assert bundle(tmp_path) == pem(lower.chain[-1])
    assert mode(tmp_path / "current" / "key.pem") == 0o600


def test_an_expired_intermediate_is_not_imported(tmp_path: Path):
    with pytest.raises(AuthorityError, match="expired on"):
        import_authority(tmp_path, *texts(issue("Lower", end=utc_now() - DAY)))
    assert not (tmp_path / "current").exists()


def test_rotation_stages_then_switches_and_keeps_the_old_one(tmp_path: Path):
    old = ensure_authority(tmp_path)
    staged = create_authority(tmp_path, slot="next")
    assert load_authority(tmp_path).sha256 == old.sha256
    found = staged_authority(tmp_path)
    assert found is not None
    assert found.sha256 == staged.sha256
    both = x509.load_pem_x509_certificates((tmp_path / "ca.pem").read_bytes())
    assert both == [old.certificate, staged.certificate]
    assert activate_authority(tmp_path).sha256 == staged.sha256
    assert ensure_authority(tmp_path).sha256 == staged.sha256
    assert staged_authority(tmp_path) is None
    assert (tmp_path / "ca.pem").read_bytes() == pem(staged.certificate)
    (kept,) = (tmp_path / "previous").iterdir()
    assert (kept / "cert.pem").read_bytes() == pem(old.certificate)
    assert mode(kept / "key.pem") == 0o600
    # The marker follows, so that an error about a lost CA names the right one.
    assert staged.sha256 in (tmp_path / "made").read_text()


def test_rotation_can_be_repeated(tmp_path: Path):
    ensure_authority(tmp_path)
    for _ in range(3):
        staged = create_authority(tmp_path, slot="next")
        assert activate_authority(tmp_path).sha256 == staged.sha256
    assert len(list((tmp_path / "previous").iterdir())) == 3


def test_a_second_ca_is_not_staged_over_the_first(tmp_path: Path):
    ensure_authority(tmp_path)
    create_authority(tmp_path, slot="next")
    with pytest.raises(AuthorityError, match="never overwritten"):
        create_authority(tmp_path, slot="next")


def test_activation_needs_a_staged_ca_that_is_valid(tmp_path: Path):
    current = ensure_authority(tmp_path)
    with pytest.raises(AuthorityError, match="no CA is staged"):
        activate_authority(tmp_path)
    put(tmp_path / "next", issue("Old", end=utc_now() - DAY))
    with pytest.raises(AuthorityError, match="expired"):
        activate_authority(tmp_path)
    assert load_authority(tmp_path).sha256 == current.sha256


@pytest.mark.parametrize("moved", [False, True], ids=["before-the-old-moved", "after-the-old-moved"])
@pytest.mark.parametrize("by", [ensure_authority, load_authority, activate_authority])
def test_an_activation_cut_short_is_finished(tmp_path: Path, moved: bool, by):
    ensure_authority(tmp_path)
    staged = create_authority(tmp_path, slot="next")
    (tmp_path / "next").rename(tmp_path / "activating")
    if moved:
        (tmp_path / "previous").mkdir(mode=0o700)
        (tmp_path / "current").rename(tmp_path / "previous" / "old")
    assert by(tmp_path).sha256 == staged.sha256
    assert not (tmp_path / "activating").exists()
    assert len(list((tmp_path / "previous").iterdir())) == 1


def test_a_folder_that_cannot_be_written_is_a_clear_error(tmp_path: Path):
    (tmp_path / "ca").write_text("in the way")
    with pytest.raises(AuthorityError, match="check the folder and its owner"):
        ensure_authority(tmp_path / "ca")


_START = """
import sys, pathlib
from quarterdeck.proxy.ca import ensure_authority
sys.stdin.read()  # all wait here until the test lets them go
print(ensure_authority(pathlib.Path(sys.argv[1]), state=pathlib.Path(sys.argv[2])).sha256)
"""


def test_many_first_starts_at_once_make_one_ca(tmp_path: Path):
    for attempt in range(3):
        state = tmp_path / str(attempt)
        state.mkdir()
        command = [sys.executable, "-c", _START, str(state / "ca"), str(state)]
        starts = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(6)]
        for start in starts:
            start.stdin.close()
        answers = {start.stdout.read().strip() for start in starts}
        assert [start.wait() for start in starts] == [0] * len(starts)
        for start in starts:
            start.stdout.close()
        assert answers == {load_authority(state / "ca").sha256}
        assert not list((state / "ca").glob(".making-*"))


_ROTATE = """
import sys, pathlib
from quarterdeck.proxy.ca import activate_authority, create_authority
for _ in range(25):
    create_authority(pathlib.Path(sys.argv[1]), slot="next")
    activate_authority(pathlib.Path(sys.argv[1]))
"""


def test_starts_during_rotations_always_find_a_whole_ca(tmp_path: Path):
    directory = tmp_path / "ca"
    first = ensure_authority(directory, state=tmp_path)
    seen = {first.sha256}
    with subprocess.Popen([sys.executable, "-c", _ROTATE, str(directory)]) as rotating:
        while rotating.poll() is None:
            seen.add(ensure_authority(directory, require=True, state=tmp_path).sha256)
    assert rotating.returncode == 0
    assert len(seen) > 1
    assert len(list((directory / "previous").iterdir())) == 25
