"""meta.ai: a GraphQL form, one path for everything; the name of the call and what it holds tell a prompt."""

from __future__ import annotations

import json
from urllib.parse import urlencode

from quarterdeck.model.content import Opaque

from ..build import message, read, texts

URL = "https://www.meta.ai/api/graphql/"
KIND = {"content_type": "application/x-www-form-urlencoded"}


def sent(name: str, variables: object) -> bytes:
    return urlencode({"fb_api_req_friendly_name": name, "variables": json.dumps(variables)}).encode()


PROMPT = sent("useAbraSendMessageMutation", {"message": {"sensitive_string_value": "hello"}})


def test_the_variables_are_opened() -> None:
    for url in (URL, "https://graph.meta.ai/graphql?locale=user"):
        found = message(url, PROMPT, **KIND)
        assert (found.format, found.activity, found.models_known) == ("meta-web", "chat", True)
        assert "hello" in texts(found)


def test_a_prompt_under_another_name_is_claimed() -> None:
    assert message(URL, sent("useNew", {"a": {"sensitive_string_value": "hello"}}), **KIND).format == "meta-web"
    assert message(URL, {"variables": {"a": [{"sensitive_string_value": "hello"}]}}).format == "meta-web"


def test_other_calls_and_other_hosts_are_not_claimed() -> None:
    assert message(URL, sent("useList", {"first": "ten"}), **KIND).format == "form"
    assert read("https://shop.example/graphql", PROMPT, None, **KIND) is None


def test_a_broken_body_is_opaque() -> None:
    assert read(URL, b'{"variables":{') == Opaque("not-json")
