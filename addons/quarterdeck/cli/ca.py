"""`quarterdeck ca`: make, show and rotate the certificate authority that devices are to trust."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import orjson

from quarterdeck.cli.options import config_option, json_option, load
from quarterdeck.errors import UsageError
from quarterdeck.proxy.authority import Authority, day, utc_now
from quarterdeck.proxy.ca import (
    BUNDLE,
    activate_authority,
    bundle,
    create_authority,
    import_authority,
    load_authority,
    staged_authority,
)
from quarterdeck.proxy.constraints import describe

_ALL_ADDRESSES = {"0.0.0.0/0": "IPv4 addresses", "::/0": "IPv6 addresses"}
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def _making(command: Callable[..., int]) -> Callable[..., int]:
    """The options of a command that makes an authority or takes the organization's."""
    for option in reversed(
        (
            click.option(
                "--common-name", metavar="NAME", help="The CA's name in trust stores [one with today's date]."
            ),
            click.option("--days", type=int, help="How long it lasts [730]."),
            click.option(
                "--permit",
                multiple=True,
                metavar="DOMAIN",
                help="Sign only for this domain and its subdomains, or for a network in CIDR form. Can be repeated.",
            ),
            click.option(
                "--exclude", multiple=True, metavar="DOMAIN", help="Never sign for this one. Can be repeated."
            ),
            click.option(
                "--import", "certificate", type=_FILE, help="Take the organization's CA: its certificate (PEM)."
            ),
            click.option("--key", type=_FILE, help="The key of the imported CA (PEM, may be encrypted)."),
            click.option("--chain", type=_FILE, help="The issuers of the imported CA (PEM), if not in its own file."),
        )
    ):
        command = option(command)
    return command


_dir_option = click.option("--dir", "directory", type=click.Path(path_type=Path), help="The CA's folder [./var/ca].")


@click.group()
def ca() -> None:
    """Make, show or rotate the certificate authority.

    The passphrase of an encrypted key is taken from the environment, as QUARTERDECK_CA_PASSPHRASE; when it is set, a
    new key is encrypted with it.
    """


@ca.command(short_help="Make a CA, or bring the organization's own.")
@config_option
@_dir_option
@_making
@json_option
def init(path: Path | None, directory: Path | None, as_json: bool, **options: Any) -> int:
    """Make a CA, or bring the organization's own with --import and --key. One that is there is never replaced."""
    config = load(path)
    settings, directory = config.ca, directory or config.ca_dir
    given = {name: value for name, value in options.items() if value not in (None, ())}
    defaults = {name: getattr(settings, name) for name in ("common_name", "days", "permit", "exclude")}
    _make(directory, "current", given, defaults)
    _report(directory, as_json=as_json)
    return 0


@ca.command(short_help="Show the CA and the one staged to follow it.")
@config_option
@_dir_option
@json_option
@click.option("--pem", "as_pem", is_flag=True, help="Print the certificates that devices are to trust, as PEM.")
def show(path: Path | None, directory: Path | None, as_json: bool, as_pem: bool) -> int:
    """Show the CA and the one staged to follow it. Exit code 1 when the CA cannot sign today."""
    directory = directory or load(path).ca_dir
    if as_pem:
        click.echo(bundle(directory), nl=False)
        return 0
    return 0 if _report(directory, as_json=as_json) else 1


@ca.command(short_help="Stage a second CA, or switch to it.")
@config_option
@_dir_option
@click.option("--activate", is_flag=True, help="Sign with the staged CA from now on; keep the old one in previous/.")
@_making
@json_option
def rotate(path: Path | None, directory: Path | None, activate: bool, as_json: bool, **options: Any) -> int:
    """Stage a second CA, which the portal then offers beside the first; switch to it with --activate.

    The staged CA has the limits (--permit, --exclude) of the present one unless they are given anew.
    """
    directory = directory or load(path).ca_dir
    given = {name: value for name, value in options.items() if value not in (None, ())}
    if activate:
        if given:
            raise UsageError("--activate takes the CA that is staged as it is: leave out the other options")
        activate_authority(directory)
        _report(directory, as_json=as_json)
        click.echo("The staged CA is in use. Restart Quarterdeck so that it signs with it.", err=True)
        return 0
    present = load_authority(directory)
    if not present.own and "certificate" not in given:
        raise UsageError(
            f"the CA in {directory} is the organization's own: bring the next one with --import FILE --key FILE"
        )
    permit, exclude = _limits(present)
    if "permit" in given or "exclude" in given:
        permit, exclude = (), ()
    _make(directory, "next", given, {"permit": permit, "exclude": exclude, "days": load(path).ca.days})
    _report(directory, as_json=as_json)
    click.echo(
        "A second CA is staged. Bring it to every device (the portal offers both), then run "
        "`quarterdeck ca rotate --activate`.",
        err=True,
    )
    return 0


def _make(directory: Path, slot: str, given: dict[str, Any], defaults: dict[str, Any]) -> Authority:
    certificate, key, chain = given.pop("certificate", None), given.pop("key", None), given.pop("chain", None)
    if certificate is None:
        if key or chain:
            raise UsageError("--key and --chain belong to --import FILE, which is missing")
        return create_authority(directory, slot=slot, **(defaults | given))
    if key is None:
        raise UsageError("--import needs --key FILE: the key of that certificate")
    if given:
        raise UsageError(f"an imported CA is taken as it is: leave out {', '.join('--' + name for name in given)}")
    return import_authority(directory, _read(certificate), _read(key), _read(chain) if chain else b"", slot=slot)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}") from error


def _report(directory: Path, *, as_json: bool) -> bool:
    """Print what there is; whether the CA can sign today."""
    current, staged = load_authority(directory), staged_authority(directory)
    usable = current.not_before <= utc_now() <= current.not_after
    if as_json:
        found = {
            "dir": str(directory),
            "bundle": str(directory / BUNDLE),
            "usable": usable,
            "current": _facts(current, directory / "current"),
            "next": _facts(staged, directory / "next") if staged else None,
            "warnings": list(current.warnings()),
        }
        click.echo(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode())
        return usable
    _print("The certificate authority in use", current, directory / "current")
    if staged:
        _print("Staged to follow it", staged, directory / "next")
    click.echo(f"What devices are to trust is in {directory / BUNDLE}")
    for warning in current.warnings():
        click.secho(f"Warning: {warning}", fg="yellow", err=True)
    return usable


def _facts(authority: Authority, folder: Path) -> dict[str, Any]:
    permit, exclude = _limits(authority)
    return {
        "path": str(folder / "cert.pem"),
        "subject": authority.subject,
        "issuer": authority.certificate.issuer.rfc4514_string(),
        "own": authority.own,
        "sha256": authority.sha256,
        "serial": f"{authority.certificate.serial_number:x}",
        "not_before": authority.not_before,
        "not_after": authority.not_after,
        "permit": permit,
        "exclude": exclude,
    }


def _print(title: str, authority: Authority, folder: Path) -> None:
    permit, exclude = _limits(authority)
    click.secho(title, bold=True)
    lines = [
        ("Name", authority.subject),
        ("SHA-256", authority.sha256),
        ("Valid", f"from {day(authority.not_before)} to {day(authority.not_after)}"),
        ("Signs for", ", ".join(permit) or "any host"),
        ("Never for", ", ".join(_ALL_ADDRESSES.get(name, name) for name in exclude)),
        ("Issued by", "" if authority.own else authority.certificate.issuer.rfc4514_string()),
        ("File", str(folder / "cert.pem")),
    ]
    for label, value in lines:
        if value:
            click.echo(f"  {label:<10} {value}")


def _limits(authority: Authority) -> tuple[tuple[str, ...], tuple[str, ...]]:
    described = [describe(constraints) for constraints in authority.constraints]
    return tuple(name for permit, _ in described for name in permit), tuple(
        name for _, exclude in described for name in exclude
    )
