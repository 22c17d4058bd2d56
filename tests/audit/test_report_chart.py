"""A chart draws each part as tall as its figure, and its axis reads well."""

from __future__ import annotations

# ruff: noqa: DTZ001  the view's times are UTC without saying so
import datetime as dt
import re
from xml.etree import ElementTree as ET

import pytest

from quarterdeck.audit.report_chart import bar, label, stacked

KINDS = ("refused", "passed")
DAY = dt.datetime(2026, 3, 3)


def rects(svg):
    return [one.attrib for one in ET.fromstring(svg).iter("rect")]


def test_parts_stand_upon_each_other_to_scale():
    low, high = rects(stacked([DAY], [(5, 15)], KINDS, "day"))
    assert (low["class"], high["class"]) == KINDS
    assert float(high["height"]) == pytest.approx(3 * float(low["height"]), abs=0.2)
    assert float(high["y"]) + float(high["height"]) == pytest.approx(float(low["y"]), abs=0.2)


def test_nothing_is_drawn_for_nothing():
    assert rects(stacked([DAY], [(0, 0)], KINDS, "day")) == []
    assert rects(stacked([], [], KINDS, "day")) == []


@pytest.mark.parametrize(
    ("value", "top"),
    [(0, "2"), (1, "2"), (7, "8"), (9, "10"), (101, "200"), (260, "300"), (899, "1,000"), (5000, "5,000")],
)
def test_the_axis_ends_at_a_number_that_reads_well(value, top):
    found = re.findall(r'class="y"[^>]*>([^<]*)<', stacked([DAY], [(value, 0)], KINDS, "day"))
    assert found[0] == "0"
    assert found[2] == top


def test_labels_are_few_and_short():
    many = [DAY + dt.timedelta(days=one) for one in range(60)]
    said = stacked(many, [(1, 1)] * 60, KINDS, "day")
    assert said.count("<text x=") <= 9
    assert [label(DAY, step) for step in ("hour", "day", "week", "month")] == ["00:00", "3 Mar", "3 Mar", "Mar 2026"]


def test_a_small_bar_is_as_long_as_its_share():
    (one,) = rects(bar((30, 0), KINDS, 60))
    assert float(one["width"]) == 60
    assert rects(bar((0, 0), KINDS, 0)) == []
