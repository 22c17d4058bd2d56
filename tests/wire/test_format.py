"""What formats share: who is an AI service, models named in several places, paths, wishes for a stream."""

from __future__ import annotations

import pytest

from quarterdeck.model.service import Host, ServiceMatch
from quarterdeck.wire.format import merged, message, path_of, serves_ai, streams
from quarterdeck.wire.models import Models

from .build import UNLISTED, exchange, matched, service


@pytest.mark.parametrize(
    ("models", "role", "expect"),
    [
        ("any", "api", True),
        ("own", "web", True),
        ("none", "api", False),
        ("own", "cdn", False),
        ("any", "weights", False),
    ],
)
def test_an_ai_service_is_one_of_models_spoken_to_at_a_host_of_talk(models: str, role: str, expect: bool) -> None:
    assert serves_ai(matched(models, role)) is expect


def test_a_service_told_by_its_path_alone_is_spoken_to() -> None:
    assert serves_ai(ServiceMatch(service(), None, ()))


def test_of_several_candidates_one_with_a_host_of_its_own_is_enough() -> None:
    assert not serves_ai(UNLISTED)
    assert not serves_ai(matched(shared=True))
    own = (service(), Host("example.test", role="api"))
    store = (service("none"), Host("example.test", role="api"))
    assert serves_ai(ServiceMatch(None, None, (store, own)))
    assert not serves_ai(ServiceMatch(None, None, (store, store)))


def test_merged_models_are_known_when_all_that_name_one_are() -> None:
    known, hidden = Models(("a",), True), Models(("b",), False)
    assert merged(known, Models()) == known
    assert merged(known, hidden) == Models(("a", "b"), False)
    assert merged(known, known) == known
    assert merged(Models((), True)) == Models((), False)


def test_paths_are_compared_without_case_and_without_a_slash_at_the_end() -> None:
    assert path_of(exchange("https://a.example/V1/Chat/")) == "/v1/chat"
    assert path_of(exchange("https://a.example/")) == ""


@pytest.mark.parametrize("wanted", [True, "true", "True", "1", 1])
def test_a_stream_is_asked_for_in_json_or_as_forms_write_it(wanted: object) -> None:
    assert streams({"stream": wanted})


@pytest.mark.parametrize("wanted", [None, False, "false", "", 0, [], {}])
def test_anything_else_asks_for_no_stream(wanted: object) -> None:
    assert not streams({"stream": wanted})
    assert not streams({})


def test_a_message_takes_its_models_from_the_value_unless_told_better() -> None:
    value = {"model": "a", "prompt": "x"}
    assert message("f", "chat", value).models == ("a",)
    assert message("f", "chat", value, Models(("b",), False)).models == ("b",)
    assert not message("f", "chat", ["x"]).models_known
