"""What a name in a rule stands for, and which country a service answers to."""

from __future__ import annotations

import pytest

from quarterdeck.model.service import Jurisdiction, Service, members

SERVICES = {
    id_: Service(id_, id_, "V", "chatbot")
    for id_ in ("deepseek-web", "deepseek-api", "deep", "deep-search", "gpt", "gptzero")
}


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("deepseek-web", {"deepseek-web"}),
        ("deepseek", {"deepseek-web", "deepseek-api"}),
        ("DeepSeek_Web", {"deepseek-web"}),
        # A service of that very id is meant before a family is, and a beginning of a word is neither.
        ("deep", {"deep"}),
        ("gpt", {"gpt"}),
        ("deeps", set()),
        ("deepseek-", set()),
        ("", set()),
    ],
)
def test_a_name_stands_for_a_service_or_for_a_whole_family(name, ids):
    assert {service.id for service in members(SERVICES, name)} == ids


@pytest.mark.parametrize(
    ("jurisdictions", "country"),
    [
        ((), ""),
        ((Jurisdiction("CN", "owner"),), ""),
        ((Jurisdiction("CN", "owner"), Jurisdiction("US"), Jurisdiction("DE", "hosting")), "US"),
        ((Jurisdiction("US", certain=False),), "US"),
    ],
)
def test_the_country_that_is_shown_is_the_operators(jurisdictions, country):
    assert Service("a", "A", "V", "chatbot", jurisdictions).jurisdiction == country
