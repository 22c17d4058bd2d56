"""The options that commands share mean the same in each of them."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from quarterdeck.cli.options import load
from quarterdeck.cli.reload import reload
from quarterdeck.cli.status import status
from quarterdeck.errors import Problems


@pytest.mark.parametrize("command", [status, reload], ids=["status", "reload"])
@pytest.mark.parametrize("option", ["-c", "--config"])
def test_the_configuration_file_says_which_state_folder_is_meant(write, command, option):
    path = write("quarterdeck.yaml", "state: elsewhere\n")
    result = CliRunner().invoke(command, [option, str(path)], standalone_mode=False)
    assert "elsewhere" in (result.output or str(result.exception))


def test_the_environment_counts_over_the_file(write, monkeypatch):
    path = write("quarterdeck.yaml", "state: from-file\nlisten: 127.0.0.1:1\n")
    monkeypatch.setenv("QUARTERDECK_STATE", "from-environment")
    config = load(path)
    assert (str(config.state), config.listen) == ("from-environment", "127.0.0.1:1")


def test_without_a_file_all_is_default(here):
    assert str(load(None).state) == "var"


def test_a_file_that_is_not_there_is_a_problem_and_not_the_defaults(here):
    with pytest.raises(Problems, match=r"absent\.yaml"):
        load(here / "absent.yaml")


def test_a_folder_is_no_configuration_file(program, here):
    answer = program("status", "-c", str(here))
    assert (answer.code, answer.out) == (2, "")
    assert "is a directory" in answer.err
