"""What looks like something and is nothing: it stands in every text, and whoever finds it is wrong.

`line` gives what fits in a sentence, `setting` a line of code or settings, `dump` lines of what machines write.
"""

from __future__ import annotations

import base64
import string
from collections.abc import Callable
from random import Random

from detection.checks import crc_base62, iban_check, luhn
from detection.credentials import digest, word
from detection.signs import ALNUM, DIGITS, LOWER, UPPER, base64ed, hexed, run, uuid


def _no_card(pick: Random) -> str:
    body = f"4{run(pick, 14, DIGITS)}"
    number = f"{body}{(int(luhn(body)) + pick.randint(1, 9)) % 10}"
    return " ".join(number[place : place + 4] for place in range(0, 16, 4)) if pick.random() < 0.5 else number


def _no_iban(pick: Random) -> str:
    account = run(pick, 18, DIGITS)
    return f"DE{(int(iban_check('DE', account)) + pick.randint(1, 9)) % 97:02}{account}"


def _no_github(pick: Random) -> str:
    body = run(pick, 30)
    return f"ghp_{body}{crc_base62(body[::-1])}"


def _isbn(pick: Random) -> str:
    body = f"978{run(pick, 9, DIGITS)}"
    check = -sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body)) % 10
    return f"{body[:3]}-{body[3]}-{body[4:8]}-{body[8:]}-{check}"


_LINES: tuple[Callable[[Random], str], ...] = (
    lambda p: f"The request id was {uuid(p)}.",
    lambda p: f"It broke with commit {hexed(p, 40)}.",
    lambda p: f"See {hexed(p, 7)} and {hexed(p, 12)} in the history.",
    lambda p: f"The order number is {_no_card(p)}.",
    lambda p: f"Your tracking number is 1Z{run(p, 16, UPPER)}.",
    lambda p: f"Parcel {run(p, 12, DIGITS)} left the depot at {p.randint(1, 23)}:{p.randint(10, 59)}.",
    lambda p: (
        f"We run version {p.randint(1, 20)}.{p.randint(0, 40)}.{p.randint(0, 99)}.{p.randint(0, 99)} on all machines."
    ),
    lambda p: f"Chrome/{p.randint(90, 140)}.0.{p.randint(4000, 7000)}.{p.randint(10, 199)} shows it wrong.",
    lambda p: f"The book is ISBN {_isbn(p)}.",
    lambda p: f"Invoice INV-{p.randint(2019, 2025)}-{run(p, 6, DIGITS)} is from 2024-{p.randint(1, 12):02}-11.",
    lambda p: f"It began at {1_700_000_000_000 + p.randrange(10**10)} (milliseconds).",
    lambda p: f"The site is at {p.randint(30, 59)}.{run(p, 6, DIGITS)}, {p.randint(1, 20)}.{run(p, 6, DIGITS)}.",
    lambda p: f"The part number is {run(p, 3, DIGITS)}-{run(p, 3, DIGITS)}-{run(p, 4, DIGITS)}-{run(p, 2, UPPER)}.",
    lambda p: f"Total: {p.randint(1, 9)},{run(p, 3, DIGITS)},{run(p, 3, DIGITS)}.00 in {p.randint(2, 90)} rows.",
    lambda p: f"Ticket SUP-{run(p, 5, DIGITS)} says that the limit is {p.randint(10**6, 10**9)} bytes.",
    lambda p: f"The test account {_no_iban(p)} is refused, as it should be.",
    lambda p: f"In the manual they write {_no_github(p)}, whose checksum is wrong.",
    lambda _: "The guide uses AKIAIOSFODNN7EXAMPLE and wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY.",
    lambda p: f"Install react@{p.randint(16, 19)}.{p.randint(0, 9)}.0 and @types/node@20.{p.randint(1, 19)}.2 first.",
    lambda p: f"Clone git@github.com:acme/{word(p)}.git and build it.",
    lambda p: f"The checksum is sha256:{digest(p)}.",
    lambda p: f"Case {run(p, 2, DIGITS)}-cv-{run(p, 5, DIGITS)} was heard on 12/03/2019.",
    lambda p: f"The flight LH{run(p, 3, DIGITS)} has booking {run(p, 6, UPPER)}.",
    lambda p: f"EAN {run(p, 13, DIGITS)} is out of stock.",
)

_SETTINGS: tuple[Callable[[Random], str], ...] = (
    lambda _: "API_KEY=your-api-key-here",
    lambda _: "password: ${DB_PASSWORD}",
    lambda _: 'token = os.environ["SERVICE_TOKEN"]',
    lambda p: f"max_tokens: {p.randint(256, 8192)}",
    lambda p: f'secret_name = "prod/{word(p)}/database"',
    lambda _: 'auth_token = "<YOUR_TOKEN>"',
    lambda _: f'GITHUB_TOKEN="ghp_{"x" * 36}"',
    lambda p: f"image: registry.acme.io/{word(p)}@sha256:{digest(p)}",
    lambda p: f"trace_id={hexed(p, 32)} span_id={hexed(p, 16)}",
    lambda p: f'<script src="/app.js" integrity="sha384-{base64ed(p, 48)}"></script>',
    lambda p: f'etag: W/"{hexed(p, 32)}"',
    lambda p: f'session_id = "{uuid(p)}"',
    lambda p: f'commit = "{hexed(p, 40)}"',
    lambda p: f'color = "#{hexed(p, 6)}"',
    lambda p: f'build = "{p.randint(1, 9)}.{p.randint(0, 30)}.{p.randint(0, 30)}.{p.randint(0, 30)}"',
    lambda p: f"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{run(p, 43)} deploy@build",
    lambda _: "password = getpass.getpass()",
    lambda p: f'tokenizer = "{word(p)}_base_{p.randint(10, 99)}k"',
    lambda p: f"CACHE_KEY={word(p)}:{word(p)}:{p.randint(1, 99)}",
    lambda p: f'arn = "arn:aws:iam::{run(p, 12, DIGITS)}:role/{word(p)}"',
    lambda p: f'url = "https://cdn.acme.io/assets/{hexed(p, 20)}.js?v={hexed(p, 8)}"',
    lambda p: f"docker pull ghcr.io/acme/{word(p)}:v{p.randint(1, 9)}.{p.randint(0, 20)}.{p.randint(0, 9)}",
)


def line(pick: Random) -> str:
    return pick.choice(_LINES)(pick)


def setting(pick: Random) -> str:
    return pick.choice(_SETTINGS)(pick)


def _npm_lock(pick: Random) -> str:
    entries = [
        f'    "node_modules/{name}": {{\n      "version": "{pick.randint(0, 9)}.{pick.randint(0, 30)}.0",\n'
        f'      "resolved": "https://registry.npmjs.org/{name}/-/{name}-{pick.randint(1, 9)}.0.1.tgz",\n'
        f'      "integrity": "sha512-{base64ed(pick, 64)}"\n    }}'
        for name in (word(pick) for _ in range(pick.randint(5, 12)))
    ]
    return "{\n" + ",\n".join(entries) + "\n}\n"


def _go_sum(pick: Random) -> str:
    rows = [
        f"github.com/{word(pick)}/{word(pick)} v1.{pick.randint(0, 30)}.0 h1:{base64ed(pick, 32)}" for _ in range(12)
    ]
    return "\n".join(rows)


def _minified(pick: Random) -> str:
    pieces = [
        f"function {run(pick, 1, string.ascii_letters)}({pick.choice('etn')}){{return "
        f"{run(pick, 2, string.ascii_letters)}[{pick.randint(0, 999)}]||"
        f"{run(pick, 1, string.ascii_letters)}.{word(pick)}({pick.randint(0, 10**6)})}}"
        for _ in range(40)
    ]
    return "!" + ";".join(pieces) + ";"


def _image(pick: Random) -> str:
    data = base64.b64encode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + pick.randbytes(pick.randint(400, 1200))).decode()
    return f"![logo](data:image/png;base64,{data})"


def _history(pick: Random) -> str:
    return "\n".join(f"{hexed(pick, 40)} {word(pick)}: {word(pick)} the {word(pick)}" for _ in range(15))


def _hexdump(pick: Random) -> str:
    rows = [" ".join(hexed(pick, 4) for _ in range(8)) for _ in range(16)]
    return "\n".join(f"{place * 16:08x}: {row}" for place, row in enumerate(rows))


def _orders(pick: Random) -> str:
    rows = [
        f"{run(pick, 10, DIGITS)},{uuid(pick)},{pick.randint(1, 500)}.50,2024-0{pick.randint(1, 9)}-12"
        for _ in range(15)
    ]
    return "order,customer,amount,date\n" + "\n".join(rows)


def _certificate(pick: Random) -> str:
    body = base64ed(pick, 700)
    lines = "\n".join(body[place : place + 64] for place in range(0, len(body), 64))
    return f"-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----"


def _access_log(pick: Random) -> str:
    rows = [
        f"2024-05-{pick.randint(1, 28):02}T09:12:{pick.randint(10, 59)}.{run(pick, 6, DIGITS)}Z INFO "
        f"req={uuid(pick)} bytes={pick.randint(100, 10**7)} pod={word(pick)}-{run(pick, 9, LOWER)}-x2v7k"
        for _ in range(12)
    ]
    return "\n".join(rows)


def _vectors(pick: Random) -> str:
    return "[" + ", ".join(f"{pick.uniform(-1, 1):.16f}" for _ in range(60)) + "]"


def _translation(pick: Random) -> str:
    rows = [f'  "password_{word(pick)}": "Please enter your new {word(pick)} password",' for _ in range(6)]
    rows += [f'  "{word(pick)}_token_label": "Token ({word(pick)})",' for _ in range(6)]
    return "{\n" + "\n".join(rows) + f'\n  "id": "{run(pick, 20, ALNUM)}"\n}}'


DUMPS: tuple[tuple[str, str, Callable[[Random], str]], ...] = (
    ("lock file", ".json", _npm_lock),
    ("lock file", ".sum", _go_sum),
    ("minified code", ".js", _minified),
    ("image", ".md", _image),
    ("history", ".txt", _history),
    ("hex dump", ".txt", _hexdump),
    ("orders", ".csv", _orders),
    ("certificate", ".pem", _certificate),
    ("log", ".log", _access_log),
    ("vectors", ".json", _vectors),
    ("translation", ".json", _translation),
)
