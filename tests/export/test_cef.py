"""A strict reader takes every line apart again, and finds in it what the deck log said."""

from __future__ import annotations

import random
from typing import Any

import pytest

from quarterdeck import __version__
from quarterdeck.export.cef import convert
from quarterdeck.export.cef_text import shown

from .cef_reader import Read, read
from .made import EVENTS, HOSTILE, INDEX, LOG, line, plain

# The keys of the extension dictionary that we use, with how long their values may be.
STRINGS = {
    "externalId": 40,
    "deviceExternalId": 255,
    "cat": 1023,
    "act": 63,
    "outcome": 63,
    "reason": 1023,
    "app": 31,
    "requestMethod": 1023,
    "request": 1023,
    "destinationServiceName": 1023,
    "suid": 1023,
    "shost": 1023,
    "dhost": 1023,
    **{f"cs{n}": 4000 for n in range(1, 6)},
    **{f"{name}Label": 1023 for name in "cs1 cs2 cs3 cs4 cs5 cn1 cn2 c6a2 c6a3 deviceCustomDate1".split()},
}
NUMBERS = {"rt", "in", "out", "dpt", "cn1", "cn2", "deviceCustomDate1"}
ADDRESSES = {"src": ".", "dst": ".", "c6a2": ":", "c6a3": ":"}


def mistakes(back: Read) -> list[str]:
    found = []
    for name, value in back.extension.items():
        if name in NUMBERS:
            good = value.removeprefix("-").isdigit()
        elif name in ADDRESSES:
            good = ADDRESSES[name] in value
        elif name in STRINGS:
            good = 0 < len(value) <= STRINGS[name]
        else:
            good = name.startswith("Quarterdeck") and 0 < len(value) <= 4000
        if not good:
            found.append(f"{name}={value}")
    labelled = {name for name in back.extension if name.startswith(("cs", "cn", "c6a", "deviceCustom"))}
    return found + [name for name in labelled if not name.endswith("Label") and f"{name}Label" not in labelled]


@pytest.mark.parametrize("event", [*EVENTS, "newer", ""])
def test_a_thousand_lines_of_a_kind_are_read_back(event):
    of = random.Random(event)
    for index in range(1000):
        one = {**line(of, event if event in EVENTS else "decision"), "event": event}
        back = read(convert(one, LOG, index))
        assert (back.vendor, back.product, back.version) == ("Quarterdeck", "Quarterdeck", __version__)
        assert not mistakes(back)
        assert back.extension["QuarterdeckRecord"] == f"{LOG}/{index}"
        for key, name in (
            ("reason", "reason"),
            ("suid", "principal"),
            ("cs5", "incident"),
            ("requestMethod", "method"),
        ):
            assert back.extension.get(key, "")[:900] == shown(one.get(name, "").strip(" "), keep="\n\r")[:900]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "name", ["event", "outcome", "reason", "host", "path", "client", "principal", "ticket", "scheme"]
)
def test_whatever_stands_in_a_text_the_other_values_stay_theirs(name, text):
    calm = read(convert(plain(client="x", host="x", policy_version="sha256:ab"), LOG, INDEX))
    back = read(convert(plain(**{"client": "x", "host": "x", "policy_version": "sha256:ab", name: text}), LOG, INDEX))
    assert not mistakes(back)
    for key in ("rt", "externalId", "cs2", "cs5", "QuarterdeckCoverage", "QuarterdeckWorker"):
        assert back.extension[key] == calm.extension[key]


def extension(**more: Any) -> dict[str, str]:
    return read(convert(plain(**more), LOG, INDEX)).extension


@pytest.mark.parametrize(
    ("more", "signature", "name", "severity"),
    [
        ({}, "decision:forwarded", "Request forwarded", 1),
        ({"action": "monitor"}, "decision:forwarded", "Request forwarded", 3),
        ({"outcome": "refused"}, "decision:refused", "Request refused", 5),
        ({"outcome": "refused", "findings": {"pii.email": 1}}, "decision:refused", "Request refused", 8),
        ({"event": "policy", "outcome": "refused"}, "policy:refused", "Policy rejected", 8),
    ],
)
def test_the_header_says_what_happened_and_how_much_it_weighs(more, signature, name, severity):
    back = read(convert(plain(**more), LOG, INDEX))
    assert (back.signature, back.name, back.severity) == (signature, name, severity)


def test_what_the_dictionary_has_a_key_for_stands_under_it():
    values = extension(
        method="POST",
        scheme="https",
        host="a.example",
        port=443,
        path="/v1?k=v",
        client="192.0.2.7",
        principal="ada",
        service="chatgpt",
        request_bytes=9,
        outcome="refused",
        rules=["bans/a", "own/b"],
        policy_version="sha256:ab",
        findings={"pii.email": 2, "secrets.pat": 1},
        models=["gpt-5"],
        reason="No.",
    )
    assert values == {
        "rt": "1772359200250",
        "externalId": "deck-0/7",
        "deviceExternalId": "deck-0",
        "QuarterdeckRecord": "deck-0/7",
        "cat": "decision",
        "act": "refused",
        "outcome": "failure",
        "reason": "No.",
        "app": "HTTPS",
        "requestMethod": "POST",
        "request": "https://a.example:443/v1?k=v",
        "destinationServiceName": "chatgpt",
        "in": "9",
        "suid": "ada",
        "src": "192.0.2.7",
        "dhost": "a.example",
        "dpt": "443",
        "cs1": "bans/a, own/b",
        "cs1Label": "Rules",
        "cs2": "sha256:ab",
        "cs2Label": "Policy version",
        "cs3": "pii.email:2, secrets.pat:1",
        "cs3Label": "Findings",
        "cs4": "gpt-5",
        "cs4Label": "Models",
        "cs5": "qd-1",
        "cs5Label": "Incident",
        "cn1": "3",
        "cn1Label": "Findings",
        "QuarterdeckCoverage": "whole",
        "QuarterdeckWorker": "0",
    }


@pytest.mark.parametrize(
    ("client", "key"), [("192.0.2.7", "src"), ("2001:db8::7", "c6a2"), ("00112233445566ff", "shost")]
)
def test_an_address_of_either_kind_and_a_pseudonym_have_keys_of_their_own(client, key):
    assert extension(client=client)[key] == client


def test_what_the_dictionary_has_no_key_for_stands_under_our_name():
    values = extension(shadow=["own/next"], drift=True, judge_ms=0.25, ticket="T-1", unread=["encrypted", "image"])
    assert values["QuarterdeckShadow"] == "own/next"
    assert values["QuarterdeckDrift"] == "true"
    assert values["QuarterdeckJudgeMs"] == "0.25"
    assert values["QuarterdeckTicket"] == "T-1"
    assert values["QuarterdeckUnread"] == "encrypted, image"


def test_a_grant_says_until_when():
    values = extension(event="grant", outcome="granted", until="2026-03-01T11:00:00.000Z")
    assert (values["deviceCustomDate1"], values["deviceCustomDate1Label"]) == ("1772362800000", "Until")


def test_a_name_that_is_too_long_for_its_key_is_not_cut():
    log = "x" * 60
    values = read(convert(plain(), log, 7)).extension
    assert "externalId" not in values
    assert values["QuarterdeckRecord"] == f"{log}/7"
