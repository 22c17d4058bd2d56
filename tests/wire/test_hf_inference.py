"""Hugging Face inference: owner and repository in the path, or a dedicated endpoint that names nothing."""

from __future__ import annotations

from quarterdeck.model.content import Opaque

from .build import message, read, texts

ROUTER = "https://router.huggingface.co/hf-inference/models"
DEDICATED = "https://abc123.eu-west-1.aws.endpoints.huggingface.cloud"


def test_the_path_names_owner_and_repository() -> None:
    found = message(f"{ROUTER}/deepseek-ai/DeepSeek-R1/", {"inputs": "hi"})
    assert (found.format, found.models, found.models_known) == ("hf-inference", ("deepseek-ai/DeepSeek-R1",), True)
    assert "hi" in texts(found)


def test_a_model_named_in_the_body_counts_beside_that_of_the_path() -> None:
    found = message(f"{ROUTER}/a/b", {"inputs": "hi", "Model": "other"})
    assert (found.models, found.models_known) == (("a/b", "other"), True)


def test_an_embedding_is_told_by_its_pipeline() -> None:
    found = message(f"{ROUTER}/BAAI/bge-m3/pipeline/feature-extraction", {"inputs": "hi"})
    assert (found.activity, found.models) == ("embed", ("BAAI/bge-m3",))


def test_a_dedicated_endpoint_hides_its_model() -> None:
    for path in ("/", "/generate", "/generate_stream"):
        found = message(f"{DEDICATED}{path}?model=gpt-4o", {"inputs": "hi"})
        assert (found.format, found.models_known, found.stream) == ("hf-inference", False, path.endswith("_stream"))


def test_models_of_another_kind_are_not_claimed() -> None:
    assert read("https://shop.example/models/renault/clio", {"price": 9}, None) is None
    assert message(f"{DEDICATED}/v1/chat/completions", {"model": "tgi", "messages": []}).format == "openai-chat"


def test_a_broken_body_is_opaque() -> None:
    assert read(f"{ROUTER}/a/b", b'{"inputs":"hi"') == Opaque("not-json")
    assert read(DEDICATED, b'{"inputs":"hi","inputs":"ho"}') == Opaque("duplicate-keys")
