"""Models that query and headers name beside the body."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.wire.overrides import NONE, Overrides, overrides

from .build import exchange

URL = "https://gateway.example/v1/chat/completions"


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ()),
        ("?api-version=1", ()),
        ("?model=deepseek-chat", ("deepseek-chat",)),
        ("?MODEL=a&model=b&Deployment=c", ("a", "b", "c")),
        ("?model=deep%73eek", ("deepseek",)),
        ("?model=", ()),
        ("?a=1;model=deepseek-chat", ("deepseek-chat",)),
        ("?model[]=a&models[0]=b", ("a", "b")),
    ],
)
def test_queries(query: str, names: tuple[str, ...]) -> None:
    assert overrides(exchange(URL + query)) == Overrides(names)


@pytest.mark.parametrize(
    ("name", "value", "expect"),
    [
        ("x-ms-model-mesh-model-name", "DeepSeek-R1", Overrides(("DeepSeek-R1",))),
        ("azureml-model-deployment", "blue", Overrides(("blue",))),
        ("x-portkey-config", "pc-1", Overrides((), True)),
        ("x-portkey-config", '{"override_params":{"model":"a"}}', Overrides(("a",))),
        ("x-portkey-config", '{"targets":[{"provider":"deepseek"}]}', Overrides(("provider:deepseek",))),
        ("x-portkey-config", '{"a":1,"a":2}', Overrides((), True)),
        ("x-portkey-config", '"pc-1"', Overrides((), True)),
        ("helicone-fallbacks", '[{"target-url":"u","bodyKeyOverride":{"model":"b"}}]', Overrides(("b",))),
        ("x-portkey-provider", "deepseek", Overrides(("provider:deepseek",))),
        ("x-model", "auto", Overrides(("auto",), True)),
        ("accept", "model", NONE),
    ],
)
def test_headers(name: str, value: str, expect: Overrides) -> None:
    assert overrides(exchange(URL, headers={name: value})) == expect


@pytest.mark.parametrize(
    ("url", "name", "obeyed"),
    [
        ("https://a.services.ai.azure.com/models/chat/completions", "DeepSeek-R1", True),
        ("https://a.services.ai.azure.com/models/chat/completions", "prod", False),
        ("https://a.services.ai.azure.com/openai/threads/t/runs", "gpt-4o", False),
        ("https://openrouter.ai/models/chat/completions", "gpt-4o", False),
    ],
)
def test_a_header_is_obeyed_where_its_own_service_looks_for_it(url: str, name: str, obeyed: bool) -> None:
    assert overrides(exchange(url, headers={"x-ms-model-mesh-model-name": name})) == Overrides((name,), False, obeyed)


@given(st.text(max_size=60), st.text(max_size=60))
def test_nothing_raises(query: str, value: str) -> None:
    found = overrides(exchange(URL, headers=(("x-portkey-config", value), ("x-model", value))))
    assert isinstance(found, Overrides)
    asked = exchange(f"{URL}?model={query.replace('#', '')}")
    assert isinstance(overrides(asked), Overrides)
