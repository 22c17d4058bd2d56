"""Ollama: keys in any case, calls that manage models, a stream unless it is declined."""

from __future__ import annotations

import pytest

from quarterdeck.model.content import Opaque

from .build import message, read

HOST = "http://localhost:11434"


@pytest.mark.parametrize(
    ("path", "activity"),
    [("/api/pull", "download-weights"), ("/api/push", "upload"), ("/api/create", "upload"), ("/api/show", "browse")],
)
def test_models_are_managed_under_old_and_new_names(path: str, activity: str) -> None:
    for key in ("model", "name", "NAME"):
        found = message(f"{HOST}{path}", {key: "deepseek-r1"}, None)
        assert (found.format, found.activity, found.models) == ("ollama", activity, ("deepseek-r1",))
        assert found.models_known


def test_a_chat_under_the_old_name_or_in_other_letters_leaves_the_model_unknown() -> None:
    for body in ({"model_name": "m"}, {"Model": "m"}, {"model": ["m"]}):
        found = message(f"{HOST}/api/generate", {**body, "prompt": "x"}, None)
        assert (found.format, found.models, found.models_known) == ("ollama", ("m",), False)


def test_both_ends_of_a_copy_are_models() -> None:
    found = message(f"{HOST}/api/copy", {"source": "deepseek-r1", "destination": "llama3"}, None)
    assert found.models == ("deepseek-r1", "llama3")


def test_it_streams_unless_told_not_to() -> None:
    body = {"model": "m", "prompt": "x"}
    for said, expect in (({}, True), ({"stream": False}, False), ({"Stream": False}, False), ({"stream": True}, True)):
        assert message(f"{HOST}/api/generate", {**body, **said}, None).stream is expect


def test_without_a_model_the_same_path_is_somebody_elses() -> None:
    assert read("https://some.example/api/chat", {"text": "see you at nine"}, None) is None
    assert read("https://some.example/api/pull", {"repository": "x"}, None) is None
    web = message("https://some.example/api/chat", {"messages": [{"role": "user", "content": "hi"}]}, None)
    assert web.format == "generic"


def test_a_model_named_with_nothing_to_say_is_not_a_prompt() -> None:
    assert read(f"{HOST}/api/chat", {"model": "m", "keep_alive": 0}, None) is None


def test_a_broken_body_is_opaque() -> None:
    assert read(f"{HOST}/api/generate", b'{"model":"a","prompt":"x"', None) == Opaque("not-json", "generic")
    assert read("https://ollama.com/api/generate", b'{"model":"a"') == Opaque("not-json")
