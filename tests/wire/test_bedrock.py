"""Bedrock: an id in the path names the model, some ARNs hide it, and nothing beside the path brings it to light."""

from __future__ import annotations

import pytest

from quarterdeck.model.content import Message, Opaque
from quarterdeck.wire import bedrock
from quarterdeck.wire.models import Models

from .build import message, read

HOST = "https://bedrock-runtime.us-east-1.amazonaws.com"
HIDDEN = f"{HOST}/model/arn:aws:bedrock:r:1:imported-model%2Fx/invoke"


@pytest.mark.parametrize(
    ("text", "expect"),
    [
        ("deepseek.r1-v1:0", Models(("deepseek.r1-v1:0",), True)),
        ("us.deepseek.r1-v1%3A0", Models(("us.deepseek.r1-v1:0",), True)),
        ("us.deepseek.r1-v1%253A0", Models(("us.deepseek.r1-v1:0",), True)),
        ("arn:aws:bedrock:eu-west-1::foundation-model/a.b-v1:0", Models(("a.b-v1:0",), True)),
        ("arn:aws-us-gov:bedrock:r:123456789012:inference-profile/us.a.b-v1:0", Models(("us.a.b-v1:0",), True)),
    ],
)
def test_ids_that_name_a_model(text: str, expect: Models) -> None:
    assert bedrock.model_id(text) == expect


@pytest.mark.parametrize(
    "kind",
    ["application-inference-profile/x1", "imported-model/x1", "provisioned-model/x1", "custom-model-deployment/x1",
     "default-prompt-router/x.y:1", "inference-profile/x1", "prompt/ABC:1"],
)  # fmt: skip
def test_arns_that_hide_it(kind: str) -> None:
    assert not bedrock.model_id(f"arn:aws:bedrock:us-east-1:123456789012:{kind}").known


def test_neither_body_nor_query_nor_header_can_talk_an_arn_away() -> None:
    body = {"model": "claude", "prompt": "hi"}
    assert not message(HIDDEN, body).models_known
    assert not message(f"{HIDDEN}?model=claude", body).models_known
    assert not message(HIDDEN, body, x_amzn_bedrock_model_id="claude").models_known


def test_retrieval_names_its_model_by_an_arn_in_the_body() -> None:
    url = "https://bedrock-agent-runtime.us-east-1.amazonaws.com/retrieveAndGenerate"

    def asked(config: dict[str, str]) -> Message:
        inner = {"knowledgeBaseConfiguration": config}
        return message(url, {"input": {"text": "q"}, "retrieveAndGenerateConfiguration": inner})

    found = asked({"modelArn": "arn:aws:bedrock:us-east-1::foundation-model/deepseek.r1-v1:0"})
    assert (found.format, found.models, found.models_known) == ("bedrock", ("deepseek.r1-v1:0",), True)
    assert not asked({"modelArn": "arn:aws:bedrock:us-east-1:1:imported-model/x"}).models_known
    assert not asked({}).models_known


@pytest.mark.parametrize(
    ("verb", "body", "activity"),
    [("invoke", {"messages": []}, "chat"), ("converse", {}, "chat"), ("invoke", {"prompt": "q"}, "completion")],
)
def test_verb_and_body_tell_a_chat_from_a_completion(verb: str, body: dict, activity: str) -> None:
    assert message(f"{HOST}/model/a.b/{verb}", body).activity == activity


def test_an_agents_path_is_claimed_at_amazon_only() -> None:
    path = "/agents/A/agentAliases/B/sessions/C/text"
    assert (
        message(f"https://bedrock-agent-runtime.eu-west-1.amazonaws.com{path}", {"inputText": "q"}).format == "bedrock"
    )
    assert read(f"https://crm.example{path}", {"inputText": "q"}, None) is None


def test_a_broken_body_is_opaque_on_any_host() -> None:
    for host in (HOST, "https://gateway.example"):
        assert read(f"{host}/model/a.b/converse", b'{"messages":', None) == Opaque("not-json", "bedrock")
    assert read(f"{HOST}/model/a.b/converse", b"[]") == Opaque("unexpected-shape", "bedrock")
