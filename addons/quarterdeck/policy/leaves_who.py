"""Leaves about who asks and when. Who is not identified is unknown; the clock is always known."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, tzinfo
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from quarterdeck.model.facts import Facts
from quarterdeck.policy.dates import read_zone
from quarterdeck.policy.globs import glob_set
from quarterdeck.policy.grammar import Devices, PrincipalTest, ScheduleTest
from quarterdeck.policy.measures import read_clock, read_days
from quarterdeck.policy.term import ALWAYS, Term, both, either, term

_WHOLE_WEEK = frozenset(range(7))


def principal_term(tests: Iterable[PrincipalTest]) -> Term:
    """Whether the principal is one that one of these describes."""
    return either([_principal(test) for test in tests])


def _principal(test: PrincipalTest) -> Term:
    parts = []
    if test.any:
        parts.append(ALWAYS)
    if test.cidr:
        parts.append(_cidr(test.cidr))
    if test.users:
        parts.append(_users(glob_set(test.users)))
    if test.groups:
        parts.append(_groups(glob_set(test.groups)))
    if test.devices:
        parts += _devices(test.devices)
    return both(parts)


def _users(matches: Callable[[str], bool]) -> Term:
    def test(facts: Facts) -> bool | None:
        user = facts.principal.user
        return None if user is None else matches(user.casefold())

    return term(test, "principal.users")


def _groups(matches: Callable[[str], bool]) -> Term:
    def test(facts: Facts) -> bool | None:
        groups = facts.principal.groups
        return None if groups is None else any(matches(group.casefold()) for group in groups)

    return term(test, "principal.groups")


def _devices(wanted: Devices) -> list[Term]:
    parts = []
    if wanted.managed is not None:
        managed = wanted.managed

        def is_managed(facts: Facts) -> bool | None:
            known = facts.principal.managed
            return None if known is None else known is managed

        parts.append(term(is_managed, "principal.devices"))
    if wanted.id:
        matches = glob_set(wanted.id)

        def is_device(facts: Facts) -> bool | None:
            device = facts.principal.device
            return None if device is None else matches(device.casefold())

        parts.append(term(is_device, "principal.devices"))
    return parts


def _cidr(networks: Iterable[str]) -> Term:
    wanted = [ip_network(network) for network in networks]

    def test(facts: Facts) -> bool | None:
        address = _address(facts.principal.client)
        if address is None:
            return None
        return any(address.version == network.version and address in network for network in wanted)

    return term(test, "principal.cidr")


@lru_cache(maxsize=4096)
def _address(client: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(client)
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def schedule_term(tests: Iterable[ScheduleTest], zone: tzinfo) -> Term:
    """Whether it is now within one of these times; `zone` is for those that name none."""
    return either([_schedule(test, zone) for test in tests])


def _schedule(wanted: ScheduleTest, zone: tzinfo) -> Term:
    """A span that ends before it begins belongs to the day on which it begins."""
    here = read_zone(wanted.tz) if wanted.tz else zone
    days = frozenset().union(*(read_days(day) for day in wanted.days)) if wanted.days else _WHOLE_WEEK
    begin = read_clock(wanted.from_) if wanted.from_ else 0
    end = read_clock(wanted.to) if wanted.to else 1440

    def test(facts: Facts) -> bool | None:
        now = datetime.fromtimestamp(facts.time, here)
        minute, day = now.hour * 60 + now.minute, now.weekday()
        if begin < end:
            return begin <= minute < end and day in days
        return (minute >= begin and day in days) or (minute < end and (day - 1) % 7 in days)

    return term(test, "schedule")
