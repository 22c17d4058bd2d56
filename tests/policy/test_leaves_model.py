from __future__ import annotations

import pytest

from quarterdeck.model.facts import Maker
from tests.policy.catalogue import connection, request
from tests.policy.test_leaves_service import value

DEEPSEEK, OPENAI = Maker("DeepSeek", "CN"), Maker("OpenAI", "US")


@pytest.mark.parametrize(
    ("glob", "models", "expected"),
    [
        ("*deepseek*", ("deepseek/deepseek-r1",), True),
        ("*DeepSeek*", ("DEEPSEEK-R1",), True),
        ("deepseek-r1", ("deepseek/deepseek-r1",), False),
        ("*deepseek*", ("gpt-4o", "deepseek-chat"), True),
        ("*deepseek*", ("gpt-4o",), False),
        ("*deepseek*", (), False),
        ("*deepseek*", None, None),
    ],
)
def test_models_by_name(glob: str, models: tuple[str, ...] | None, expected: bool | None) -> None:
    assert value(f'model: "{glob}"', request("openrouter.ai", models=models)) is expected


@pytest.mark.parametrize(
    ("match", "makers", "expected"),
    [
        ("model_vendor: deepseek", (DEEPSEEK,), True),
        # The catalogue knows that these are one vendor.
        ("model_vendor: Hangzhou DeepSeek AI", (DEEPSEEK,), True),
        ("model_vendor: DeepSeek", (OPENAI,), False),
        ("model_vendor: DeepSeek", (OPENAI, DEEPSEEK), True),
        ("model_vendor: Mistral AI", (Maker("mistral ai", "FR"),), True),
        ("model_vendor: DeepSeek", None, None),
        ("model_jurisdiction: [CN, RU]", (DEEPSEEK,), True),
        ("model_jurisdiction: cn", (OPENAI,), False),
        ("model_jurisdiction: CN", (), False),
        ("model_jurisdiction: CN", None, None),
    ],
)
def test_models_by_maker(match: str, makers: tuple[Maker, ...] | None, expected: bool | None) -> None:
    assert value(match, request("openrouter.ai", makers=makers)) is expected


@pytest.mark.parametrize(
    ("match", "host", "expected"),
    [
        ('model: "*deepseek*"', "openrouter.ai", None),
        ('model: "*deepseek*"', "deepseek.com", None),
        ('model: "*deepseek*"', "chatgpt.com", False),
        ('model: "*hangzhou deepseek ai*"', "deepseek.com", None),
        ('model: "*r1*"', "chatgpt.com", None),
        ('model: ["*deepseek*", "gpt-4"]', "chatgpt.com", None),
        ('model: "*"', "deepl.com", False),
        ('model: "*"', "example.org", False),
        ("model_vendor: OpenAI", "chatgpt.com", None),
        ("model_vendor: OpenAI", "claude.ai", False),
        ("model_vendor: OpenAI", "openrouter.ai", None),
        ("model_jurisdiction: CN", "kimi.com", None),
        ("model_jurisdiction: CN", "claude.ai", False),
    ],
)
def test_on_a_connection_a_model_is_pending_where_it_could_be_served(
    match: str, host: str, expected: bool | None
) -> None:
    assert value(match, connection(host)) is expected
