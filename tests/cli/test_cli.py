"""The command line as a whole: what it lists, what it answers to a mistake, and which code each end has."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from quarterdeck.cli import COMMANDS


def test_help_lists_every_command_in_a_line(program):
    answer = program("--help")
    assert (answer.code, answer.err) == (0, "")
    listed = dict(line.split(maxsplit=1) for line in answer.out.partition("Commands:\n")[2].splitlines())
    assert listed == {name: text for name, (_, text) in COMMANDS.items()}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_table_is_there_and_explains_itself(quarterdeck, command):
    answer = quarterdeck(command, "--help")
    assert (answer.code, answer.err) == (0, "")
    assert f"quarterdeck {command}" in answer.out


def test_help_imports_no_command(here):
    code = (
        "import sys; from quarterdeck.cli import cli; cli.main(['--help'], 'quarterdeck', standalone_mode=False);"
        "names = set(sys.modules) - {'quarterdeck.cli.lazy'};"
        "print([name for name in names if name.startswith(('quarterdeck.cli.', 'mitmproxy'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=here, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(("typed", "meant"), [("stauts", "'status'"), ("relaod", "'reload'"), ("explian", "'explain'")])
def test_an_unknown_command_is_wrong_usage_with_the_one_that_was_meant(program, typed, meant):
    answer = program(typed)
    assert (answer.code, answer.out) == (2, "")
    assert f"did you mean {meant}?" in answer.err


def test_an_unknown_command_like_no_other_is_told_where_all_are_listed(program):
    answer = program("xyzzy")
    assert (answer.code, answer.out) == (2, "")
    assert "'xyzzy'" in answer.err
    assert "--help" in answer.err


def test_an_unknown_option_is_wrong_usage(program):
    answer = program("status", "--jsno")
    assert (answer.code, answer.out) == (2, "")
    assert "--json" in answer.err


def test_a_file_that_cannot_be_used_is_named_and_is_no_fault_of_ours(program, here):
    (here / "state").write_text("not a folder")
    answer = program("run", "--state", "state/deeper", "--workers", "1")
    assert answer.code == 2
    (line,) = answer.err.splitlines()
    assert "state/deeper" in line
    assert "fault" not in line


def test_a_fault_of_ours_is_told_as_one(quarterdeck, monkeypatch):
    monkeypatch.setitem(COMMANDS, "broken", ("quarterdeck.cli.not_there:broken", "Not there."))
    answer = quarterdeck("broken")
    assert (answer.code, answer.out) == (3, "")
    assert answer.err.startswith("internal fault: ModuleNotFoundError")
    monkeypatch.setenv("QUARTERDECK_DEBUG", "1")
    monkeypatch.setattr("sys.argv", ["quarterdeck", "broken"])
    from quarterdeck.cli import main

    with pytest.raises(ModuleNotFoundError):
        main()


def test_a_reader_that_goes_away_ends_a_command_quietly_and_never_as_done(here):
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "quarterdeck", "services", "--json"], cwd=here, stdout=writer, stderr=-1, check=False
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, b"")
