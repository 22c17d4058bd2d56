"""The reading of the published schema finds what is wrong; else it would prove nothing of what it finds right."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from quarterdeck.export.ocsf import VERSIONS, convert

from .made import INDEX, LOG, plain
from .published import mistakes

GONE = object()


def event(version: str) -> dict[str, Any]:
    line = plain(
        method="POST", client="192.0.2.7", principal="ada", scheme="https", host="a.example", port=443, path="/v1"
    )
    return convert(line, LOG, INDEX, version)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("path", "value", "mistake"),
    [
        ("class_uid", 4000, "no class"),
        ("metadata.version", "1.7.0", "to be of version"),
        ("metadata.profiles", ["nonsense"], "does not take the profiles"),
        ("metadata.profiles", GONE, "action_id is of a profile that is not applied"),
        ("metadata.profiles", ["cloud"], "event.cloud is required"),
        ("metadata.product", {"vendor_name": "x"}, "at_least_one"),
        ("metadata", GONE, "event.metadata is required"),
        ("type_uid", 400201, "type_uid 400201 is not"),
        ("activity_id", 12, "may not be 12"),
        ("activity_name", "Get", "activity_name is 'Get' and not 'Post'"),
        ("severity_id", GONE, "event.severity_id is required"),
        ("http_request", GONE, "at_least_one"),
        ("http_request.http_method", "post", "may not be 'post'"),
        ("http_request.url.port", 65536, "out of range"),
        ("http_request.url", {"scheme": "https"}, "at_least_one"),
        ("http_request.url", {}, "is empty"),
        ("http_response", {"body_length": 1}, "http_response.code is required"),
        ("src_endpoint.ip", "pseudonym", "is no ip_t"),
        ("time", "2026-03-01", "should be a timestamp_t"),
        ("time", 1 << 63, "should be a timestamp_t"),
        ("time", True, "should be a timestamp_t"),
        ("message", "", "is empty"),
        ("message", 7, "should be a string_t"),
        ("nonsense", 7, "is not in the schema"),
        ("src_endpoint.nonsense", 7, "is not in the schema"),
        ("http_status", 200, "is deprecated"),
        ("http_cookies", [{"name": "a"}], "whose schema is not kept here"),
        ("metadata.labels", [], "a list with something in it"),
        ("disposition_id", 99, "disposition is 'Allowed'"),
    ],
)
def test_each_mistake_is_found(version, path, value, mistake):
    good = event(version)
    assert not mistakes(good, version)
    bad = copy.deepcopy(good)
    *way, last = path.split(".")
    at = bad
    for name in way:
        at = at[name]
    if value is GONE:
        del at[last]
    else:
        at[last] = value
    if value == 99:
        at.pop("disposition")
        mistake = "is 99 without disposition"
    assert any(mistake in found for found in mistakes(bad, version)), mistakes(bad, version)
