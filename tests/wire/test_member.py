"""Names of members: whose words they hold, and which names say more than a name does."""

from __future__ import annotations

import pytest

from quarterdeck.wire.member import escape, member, telling


@pytest.mark.parametrize(
    "name",
    [
        "AKIAIOSFODNN7EXAMPLE", "ghp_16C7e42F292c6912E7710c838347Ae178B4a", "sk-proj-abcdefghijklmnop1234",
        "4111111111111111", "ORCA-7391", "case_20417",
        "ada@example.org", "the merger", "https://a.example/x", "DE89 3704 0044 0532 0130 00", "123-45-6789",
        "a_name_that_is_far_too_long_to_be_any_name_of_a_schema", "größe", "5f0c2c1e-7b6f-4d0e-9a55-0c8a3c9a2f11",
    ],
)  # fmt: skip
def test_names_that_say_something(name: str) -> None:
    assert telling(name)
    assert member(name).telling


@pytest.mark.parametrize(
    "name",
    [
        "", "model", "messages", "max_tokens", "additionalModelRequestFields", "$ref", "@type",
        "@odata.type", "xml:lang",
        "application/json", "gpt-4o-mini", "text-embedding-3-small", "f.req", "x-amz-content-sha256", "items[0][name]",
        "sec-ch-ua-full-version-list", "parallel_tool_calls",
    ],
)  # fmt: skip
def test_ordinary_names(name: str) -> None:
    assert not telling(name)


def test_roles_and_files_by_name_in_any_letters() -> None:
    assert member("messages").role == member(" Messages").role == "user"
    assert member("system").role == "system"
    assert member("anything").role is None
    assert (member("file_data").file, member("Data").file, member("text").file) == ("only", "maybe", "")


def test_escape() -> None:
    assert escape("a/b~c") == "a~1b~0c"
    assert member("a/b").token == "a~1b"
