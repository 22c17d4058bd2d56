"""Kinds of texts in which values stand, among sentences, settings and things that only look like values."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from random import Random

from detection import negatives, prose
from detection.credentials import word
from detection.document import Builder, Document, Kind
from detection.persons import FIRST, LAST

Made = Sequence[tuple[Kind, str]]


def chat(pick: Random, made: Made, language: str) -> Document:
    """A message to an assistant."""
    text = Builder()
    for kind, value in made:
        text.add(prose.sentences(pick, language, pick.randint(1, 4)))
        if pick.random() < 0.5:
            text.add(" " + negatives.line(pick))
        if kind.block:
            text.add("\n\n").value(kind, value).add("\n\n")
            continue
        text.add(" ")
        what = kind.called(pick, language)
        text.filled(pick.choice(prose.AROUND[language]), kind, value, what=what).add(" ")
    text.add(prose.sentences(pick, language, pick.randint(1, 3)))
    return text.document("chat", ".txt", language)


def mail(pick: Random, made: Made, language: str) -> Document:
    """A mail with its details in a list."""
    text = Builder().add(f"Subject: {word(pick)} {word(pick)}\n\nHi {pick.choice(FIRST)},\n\n")
    text.add(prose.sentences(pick, language, 2) + "\n\n")
    for kind, value in made:
        if kind.block:
            text.value(kind, value).add("\n")
            continue
        text.filled("- {what}: {value}\n", kind, value, what=kind.called(pick, language))
    text.add(f"- {negatives.line(pick)}\n\n{prose.sentences(pick, language, 1)}\n\n{pick.choice(FIRST)}\n")
    return text.document("mail", ".txt", language)


def python(pick: Random, made: Made, language: str) -> Document:  # noqa: ARG001 - all carriers are called alike
    """A program with its settings in it."""
    text = Builder().add(f"import os\n\nfrom {word(pick)} import Client\n\n")
    for kind, value in made:
        name = pick.choice(kind.variables).upper()
        quote = '"""' if kind.block else '"'
        text.filled("{name} = {quote}{value}{quote}\n", kind, value, name=name, quote=quote)
        if pick.random() < 0.6:
            text.add(negatives.setting(pick) + "\n")
    text.add(f"\n\ndef {word(pick)}(limit=100):\n    client = Client(timeout=30)\n    return client.fetch(limit)\n")
    return text.document("python", ".py")


def script(pick: Random, made: Made, language: str) -> Document:  # noqa: ARG001 - all carriers are called alike
    """JavaScript with an object of settings."""
    text = Builder().add(f"const {word(pick)} = require('{word(pick)}');\n\nmodule.exports = {{\n")
    for kind, value in made:
        quote = "`" if kind.block else "'"
        name = pick.choice(kind.variables)
        text.filled("  {name}: {quote}{value}{quote},\n", kind, value, name=name, quote=quote)
    text.add(f"  retries: {pick.randint(1, 9)},\n  // {negatives.line(pick)}\n}};\n")
    return text.document("javascript", ".js")


def env(pick: Random, made: Made, language: str) -> Document:  # noqa: ARG001 - all carriers are called alike
    """A file of variables."""
    text = Builder().add(f"# settings of {word(pick)}\nPORT={pick.randint(3000, 9000)}\n")
    for kind, value in made:
        name, quote = pick.choice(kind.variables).upper(), '"' if kind.block else pick.choice(('"', "", ""))
        text.filled("{name}={quote}{value}{quote}\n", kind, value, name=name, quote=quote)
        text.add(pick.choice((f"LOG_LEVEL={word(pick)}\n", negatives.setting(pick) + "\n")))
    return text.document("env", ".env")


def yaml(pick: Random, made: Made, language: str) -> Document:  # noqa: ARG001 - all carriers are called alike
    """Settings in YAML."""
    text = Builder().add(f"service: {word(pick)}\nreplicas: {pick.randint(1, 9)}\nconfig:\n")
    for kind, value in made:
        name = pick.choice(kind.variables).lower()
        template = "  {name}: |\n{value}\n" if kind.block else "  {name}: {quote}{value}{quote}\n"
        text.filled(template, kind, value, name=name, quote=pick.choice(('"', "'", "")))
    text.add(f"  {word(pick)}: {pick.randint(1, 10**6)}\n  # {negatives.line(pick)}\n")
    return text.document("yaml", ".yaml")


def record(pick: Random, made: Made, language: str) -> Document:  # noqa: ARG001 - all carriers are called alike
    """A record in JSON, as an API gives it."""
    text = Builder().add(
        f'{{\n  "id": "{negatives.uuid(pick)}",\n  "name": "{pick.choice(FIRST)} {pick.choice(LAST)}",\n'
    )
    for kind, value in made:
        name = pick.choice(kind.variables).lower()
        written = json.dumps(value)[1:-1]
        text.filled('  "{name}": "{value}",\n', kind, written, name=name)
    text.add(f'  "count": {pick.randint(1, 10**9)},\n  "note": {json.dumps(negatives.line(pick))}\n}}\n')
    return text.document("json", ".json")


def log(pick: Random, made: Made, language: str) -> Document:  # noqa: ARG001 - all carriers are called alike
    """Lines of a log."""
    text = Builder()
    for kind, value in made:
        text.add(_stamp(pick) + f"INFO {word(pick)} took {pick.randint(2, 900)} ms trace={negatives.hexed(pick, 32)}\n")
        name = pick.choice(kind.variables).lower()
        between = "\n" if kind.block else ""
        stamp = _stamp(pick)
        words = {"stamp": stamp, "who": word(pick), "name": name, "between": between}
        text.filled("{stamp}WARN {who} {name}={between}{value}\n", kind, value, **words)
    text.add(_stamp(pick) + negatives.line(pick) + "\n")
    return text.document("log", ".log")


def _stamp(pick: Random) -> str:
    day = f"2024-{pick.randint(1, 12):02}-{pick.randint(1, 28):02}"
    return f"{day}T{pick.randint(10, 23)}:{pick.randint(10, 59)}:07.{pick.randint(100, 999)}Z "


def table(pick: Random, made: Made, language: str) -> Document:
    """Rows of CSV, all with one kind of value in a column that its header names."""
    kind = made[0][0]
    text = Builder().add(f"id,name,{kind.called(pick, language)},amount\n")
    values = [value for one, value in made if one is kind] + [kind.make(pick) for _ in range(3)]
    for value in values:
        name = f"{pick.choice(FIRST)} {pick.choice(LAST)}"
        words = {"id": str(pick.randint(1000, 99999)), "name": name}
        amount = f"{pick.randint(1, 900)}.{pick.randint(10, 99)}"
        text.filled("{id},{name},{value},{amount}\n", kind, value, amount=amount, **words)
    return text.document("csv", ".csv", language)


def shell(pick: Random, made: Made, language: str) -> Document:  # noqa: ARG001 - all carriers are called alike
    """What somebody typed."""
    text = Builder()
    for kind, value in made:
        name = pick.choice(kind.variables)
        text.filled("$ export {name}='{value}'\n", kind, value, name=name)
        text.add(f"$ {word(pick)} --{word(pick)} {pick.randint(1, 99)} # {negatives.line(pick)}\n")
    return text.document("shell", ".sh")


PEOPLE: tuple[Callable[[Random, Made, str], Document], ...] = (chat, chat, chat, mail, record, table, log)
CODE: tuple[Callable[[Random, Made, str], Document], ...] = (
    chat,
    chat,
    python,
    script,
    env,
    yaml,
    record,
    log,
    shell,
    mail,
)
