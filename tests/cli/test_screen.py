"""What is printed: colours where they are wanted, columns that are aligned, one document of JSON."""

from __future__ import annotations

import json

import click
import pytest

from quarterdeck.cli.screen import count, say, say_json, table


@pytest.fixture
def terminal(monkeypatch):
    monkeypatch.setattr("click.utils.should_strip_ansi", lambda _stream, color=None: color is False)


def test_colours_on_a_terminal(terminal, monkeypatch, capsys):
    monkeypatch.delenv("NO_COLOR", raising=False)
    say(click.style("red", fg="red"))
    assert capsys.readouterr().out == "\x1b[31mred\x1b[0m\n"


def test_no_colours_when_the_environment_says_so(terminal, monkeypatch, capsys):
    monkeypatch.setenv("NO_COLOR", "1")
    say(click.style("red", fg="red"))
    assert capsys.readouterr().out == "red\n"


def test_no_colours_in_a_file(capsys):
    say(click.style("red", fg="red"), err=True)
    assert capsys.readouterr().err == "red\n"


def test_a_document_is_json_and_ends_in_one_line_feed(capsys):
    say_json({"a": ["ü", None]})
    out = capsys.readouterr().out
    assert json.loads(out) == {"a": ["ü", None]}
    assert out.endswith("}\n")


@pytest.mark.parametrize(("number", "said"), [(0, "0 files"), (1, "1 file"), (2, "2 files")])
def test_things_are_counted(number, said):
    assert count(number, "file") == said


def test_a_table_is_aligned_and_ends_without_blanks():
    lines = [click.unstyle(line) for line in table(("A", "LONG", "END"), [("aaa", "b", "c"), ("a", "b", "")])]
    assert lines == ["A    LONG  END", "aaa  b     c", "a    b"]
