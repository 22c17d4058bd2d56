"""The short and the long form of a case say the same, and a case that says something else is refused."""

from __future__ import annotations

import json

import pytest

from quarterdeck.errors import Problems
from quarterdeck.policy.cases_schema import Case
from quarterdeck.policy.load import load_policies


def case(text: str) -> Case:
    (file,) = load_policies(text={"p.yaml": f"policy: p\ncases:\n  - {text}\n"})
    return file.policy.cases[0]


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("{request: a.example, expect: block}", "{request: {url: a.example}, expect: {action: block}}"),
        (
            "{request: {url: a.example, headers: {X-B: 1, X-A: 2}, groups: legal}, expect: {}}",
            "{request: {url: a.example, headers: [[X-B, '1'], [X-A, '2']], groups: [legal]}, expect: {}}",
        ),
        (
            "{request: {url: a.example, method: post, at: 2026-12-31}, expect: allow}",
            "{request: {url: a.example, method: POST, at: '2026-12-31'}, expect: {action: allow}}",
        ),
    ],
)
def test_the_short_form_is_the_long_one(short, long):
    assert case(short) == case(long)


def test_left_out_means_a_get_from_this_machine_judged_by_the_file_alone():
    found = case("{request: a.example, expect: block}")
    assert (found.request.method, found.request.client, found.scope, found.name) == (None, "127.0.0.1", "policy", "")
    assert (found.request.user, found.request.groups, found.expect.rule) == (None, None, None)


@pytest.mark.parametrize("body", ["text", {"a": [1, True, None]}, [{"b": 0.5}], "", {"": None}])
def test_a_body_is_text_or_what_is_sent_as_json_null_and_all(body):
    found = case(f"{{request: {{url: a.example, body: {json.dumps(body)}}}, expect: {{}}}}")
    assert found.request.body == body


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{request: a.example}", "3:5: error: 'expect' is missing"),
        ("{expect: block}", "3:5: error: 'request' is missing"),
        ("{request: {method: GET}, expect: block}", "3:15: error: 'url' is missing"),
        ("{request: a.example, expect: blocked}", "3:34: error: `expect`: 'blocked' is not one of"),
        ("{request: {url: a, body: 12}, expect: block}", "3:30: error: a body is text, or a mapping or list"),
        ("{request: {url: a, bdy: x}, expect: block}", "3:24: error: unknown key 'bdy' (did you mean 'body'?)"),
        ("{request: {url: a, method: G T}, expect: block}", "3:32: error: 'G T' is not an HTTP method"),
        ("{request: {url: a, at: noon}, expect: block}", "3:28: error: 'noon' is not a date"),
        (
            "{request: {url: a, headers: [[X-A]]}, expect: block}",
            "3:33: error: each header of a list is written [",
        ),
        ("{request: {url: a, headers: X-A}, expect: block}", "3:33: error: `headers`: must be a list, not 'X-A'"),
        ("{request: a, expect: {inspection: look}}", "3:39: error: `inspection`: 'look' is not one of tunnel, inspect"),
        ("{request: a, expect: block, scope: all}", "3:40: error: `scope`: 'all' is not one of policy, composed"),
    ],
)
def test_a_mistake_in_a_case_is_told_at_its_place(text, said):
    with pytest.raises(Problems) as caught:
        case(text)
    (problem,) = caught.value.problems
    assert str(problem).startswith(f"p.yaml:{said}")
