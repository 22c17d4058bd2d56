"""Cases are judged by their own policy, at the moment they name, as the proxy would; a failed one is a problem."""

from __future__ import annotations

import pytest

from quarterdeck.config.casework import failed_cases, run_cases, stated, unfit_cases
from quarterdeck.config.compose import compose, load_world, rule_paths
from quarterdeck.config.load import load_config
from quarterdeck.errors import Problems
from quarterdeck.policy.load import load_policies
from quarterdeck.services.catalog import rules_dir

CONFIG = load_config(None, {})


def load(*texts: str):
    files = load_policies(text={f"{number}.yaml": text for number, text in enumerate(texts)})
    world = compose(files, CONFIG, run_cases=False)
    return files, world


def failures(*texts: str) -> list[str]:
    files, world = load(*texts)
    return [
        f"{problem.file}:{problem.line}: {problem.message}" for problem in failed_cases(files, world.policy, world.kit)
    ]


BAN = "policy: a\nban: [{service: deepl, reason: No.}]\n"


def test_the_cases_of_all_packs_pass_alone_and_together():
    packs = sorted(path.stem for path in (rules_dir() / "policies").glob("*.yaml"))
    files = load_policies(rule_paths(packs))
    assert sum(len(file.policy.cases) for file in files) > 50
    world = compose(files, CONFIG)
    problems, results = run_cases(files, world.policy, world.kit)
    assert problems == []
    assert all(result.passed for result in results)


def test_a_failed_case_is_a_problem_with_its_place_and_what_came_instead():
    (problem,) = failures(BAN + "cases:\n  - {request: 'https://www.deepl.com/', expect: allow}\n")
    assert problem.startswith(
        "0.yaml:4: the case 'GET https://www.deepl.com/' failed: expected allow, but it was block"
    )
    assert "a/ban-service-deepl" in problem


def test_a_world_whose_cases_fail_is_not_composed():
    files = load_policies(text={"p.yaml": BAN + "cases: [{request: 'https://www.deepl.com/', expect: allow}]\n"})
    with pytest.raises(Problems, match="the case"):
        compose(files, CONFIG)
    assert compose(files, CONFIG, run_cases=False).policy.rules


def test_a_case_is_judged_by_its_own_file_unless_it_asks_for_all():
    other = "policy: b\nban: [{service: anthropic-claude, reason: No.}]\n"
    alone = "cases: [{request: 'https://www.deepl.com/', expect: allow}]\n"
    together = "cases: [{request: 'https://www.deepl.com/', scope: composed, expect: {action: block, rule: a/*}}]\n"
    assert failures(BAN, other + alone) == []
    assert failures(BAN, other + together.replace(", rule: a/*", "")) == []
    assert len(failures(BAN, other + together.replace("block, rule: a/*", "allow"))) == 1


def test_a_time_without_a_zone_is_in_the_policys():
    policy = (
        "policy: a\ntz: Europe/Berlin\n"
        "rules: [{id: x, match: {service: deepl, schedule: {from: 08:00, to: 18:00}}, action: block, reason: No.}]\n"
    )
    cases = """\
cases:
  - {request: {url: "https://www.deepl.com/", at: "2026-01-07T08:00:00"}, expect: block}
  - {request: {url: "https://www.deepl.com/", at: "2026-01-07T08:00:00Z"}, expect: block}
  - {request: {url: "https://www.deepl.com/", at: "2026-01-07T07:59:00"}, expect: allow}
  - {request: {url: "https://www.deepl.com/", at: "2026-01-07T17:30:00Z"}, expect: allow}
  - {request: {url: "https://www.deepl.com/", at: "2026-01-07T08:00:00"}, scope: composed, expect: block}
"""
    assert failures(policy + cases) == []


def test_a_case_without_a_time_happens_now():
    files, world = load(
        "policy: a\nban: [{service: deepl, until: 2026-01-31, reason: No.}]\n"
        "cases: [{request: 'https://www.deepl.com/', expect: block}]\n"
    )
    january, march = 1_768_000_000.0, 1_773_000_000.0
    assert run_cases(files, world.policy, world.kit, now=january)[1][0].passed
    assert not run_cases(files, world.policy, world.kit, now=march)[1][0].passed


def test_who_and_from_where():
    policy = (
        "policy: a\nrules:\n"
        "  - id: x\n    match: {service: deepl}\n    action: block\n    reason: No.\n"
        "    unless: {principal: [{groups: [legal]}, {users: [ada]}, {cidr: 10.0.0.0/8}]}\n"
        "cases:\n"
    )
    cases = [
        ("", "block"),
        (", user: ada", "allow"),
        (", user: bob", "block"),
        (", user: bob, groups: legal", "allow"),
        (", groups: [sales]", "block"),
        (", client: 10.1.2.3", "allow"),
        (", client: 192.0.2.1", "block"),
    ]
    lines = [f"  - {{request: {{url: 'https://www.deepl.com/'{who}}}, expect: {action}}}" for who, action in cases]
    assert failures(policy + "\n".join(lines)) == []


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        ("url: 'https://CHAT.DeepSeek.com./'", "block"),
        ("url: 'https://chat%2edeepseek.com/'", "{action: block, rule: quarterdeck/bad-host, inspection: refuse}"),
        ("url: 'https://a.example/', sni: chat.deepseek.com", "{rule: names-disagree, inspection: refuse}"),
        ("url: 'https://a.example/', connect_host: b.test", "{rule: names-disagree}"),
        ("url: 'https://a.example/', headers: {Host: b.test}", "{rule: names-disagree}"),
        ("url: 'https://a.example/'", "{action: allow, inspection: tunnel}"),
        ("url: 'https://chat.deepseek.com/'", "{action: block, service: deepseek-web, inspection: inspect}"),
    ],
)
def test_a_case_is_judged_as_on_the_wire(request_, expected):
    policy = "policy: a\nban: [{id: d, service: deepseek, reason: No.}]\n"
    assert failures(f"{policy}cases: [{{request: {{{request_}}}, expect: {expected}}}]\n") == []


def test_a_body_may_be_text_json_or_base64():
    files, _ = load(
        "policy: a\nban: [deepl]\ncases:\n"
        "  - {request: {url: 'https://a.example/', body: {b: [1, true, ü]}}, expect: allow}\n"
        "  - {request: {url: 'https://a.example/', body: text}, expect: allow}\n"
        "  - {request: {url: 'https://a.example/', body_base64: AAE=}, expect: allow}\n"
        "  - {request: {url: 'https://a.example/', body: {}, headers: {Content-Type: a/b}}, expect: allow}\n"
        "  - {request: {url: 'https://a.example/'}, expect: allow}\n"
    )
    asked = [stated(case, files[0], 0.0) for case in files[0].policy.cases]
    assert [one.body for one in asked] == ['{"b":[1,true,"ü"]}'.encode(), b"text", b"\x00\x01", b"{}", None]
    assert [one.headers for one in asked[:2]] == [(("content-type", "application/json"),), ()]
    assert asked[3].headers == (("Content-Type", "a/b"),)


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        ("url: 'ftp://a.example/'", "not an http"),
        ("url: 'https://a.example/', client: me", "not an IP address"),
        ("url: 'https://a.example/', body_base64: '%'", "not base64"),
        ("url: 'https://a.example/', body: a, body_base64: YQ==", "not both"),
        ("url: 'https://a.example/', headers: {a b: c}", "not a header name"),
    ],
)
def test_a_case_that_is_no_request_never_passes(request_, said):
    policy = f"{BAN}cases:\n  - {{request: {{{request_}}}, expect: block}}\n"
    (problem,) = failures(policy)
    assert problem.startswith("0.yaml:4: the case cannot be judged: ")
    assert said in problem
    files, world = load(policy)
    assert [(one.code, one.severity) for one in unfit_cases(files[0], world.kit)] == [("bad-case", "error")]
    assert run_cases(files, world.policy, world.kit)[1] == []


def test_the_baseline_keeps_its_cases_when_the_proxy_starts():
    assert load_world(CONFIG).policy.rules


def test_each_case_is_announced_before_it_is_judged():
    files, world = load(BAN + "cases: [{request: 'https://a.example/', expect: allow}]\n" * 1)
    seen: list[str] = []
    run_cases(files, world.policy, world.kit, judging=lambda case: seen.append(case.request.url))
    assert seen == ["https://a.example/"]
