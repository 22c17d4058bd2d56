"""Everything in a file has one place; what is not there is placed at the nearest thing around it."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.policy.places import Path, Places, Spot
from quarterdeck.policy.yaml_source import parse_yaml

PLACES = parse_yaml("rules:\n  - id: a\n    match: {host: [x, y]}\nowner: z\n", "f").places


@pytest.mark.parametrize(
    ("path", "key", "value"),
    [
        ((), (1, 1), (1, 1)),
        (("rules",), (1, 1), (2, 3)),
        (("rules", 0), (2, 5), (2, 5)),
        (("rules", 0, "match"), (3, 5), (3, 12)),
        (("rules", 0, "match", "host", 1), (3, 23), (3, 23)),
        (("owner",), (4, 1), (4, 8)),
        # Not there: the nearest thing around it.
        (("rules", 0, "match", "host", 7), (3, 13), (3, 19)),
        (("rules", 0, "unless", "host"), (2, 5), (2, 5)),
        (("rules", "0"), (1, 1), (2, 3)),
        (("owner", "x", 1), (4, 1), (4, 8)),
        (("nothing",), (1, 1), (1, 1)),
    ],
)
def test_a_key_and_its_value_have_their_places(path, key, value):
    assert (PLACES.nearest(path), PLACES.of_value(path)) == (key, value)


def test_only_what_is_there_is_in_the_map():
    assert set(PLACES) == {
        (),
        ("rules",),
        ("rules", 0),
        ("rules", 0, "id"),
        ("rules", 0, "match"),
        ("rules", 0, "match", "host"),
        ("rules", 0, "match", "host", 0),
        ("rules", 0, "match", "host", 1),
        ("owner",),
    }
    assert len(PLACES) == 9
    assert ("rules", 1) not in PLACES
    with pytest.raises(KeyError):
        PLACES["rules", 1]


def test_an_empty_file_has_a_place_too():
    places = Places(Spot((1, 1)))
    assert (places.nearest(("a",)), places.of_value(("a", 0)), len(places)) == ((1, 1), (1, 1), 1)


DATA = st.recursive(
    st.text("ab", min_size=1), lambda inner: st.lists(inner) | st.dictionaries(st.text("ab", min_size=1), inner)
)


@given(DATA)
def test_the_paths_of_the_map_are_those_of_the_data(data: Any) -> None:
    def paths(node: Any, path: Path) -> list[Path]:
        inside = enumerate(node) if isinstance(node, list) else node.items() if isinstance(node, dict) else ()
        return [path, *(found for step, inner in inside for found in paths(inner, (*path, step)))]

    assert sorted(parse_yaml(yaml.safe_dump(data), "f").places, key=str) == sorted(paths(data, ()), key=str)
