"""Hosts that take the model from the path, and those whose path holds a customer's own name for one."""

from __future__ import annotations

import pytest

from quarterdeck.model.content import Opaque

from .build import message, read

BODY = {"prompt": "hi"}


@pytest.mark.parametrize(
    ("path", "model"),
    [
        ("/client/v4/accounts/a/ai/run/@cf/meta/llama-3", "@cf/meta/llama-3"),
        ("/v1/a/g/workers-ai/@cf/meta/llama-3", "@cf/meta/llama-3"),
        ("/v1/models/deepseek-ai/DeepSeek-R1/predictions", "deepseek-ai/DeepSeek-R1"),
        ("/v1/inference/deepseek-ai/DeepSeek-R1", "deepseek-ai/DeepSeek-R1"),
        ("/v2/users/u/apps/a/models/DeepSeek-R1/versions/v/outputs", "DeepSeek-R1"),
        ("/rpc/2.0/ai_custom/v1/wenxinworkshop/chat/ernie-4", "ernie-4"),
        ("/fal-ai/flux/dev", "fal-ai/flux/dev"),
    ],
)
def test_the_path_names_the_model_as_it_is_spelt(path: str, model: str) -> None:
    found = message(f"https://gateway.example{path}", BODY)
    assert (found.format, found.models, found.models_known) == ("model-path", (model,), True)


def test_a_model_named_in_the_body_counts_beside_that_of_the_path() -> None:
    found = message("https://api.example/v1/inference/a/b", {**BODY, "Model": "other"})
    assert (found.models, found.models_known) == (("a/b", "other"), True)


@pytest.mark.parametrize(
    "path", ["/serving-endpoints/prod/invocations", "/endpoints/prod/invocations", "/v1/deployments/o/prod/predictions"]
)
def test_a_customers_name_hides_it_whatever_stands_beside_it(path: str) -> None:
    assert not message(f"https://acme.example{path}?model=gpt-4o", BODY).models_known


def test_a_customers_name_that_holds_a_makers_tells_it() -> None:
    found = message("https://acme.example/serving-endpoints/databricks-claude-sonnet/invocations", BODY)
    assert (found.models, found.models_known) == (("databricks-claude-sonnet",), True)


def test_a_version_tells_the_model_when_it_holds_its_name() -> None:
    url = "https://api.replicate.com/v1/predictions"
    for version, model, known in (("deepseek-ai/r1:5c7d", "deepseek-ai/r1", True), ("5c7d", "5c7d", False)):
        found = message(url, {"version": version, "input": BODY})
        assert (found.format, found.models, found.models_known) == ("model-path", (model,), known)


def test_predictions_of_another_kind_are_not_claimed() -> None:
    assert read("https://weather.example/v1/predictions", {"version": "2", "city": "Rome"}, None) is None
    assert read("https://weather.example/v1/models/renault", {"city": "Rome"}, None) is None


def test_a_broken_body_is_opaque() -> None:
    url = "https://api.replicate.com/v1/models/a/b/predictions"
    assert read(url, b'{"input":{"prompt":"hi"') == Opaque("not-json")
    assert read(url, b"\x00\x01") == Opaque("binary")
