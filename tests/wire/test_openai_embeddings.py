"""OpenAI embeddings and moderations: rows of text, or token ids that nobody can read."""

from __future__ import annotations

import pytest

from quarterdeck.model.content import Opaque

from .build import message, read

API = "https://api.openai.com/v1"


@pytest.mark.parametrize("path", ["/embeddings", "/moderations", "/multimodalembeddings", "/contextualizedembeddings"])
def test_rows_are_claimed_under_either_name(path: str) -> None:
    for key in ("input", "inputs", "Input"):
        found = message(f"{API}{path}", {"model": "m", key: "row"})
        assert (found.format, found.activity, found.opaque) == ("openai-embeddings", "embed", None)


@pytest.mark.parametrize("rows", [[1, 2], [[1, 2]], ["a", [1, 2]], [[], [1]], ["a", 1]])
def test_token_ids_anywhere_are_said_to_be_unread(rows: list) -> None:
    assert message(f"{API}/embeddings", {"model": "m", "input": rows}).opaque == "token-ids"


@pytest.mark.parametrize("rows", ["a", ["a"], [], [[]]])
def test_texts_are_not_taken_for_token_ids(rows: object) -> None:
    assert message(f"{API}/embeddings", {"model": "m", "input": rows}).opaque is None


def test_on_azure_the_deployment_names_the_model() -> None:
    url = "https://acme.openai.azure.com/openai/deployments/{}/embeddings"
    assert not message(url.format("rows"), {"input": "a"}).models_known
    assert message(url.format("text-embedding-3-small"), {"model": "text-embedding-3-small", "input": "a"}).models_known


def test_embeddings_without_input_are_somebody_elses() -> None:
    assert read("https://maps.example/v1/embeddings", {"map": "Rome"}, None) is None


def test_a_broken_body_is_opaque() -> None:
    assert read(f"{API}/embeddings", b'{"model":"m","input":["a"],}') == Opaque("not-json", "generic")
    assert read(f"{API}/embeddings", b'{"in":1,"in":2}') == Opaque("duplicate-keys")
