"""Findings are an event of their own, which says how much of what was found, and never what."""

from __future__ import annotations

import pytest

from quarterdeck.export.ocsf import events

from .made import INDEX, LOG, plain


def test_a_line_without_findings_is_one_event():
    assert [event["class_uid"] for event in events(plain(), LOG, INDEX)] == [4002]


def test_a_line_with_findings_is_two_events_that_name_each_other():
    main, finding = events(plain(method="POST", findings={"pii.email": 2, "pii.iban": 1}), LOG, INDEX)
    assert finding["type_uid"] == 200601
    assert finding["status_id"] == 1
    assert main["metadata"]["uid"] == "deck-0/7"
    assert finding["metadata"]["uid"] == "deck-0/7/findings"
    assert finding["finding_info"]["related_events"] == [
        {"uid": "deck-0/7", "type_uid": 400206, "type_name": "HTTP Activity: Post"}
    ]
    assert finding["data_security"]["discovery_details"] == [
        {"type": "pii.email", "count": 2},
        {"type": "pii.iban", "count": 1},
    ]
    assert finding["data_security"]["total"] == 3


@pytest.mark.parametrize(
    ("found", "category"),
    [
        (["pii.email"], (1, "Personal")),
        (["secrets.aws", "secrets.pat"], (6, "Security")),
        (["custom.project"], (0, "Unknown")),
        (["source-code.java", "dictionary.projects"], (4, "Business")),
        (["secrets.aws", "pii.email"], (99, "Personal, Security")),
    ],
)
def test_the_kind_of_data_is_told_by_the_families_of_the_detectors(found, category):
    _, finding = events(plain(findings=dict.fromkeys(found, 1)), LOG, INDEX)
    assert (finding["data_security"]["category_id"], finding["data_security"]["category"]) == category


@pytest.mark.parametrize(("coverage", "status"), [("whole", 1), ("part", 2), ("none", None)])
def test_it_says_whether_all_was_read(coverage, status):
    _, finding = events(plain(findings={"pii.email": 1}, coverage=coverage), LOG, INDEX)
    assert finding["data_security"].get("status_id") == status


def test_it_names_who_was_talking_to_what():
    _, finding = events(
        plain(findings={"pii.email": 1}, principal="ada", client="192.0.2.7", host="a.example", service="chatgpt"),
        LOG,
        INDEX,
    )
    assert finding["actor"] == {"user": {"uid": "ada"}}
    assert finding["src_endpoint"] == {"ip": "192.0.2.7"}
    assert finding["dst_endpoint"] == {"hostname": "a.example"}
    assert finding["resources"] == [{"name": "chatgpt", "type": "AI service"}]
