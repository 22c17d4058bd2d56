"""The folder of the certificate authority: a CA comes into being once, whole, and never in place of a lost one.

    current/     the CA that signs: cert.pem, key.pem (mode 0600) and, for an intermediate, chain.pem
    next/        the one that `ca rotate` staged
    previous/    those that signed before, by the time of the switch
    ca.pem       what devices are to trust: the anchors of current/ and next/
    made         remembers that there was a CA

A folder is filled aside and renamed into place, so that readers see all of a CA or none, and of two processes
that make one at the same time one wins and the other uses the winner's.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from quarterdeck.proxy import credentials
from quarterdeck.proxy.authority import DEFAULT_DAYS, Authority, AuthorityError, day, key_pem, make, pem, utc_now

if sys.platform != "win32":
    import fcntl

PASSPHRASE_VARIABLE = "QUARTERDECK_CA_PASSPHRASE"  # noqa: S105 - where the passphrase is, not what it is
BUNDLE = "ca.pem"
_MARKER = "made"
_STATE_MARKER = "ca-made"
_LARGEST = 1 << 20


def load_authority(directory: Path, slot: str = "current") -> Authority:
    """The checked authority of a slot ("current" or "next"); its dates are not judged here.

    Raises AuthorityError when it is absent, unfit, or its key can be read by others.
    """
    with _settled(directory):
        return _load(directory, slot)


def staged_authority(directory: Path) -> Authority | None:
    """The authority that `ca rotate` staged, or None. Raises AuthorityError."""
    with _settled(directory):
        return _load(directory, "next") if (directory / "next").exists() else None


def create_authority(
    directory: Path,
    *,
    common_name: str | None = None,
    days: int = DEFAULT_DAYS,
    permit: Sequence[str] = (),
    exclude: Sequence[str] = (),
    slot: str = "current",
) -> Authority:
    """Make an authority (see `authority.make`) and put it in place; one that is there already is never replaced.

    Its key is encrypted when QUARTERDECK_CA_PASSPHRASE is set. Raises AuthorityError, UsageError.
    """
    return _install(directory, slot, make(common_name=common_name, days=days, permit=permit, exclude=exclude))


def import_authority(
    directory: Path, certificate: bytes, key: bytes, chain: bytes = b"", *, slot: str = "current"
) -> Authority:
    """Put the organization's own CA, usually an intermediate, in place after checking it. Raises AuthorityError."""
    authority = credentials.read(certificate, key, chain, passphrase())
    authority.check_dates()
    return _install(directory, slot, authority, key)


def ensure_authority(
    directory: Path,
    *,
    require: bool = False,
    state: Path | None = None,
    common_name: str | None = None,
    days: int = DEFAULT_DAYS,
    permit: Sequence[str] = (),
    exclude: Sequence[str] = (),
) -> Authority:
    """The authority to sign with at start; made now only where there never was one.

    `require` forbids making one at all. `state` is the state folder, which remembers the CA even when `directory`
    is lost as a whole. Raises AuthorityError when the CA is lost, unfit, expired or not valid yet.
    """
    markers = [directory / _MARKER] + ([state / _STATE_MARKER] if state else [])
    # The markers are read before the folder: whoever makes a CA writes them after it.
    had = next((_text(marker) for marker in markers if marker.exists()), None)
    current = directory / "current"
    with _settled(directory):
        present = current.exists()
    if not present:
        if had is not None:
            raise AuthorityError(
                f"the certificate authority is gone from {current}; there was one ({had}). Restore that "
                "folder from a backup. If it is lost for good, run `quarterdeck ca init`: every device must then "
                "trust the new CA"
            )
        if require:
            raise AuthorityError(
                f"there is no certificate authority in {directory} and the configuration requires one (ca.require): "
                "make one with `quarterdeck ca init`, or bring the organization's with `quarterdeck ca init --import`"
            )
        with contextlib.suppress(_AlreadyThere):
            create_authority(directory, common_name=common_name, days=days, permit=permit, exclude=exclude)
    # Where the folder cannot be written, no CA can be made in place of a lost one either.
    writable = os.access(directory, os.W_OK)
    with _settled(directory, writing=writable):
        authority = _load(directory, "current")
        authority.check_dates()
        for marker in markers:
            known = marker.exists() and authority.sha256 in _text(marker)
            if not known and (writable or marker.parent != directory):
                _write(marker, _remember(authority), 0o600)
        if writable:
            _write_bundle(directory)
    return authority


def activate_authority(directory: Path) -> Authority:
    """Sign with the staged authority from now on; the old one is kept in previous/. Raises AuthorityError."""
    with _lock(directory):
        finished = _switch(directory)
        if (directory / "next").exists():
            _load(directory, "next").check_dates()
            # From here on the switch is decided: whoever finds `activating` finishes it.
            (directory / "next").rename(directory / "activating")
            finished = _switch(directory)
        if not finished:
            raise AuthorityError(f"no CA is staged in {directory / 'next'}: run `quarterdeck ca rotate` first")
        _write_bundle(directory)
        return _load(directory, "current")


def bundle(directory: Path) -> bytes:
    """What devices are to trust, as PEM: the anchor of the current CA and of the staged one. Raises AuthorityError."""
    with _settled(directory):
        return _bundle(directory)


def passphrase() -> bytes | None:
    """The passphrase of the CA's key, from the environment, never from a file or an argument."""
    return os.environ.get(PASSPHRASE_VARIABLE, "").encode() or None


class _AlreadyThere(AuthorityError):
    pass


def _install(directory: Path, slot: str, authority: Authority, key: bytes | None = None) -> Authority:
    cure = "activate it" if slot == "next" else "follow it with another"
    there = _AlreadyThere(
        f"there is a certificate authority in {directory / slot} already, which is never overwritten: {cure} with "
        f"`quarterdeck ca rotate{' --activate' if slot == 'next' else ''}`"
    )
    with _errors(directory):
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(prefix=".making-", dir=directory))
        try:
            _write(making / "key.pem", key or key_pem(authority.key, passphrase()), 0o600)
            _write(making / "cert.pem", pem(authority.certificate), 0o600)
            if authority.chain:
                _write(making / "chain.pem", b"".join(map(pem, authority.chain)), 0o600)
            try:
                making.rename(directory / slot)
            except OSError:
                # A folder that holds anything is never replaced by rename(2).
                if (directory / slot).exists():
                    raise there from None
                raise
            _sync(directory)
        finally:
            shutil.rmtree(making, ignore_errors=True)
    with _settled(directory, writing=True):
        if slot == "current":
            _write(directory / _MARKER, _remember(authority), 0o600)
        _write_bundle(directory)
    return authority


def _load(directory: Path, slot: str) -> Authority:
    folder = directory / slot
    certificate, key, chain = folder / "cert.pem", folder / "key.pem", folder / "chain.pem"
    for file in (certificate, key):
        if not file.exists():
            raise AuthorityError(f"{file} is missing: put it back, or make a CA with `quarterdeck ca init`")
    for place in (directory, folder):
        mode = stat.S_IMODE(place.stat().st_mode)
        if os.name == "posix" and mode & 0o022:
            raise AuthorityError(f"others can put files into {place} (mode {mode:04o}): run `chmod 700 {place}`")
    texts = _read(certificate), _read_secret(key), _read(chain) if chain.exists() else b""
    try:
        return credentials.read(*texts, passphrase())
    except AuthorityError as error:
        raise AuthorityError(f"{folder}: {error}") from error


def _switch(directory: Path) -> bool:
    activating, current = directory / "activating", directory / "current"
    if not activating.exists():
        return False
    if current.exists():
        previous = directory / "previous"
        previous.mkdir(mode=0o700, exist_ok=True)
        current.rename(previous / f"{utc_now():%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}")
        _sync(previous)
    activating.rename(current)
    _sync(directory)
    _write(directory / _MARKER, _remember(_load(directory, "current")), 0o600)
    return True


def _bundle(directory: Path) -> bytes:
    slots = ["current"] + (["next"] if (directory / "next").exists() else [])
    return b"".join(pem(_load(directory, slot).anchor) for slot in slots)


def _write_bundle(directory: Path) -> None:
    text, file = _bundle(directory), directory / BUNDLE
    if not file.exists() or file.read_bytes() != text:
        _write(file, text, 0o644)


def _remember(authority: Authority) -> bytes:
    return f"{authority.subject}, SHA-256 {authority.sha256}, in use since {day(utc_now())}\n".encode()


def _text(file: Path) -> str:
    return _read(file).decode("utf-8", "replace").strip()


def _read(file: Path) -> bytes:
    with _errors(file), file.open("rb") as stream:
        return stream.read(_LARGEST)


def _read_secret(file: Path) -> bytes:
    """Judge the mode of the very file that is read, so that it cannot be changed in between."""
    with _errors(file), file.open("rb") as stream:
        mode = stat.S_IMODE(os.fstat(stream.fileno()).st_mode)
        if os.name == "posix" and mode & 0o077:
            raise AuthorityError(
                f"others can read key.pem (mode {mode:04o}): run `chmod 600 {file}`, then ask who had access"
            )
        return stream.read(_LARGEST)


def _write(file: Path, content: bytes, mode: int) -> None:
    """Durable and whole or not at all: a file aside, synced, then renamed."""
    with _errors(file):
        handle, name = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
        aside = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
                stream.flush()
                aside.chmod(mode)
                os.fsync(stream.fileno())
            aside.replace(file)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
        _sync(file.parent)


def _sync(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextlib.contextmanager
def _settled(directory: Path, *, writing: bool = False) -> Iterator[None]:
    """Hold off activations, after finishing one that was cut short."""
    while True:
        with _lock(directory, shared=not writing):
            if not (directory / "activating").exists():
                yield
                return
        with _lock(directory):
            _switch(directory)


@contextlib.contextmanager
def _lock(directory: Path, *, shared: bool = False) -> Iterator[None]:
    with _errors(directory), contextlib.ExitStack() as stack:
        if sys.platform != "win32":
            try:
                stream = stack.enter_context((directory / ".lock").open("ab"))
                fcntl.flock(stream, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
            except OSError:
                # A folder that this process cannot write is one that it only reads.
                if not shared:
                    raise
        yield


@contextlib.contextmanager
def _errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise AuthorityError(f"{error.filename or path}: {error.strerror}: check the folder and its owner") from error
