"""perplexity.ai: a question, and one of several makers' models under a short name."""

from __future__ import annotations

import json

import pytest

from quarterdeck import wire
from quarterdeck.model.content import Opaque

from ..build import message, read, texts

ASK = "https://www.perplexity.ai/rest/sse/perplexity_ask"


def test_the_question_stands_in_either_of_two_places() -> None:
    for body in ({"query_str": "why"}, {"params": {"dsl_query": "why"}}):
        found = message(ASK, body)
        assert (found.format, found.activity, found.stream) == ("perplexity-web", "chat", True)
        assert texts(found) == ["why"]


@pytest.mark.parametrize(
    ("asked", "names", "known"),
    [
        ("gpt5", ("gpt5",), True),
        ("r1", ("r1", "deepseek-r1"), True),
        ("", (), False),
        (None, (), False),
        (7, (), False),
    ],
)
def test_the_short_name_tells_the_model(asked: object, names: tuple, known: bool) -> None:
    found = message(ASK, {"query_str": "why", "params": {"model_preference": asked}})
    assert (found.models, found.models_known) == (names, known)


def test_no_name_beside_the_body_stands_in_for_it() -> None:
    assert not message(f"{ASK}?model=gpt5", {"query_str": "why"}).models_known


def test_other_calls_of_the_app_are_not_claimed() -> None:
    assert message("https://www.perplexity.ai/rest/thread/list", {"query_str": "why"}).format == "json"


def test_what_no_longer_fits_or_is_broken_is_opaque() -> None:
    assert read(ASK, {"query_str": ["why"]}) == Opaque("unexpected-shape", "perplexity-web")
    assert read(ASK, b'{"query_str":"why"', None) == Opaque("not-json", "perplexity-web")


def test_a_refused_app_finds_the_reason_under_detail() -> None:
    assert json.loads(wire.refusal("perplexity-web", None, "No.", "i").body)["detail"] == "No. (incident i)"


def test_a_file_is_announced_by_its_name() -> None:
    url = "https://www.perplexity.ai/rest/uploads/create_upload_url"
    found = message(url, {"filename": "plan.docx", "content_type": "application/msword", "file_size": 9})
    assert (found.format, found.activity, found.models_known) == ("perplexity-web", "upload", True)
    assert "plan.docx" in texts(found)
