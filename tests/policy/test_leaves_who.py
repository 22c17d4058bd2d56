from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from quarterdeck.model.principal import Principal
from tests.policy.catalogue import connection, request
from tests.policy.test_leaves_service import value

ADA = {"user": "Ada@Example.org", "groups": frozenset({"Legal", "staff"}), "device": "LAPTOP-7", "managed": True}


@pytest.mark.parametrize(
    ("match", "known", "unknown"),
    [
        ("any", True, True),
        ("{users: ada@example.org}", True, None),
        ("{users: ['bob', '*@example.org']}", True, None),
        ("{users: bob}", False, None),
        ("{groups: legal}", True, None),
        ("{groups: [sales, leg*]}", True, None),
        ("{groups: sales}", False, None),
        ("{devices: {managed: true}}", True, None),
        ("{devices: {managed: false}}", False, None),
        ("{devices: {id: laptop-*}}", True, None),
        ("{devices: {id: laptop-*, managed: false}}", False, None),
        ("{cidr: 10.0.0.0/8}", True, True),
        ("{cidr: [192.168.0.0/16, 10.0.0.7]}", True, True),
        ("{cidr: 192.168.0.0/16}", False, False),
        ("{cidr: '2001:db8::/32'}", False, False),
        ("{groups: legal, cidr: 10.0.0.0/8}", True, None),
        ("{groups: legal, cidr: 192.168.0.0/16}", False, False),
        ("[{groups: sales}, {cidr: 10.0.0.0/8}]", True, True),
        ("[{groups: sales}, {cidr: 192.168.0.0/16}]", False, None),
    ],
)
def test_who_is_not_identified_is_unknown(match: str, known: bool | None, unknown: bool | None) -> None:
    for facts in (request, connection):
        assert value(f"principal: {match}", facts("chatgpt.com", principal=Principal("10.0.0.7", **ADA))) is known
        assert value(f"principal: {match}", facts("chatgpt.com", principal=Principal("10.0.0.7"))) is unknown


@pytest.mark.parametrize(
    ("client", "expected"),
    [("2001:db8::7", True), ("::ffff:10.0.0.7", True), ("10.0.0.7", True), ("192.0.2.1", False), ("a socket", None)],
)
def test_addresses(client: str, expected: bool | None) -> None:
    facts = request("chatgpt.com", principal=Principal(client))
    assert value("principal: {cidr: ['2001:db8::/32', 10.0.0.0/8]}", facts) is expected


@pytest.mark.parametrize(
    ("schedule", "moment", "expected"),
    [
        ("{days: weekdays}", "2026-11-24T10:00Z", True),
        ("{days: weekdays}", "2026-11-28T10:00Z", False),
        ("{from: 09:00, to: 17:30}", "2026-11-24T09:00Z", True),
        ("{from: 09:00, to: 17:30}", "2026-11-24T17:29Z", True),
        ("{from: 09:00, to: 17:30}", "2026-11-24T17:30Z", False),
        ("{from: 09:00}", "2026-11-24T23:59Z", True),
        ("{to: 09:00}", "2026-11-24T08:59Z", True),
        ("{from: 09:00, to: 17:30, tz: Asia/Kolkata}", "2026-11-24T04:00Z", True),
        ("{from: 09:00, to: 17:30, tz: Asia/Kolkata}", "2026-11-24T12:30Z", False),
        # Monday there begins on Sunday here.
        ("{days: mon, tz: Asia/Kolkata}", "2026-11-22T19:00Z", True),
        # A night belongs to the day on which it begins.
        ("{days: fri, from: 22:00, to: 06:00}", "2026-11-27T23:00Z", True),
        ("{days: fri, from: 22:00, to: 06:00}", "2026-11-28T05:59Z", True),
        ("{days: fri, from: 22:00, to: 06:00}", "2026-11-28T06:00Z", False),
        ("{days: fri, from: 22:00, to: 06:00}", "2026-11-27T05:00Z", False),
        ("{days: sun, from: 22:00, to: 06:00}", "2026-11-23T05:00Z", True),
        ("[{days: sat}, {days: tue, to: 12:00}]", "2026-11-24T10:00Z", True),
        # The hour that a clock change repeats is inside both times.
        ("{from: '02:00', to: '03:00', tz: Europe/Berlin}", "2026-10-25T00:30Z", True),
        ("{from: '02:00', to: '03:00', tz: Europe/Berlin}", "2026-10-25T01:30Z", True),
    ],
)
def test_schedules(schedule: str, moment: str, expected: bool) -> None:
    facts: dict[str, Any] = {"time": datetime.fromisoformat(moment).timestamp()}
    assert value(f"schedule: {schedule}", request("chatgpt.com", **facts)) is expected
    assert value(f"schedule: {schedule}", connection("example.org", **facts)) is expected
