"""A command is found by its name, imported when it is used, and a mistyped one is guessed."""

from __future__ import annotations

import click
import pytest

from quarterdeck.cli.lazy import Commands

TABLE = {"load": ("tests.cli.test_lazy:loaded", "Say that it was loaded."), "gone": ("no.such:module", "Be gone.")}


@click.command()
def loaded() -> int:
    click.echo("loaded")
    return 7


@click.group(cls=Commands, table=TABLE)
def group() -> None:
    """Some commands."""


def test_only_what_is_called_is_imported(capsys: pytest.CaptureFixture[str]) -> None:
    assert group.main(["load"], standalone_mode=False) == 7
    assert capsys.readouterr().out == "loaded\n"
    with pytest.raises(ModuleNotFoundError):
        group.main(["gone"], standalone_mode=False)


def test_help_shows_the_table_in_its_order(capsys: pytest.CaptureFixture[str]) -> None:
    group.main(["--help"], standalone_mode=False)
    said = capsys.readouterr().out
    assert said.index("Say that it was loaded.") < said.index("Be gone.")


def test_what_was_meant_is_guessed() -> None:
    with pytest.raises(click.UsageError, match=r"there is no command 'laod'; did you mean 'load'\?"):
        group.main(["laod"], standalone_mode=False)
