"""`quarterdeck scan` says what it finds and where, what it could not read, and never the text itself unasked."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import Any

import pytest

RULES = """\
detectors:
  - {id: custom.canary, regex: 'CANARY-[0-9]{6}', hits: [CANARY-123456], misses: [CANARY-12]}
  - {id: custom.other, regex: 'OTHER', hits: [OTHER], misses: [x]}
"""


@pytest.fixture
def scan(program: Any, write: Any) -> Any:
    write("rules.yaml", RULES)

    def run(*arguments: str, **more: Any) -> Any:
        return program("scan", *arguments, "--rules", "rules.yaml", **more)

    return run


def test_findings_are_told_with_their_places_and_without_their_texts(scan, write) -> None:
    write("a.txt", "one\n  CANARY-123456\n")
    answer = scan("a.txt")
    assert (answer.code, answer.err) == (1, "")
    first, last = answer.out.splitlines()
    assert first == "a.txt:2:3: custom.canary"
    assert re.fullmatch("1 file, [0-9]+ detectors: 1 finding", last)
    assert "a.txt:2:3: custom.canary: CANARY-123456" in scan("a.txt", "--reveal").out


def test_json_is_what_the_contract_promises(scan, write) -> None:
    write("a.txt", "one\n  CANARY-123456\n")
    answer = scan("a.txt", "--json")
    assert "CANARY" not in answer.out
    assert {**answer.json, "seconds": 0} == {
        "findings": [
            {
                "detector": "custom.canary",
                "part": "",
                "start": 6,
                "end": 19,
                "confidence": 1.0,
                "decoded_from": [],
                "line": 2,
                "column": 3,
                "file": "a.txt",
            }
        ],
        "opaque": [],
        "files": 1,
        "bytes": 20,
        "seconds": 0,
    }


def test_a_folder_is_scanned_with_what_is_in_its_archives(scan, write, here) -> None:
    write("folder/clean.txt", "nothing")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("inner.txt", "CANARY-123456")
    (here / "folder" / "a.bin").write_bytes(packed.getvalue())
    answer = scan("folder")
    assert answer.code == 1
    assert "folder/a.bin!inner.txt:1:1: custom.canary" in answer.out
    assert re.search("2 files, [0-9]+ detectors: 1 finding", answer.out)


def test_what_cannot_be_read_is_listed(scan, here) -> None:
    (here / "a.bin").write_bytes(b"\x7fELF" + bytes(range(256)))
    answer = scan("a.bin")
    assert answer.code == 0
    assert "a.bin: not read: unknown-file (no text can be got out of a file of this kind)" in answer.out
    assert scan("a.bin", "--json").json["opaque"][0]["file"] == "a.bin"


def test_what_comes_with_the_program_looks_whatever_the_rules_are(program, write) -> None:
    write("none.yaml", "policy: none\n")
    write("a.txt", "card 4111 1111 1111 1111")
    answer = program("scan", "a.txt", "--rules", "none.yaml", "--json")
    assert "pii.payment-card" in [one["detector"] for one in answer.json["findings"]]


def test_a_text_is_written_without_what_was_found(program, scan, write, here) -> None:
    write("a.txt", "Ä CANARY-123456 and CANARY-654321\nand CANARY-123456 again\n")
    answer = scan("a.txt", "--redact")
    assert (answer.code, answer.err) == (1, "")
    assert answer.out == "Ä <CANARY_1> and <CANARY_2>\nand <CANARY_1> again\n"
    write("b.txt", "nothing\n")
    assert (scan("b.txt", "--redact").code, scan("b.txt", "--redact").out) == (0, "nothing\n")


def test_what_is_only_suspected_is_left_and_told(scan, write) -> None:
    write("a.txt", "see PNANEL-123456")
    answer = scan("a.txt", "--redact")
    assert (answer.code, answer.out) == (1, "see PNANEL-123456")
    assert "left as it is: custom.canary (turned)" in answer.err


@pytest.mark.parametrize("more", [("--json",), ("--reveal",), ("--jsonl",)])
def test_a_redacted_text_is_all_that_is_written(scan, write, more) -> None:
    write("a.txt", "x")
    answer = scan("a.txt", "--redact", *more)
    assert (answer.code, answer.out) == (2, "")
    assert "no other form of output" in answer.err


def test_what_is_no_text_cannot_be_rewritten(scan, here) -> None:
    (here / "a.bin").write_bytes(b"\xff\xfe\0")
    answer = scan("a.bin", "--redact")
    assert (answer.code, answer.out) == (2, "")
    assert "no UTF-8 text" in answer.err


def test_only_the_detectors_that_are_named_look(scan, write) -> None:
    write("a.txt", "OTHER CANARY-123456")
    assert [one["detector"] for one in scan("a.txt", "--json", "--detectors", "custom.o*").json["findings"]] == [
        "custom.other"
    ]
    answer = scan("a.txt", "--detectors", "custom.canari")
    assert (answer.code, answer.out) == (2, "")
    assert "there is no detector 'custom.canari'" in answer.err
    assert "custom.canary" in answer.err


def test_lines_are_answered_as_they_come(scan) -> None:
    lines = [
        {"id": 7, "text": "a CANARY-123456"},
        {"id": "x", "text": "nothing"},
        {"id": 8, "text": "%2525252541"},
        {"id": 9, "text": 5},
    ]
    answer = scan("--jsonl", stdin=("\n".join(map(json.dumps, lines)) + "\nno json\n").encode())
    assert answer.code == 1
    first, second, third, fourth, fifth = map(json.loads, answer.out.splitlines())
    assert (first["id"], [one["start"] for one in first["findings"]]) == (7, [2])
    assert second == {"id": "x", "findings": []}
    assert third == {"id": 8, "findings": [], "opaque": ["decode-budget"]}
    assert (fourth["id"], '"text"' in fourth["error"]) == (9, True)
    assert "the line is not JSON" in fifth["error"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [((), "name a file or a folder"), (("--jsonl", "rules.yaml"), "has no place"), (("gone.txt",), "does not exist")],
)
def test_wrong_usage_is_told(scan, arguments: tuple[str, ...], said: str) -> None:
    answer = scan(*arguments)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err
