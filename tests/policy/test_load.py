from __future__ import annotations

from pathlib import Path

import pytest

from quarterdeck.errors import Problems
from quarterdeck.policy.load import load_policies

HEAD = "policy: p\n"
RULE = HEAD + "rules:\n  - id: a\n    action: block\n    match: "


def said(text: str) -> list[str]:
    with pytest.raises(Problems) as caught:
        load_policies(text={"f.yaml": text})
    return [str(problem) for problem in caught.value.problems]


# Each mistake, where it stands and what is said of it.
MISTAKES = [
    ("", "f.yaml:1:1: error: is empty (begin it with `policy: some-name`)"),
    ("- a", "f.yaml:1:1: error: is not a mapping of keys to values (begin it with `policy: some-name`)"),
    ("owner: x", "f.yaml:1:1: error: the policy has no name (begin the file with `policy: some-name`)"),
    (
        "policy: My Rules",
        (
            "f.yaml:1:9: error: 'My Rules' is not an id: ids are lower-case letters, digits and hyphens "
            "(write it as 'my-rules')"
        ),
    ),
    (HEAD + "ownr: x", "f.yaml:2:1: error: unknown key 'ownr' (did you mean 'owner'?)"),
    (HEAD + "owner: [x]", "f.yaml:2:8: error: `owner`: must be text, not a list"),
    (HEAD + "owner: true", 'f.yaml:2:8: error: true is read as a yes or no, not as text (put it in quotes: "true")'),
    (HEAD + "owner: 1.5", 'f.yaml:2:8: error: 1.5 is read as a number, not as text (put it in quotes: "1.5")'),
    (HEAD + "mode: dry", "f.yaml:2:7: error: `mode`: 'dry' is not one of enforce, shadow"),
    (HEAD + "mode: Shadw", "f.yaml:2:7: error: `mode`: 'Shadw' is not one of enforce, shadow (did you mean 'shadow'?)"),
    (HEAD + "tz: Europe/Berln", "f.yaml:2:5: error: 'Europe/Berln' is not a time zone; did you mean 'Europe/Berlin'?"),
    (HEAD + "until: soon", "f.yaml:2:8: error: 'soon' is not a date: write 2026-12-31, or 2026-12-31T18:00:00Z"),
    (HEAD + "owner:", "f.yaml:2:1: error: 'owner' has no value (give it one, or leave the key out)"),
    (HEAD + "ban: deepseek", "f.yaml:2:6: error: `ban`: must be a list, not 'deepseek'"),
    (HEAD + "ban:\n  - 12", "f.yaml:3:5: error: `ban`: must be a mapping of keys to values, not 12"),
    (HEAD + "ban:\n  - domian: x.com", "f.yaml:3:5: error: unknown key 'domian' (did you mean 'domain'?)"),
    (
        HEAD + "ban:\n  - domain: https://x.com/",
        "f.yaml:3:13: error: 'https://x.com/' is a URL, not a host; write the host only, or use `url`",
    ),
    (
        HEAD + "ban:\n  - reason: x",
        (
            "f.yaml:3:5: error: the entry bans nothing (name one of service, domain, domains_file, vendor, category, "
            "jurisdiction, model, model_vendor, model_jurisdiction, artifact)"
        ),
    ),
    (
        HEAD + "ban:\n  - domains_file: none.txt",
        (
            "f.yaml:3:19: error: 'none.txt' cannot be read: there is no such file "
            "(the name is relative to this policy file)"
        ),
    ),
    (
        HEAD + "ban:\n  - {jurisdiction: [CN, China]}",
        "f.yaml:3:25: error: 'China' is not a country code (write two letters of ISO 3166-1, such as CN)",
    ),
    (HEAD + "rules:\n  - foo", "f.yaml:3:5: error: `rules`: must be a mapping of keys to values, not 'foo'"),
    (HEAD + "rules:\n  - {id: a, action: block}", "f.yaml:3:5: error: 'match' is missing"),
    (HEAD + "rules:\n  - {id: a, match: {host: x.com}}", "f.yaml:3:5: error: 'action' is missing"),
    (
        HEAD + "rules:\n  - {id: a, match: {host: x.com}, action: blok}",
        (
            "f.yaml:3:43: error: `action`: 'blok' is not one of allow, monitor, redact, coach, block "
            "(did you mean 'block'?)"
        ),
    ),
    (
        HEAD + "rules:\n  - {id: a, match: {host: x.com}, action: block, coach: {grant: 1d}}",
        (
            "f.yaml:3:5: error: `coach:` options stand on a rule whose action is block "
            "(write `action: coach`, or leave `coach:` out)"
        ),
    ),
    (
        HEAD + "rules:\n  - {id: a, match: {host: x.com}, action: coach, coach: {grant: soon}}",
        "f.yaml:3:65: error: 'soon' is not a duration: write one as 30m, 8h, 7d or 2w",
    ),
    (
        HEAD + "rules:\n  - {id: a, match: {host: x}, action: block}\n  - {id: a, match: {host: y}, action: block}",
        "f.yaml:4:10: error: the id 'a' stands twice under `rules`, first on line 3 (give each its own id)",
    ),
    (
        HEAD + 'rules:\n  - {id: a, match: {host: x}, action: allow, set_headers: {"X-A": "1\\n2"}}',
        "f.yaml:3:67: error: a header's value is visible ASCII on one line (RFC 9110 section 5.5)",
    ),
    (
        RULE + "{}",
        'f.yaml:5:12: error: an empty mapping would match everything (say what it is to match, or write {host: "*"})',
    ),
    (RULE + "{hots: x.com}", "f.yaml:5:13: error: unknown key 'hots' (did you mean 'host'?)"),
    (RULE + "{service: }", "f.yaml:5:13: error: 'service' has no value (give it one, or leave the key out)"),
    (
        RULE + "{service: []}",
        "f.yaml:5:22: error: an empty list matches nothing (name at least one value, or leave the key out)",
    ),
    (RULE + "{not: {any: [{host: x}, {}]}}", "f.yaml:5:36: error: an empty mapping would match everything"),
    (RULE + "{service: {is: a, certain: maybe}}", "f.yaml:5:39: error: `certain`: must be true or false, not 'maybe'"),
    (RULE + "{activity: chatting}", "f.yaml:5:23: error: `activity`: 'chatting' is not one of chat, completion"),
    (RULE + "{artifact: weight}", "f.yaml:5:23: error: `artifact`: 'weight' is not one of weights, package"),
    (RULE + "{size: 1GB}", "f.yaml:5:19: error: '1GB' compares with nothing: write >1GB, >=1GB, <1GB or <=1GB"),
    (RULE + "{principal: ada}", "f.yaml:5:24: error: `principal`: must be a mapping of keys to values, not 'ada'"),
    (RULE + "{principal: {user: ada}}", "f.yaml:5:25: error: unknown key 'user' (did you mean 'users'?)"),
    (
        RULE + "{principal: {cidr: 10.1.2.3/8}}",
        "f.yaml:5:31: error: '10.1.2.3/8' has bits set after the prefix (write 10.0.0.0/8)",
    ),
    (
        RULE + "{schedule: {days: mon-fry}}",
        "f.yaml:5:30: error: 'mon-fry' is not a day: write mon, mon-fri, weekdays or weekend",
    ),
    (RULE + "{schedule: {from: 9:00}}", "f.yaml:5:30: error: '9:00' is not a time of day: write one as 09:00"),
    (RULE + "{content: {detector: a, min_count: 0}}", "f.yaml:5:47: error: `min_count`: "),
    (
        HEAD + "exceptions:\n  - {id: x, rules: '*', principal: any}",
        "f.yaml:3:5: error: 'expires' is missing",
    ),
    (
        HEAD + "exceptions:\n  - {id: x, rules: '*', expires: never}",
        "f.yaml:3:5: error: 'principal' is missing",
    ),
    (
        HEAD + "exceptions:\n  - {id: x, rules: '*', principal: any, expires: eventually}",
        "f.yaml:3:50: error: 'eventually' is not a date: write 2026-12-31, or 2026-12-31T18:00:00Z",
    ),
    (
        HEAD + "cases:\n  - {request: https://x/, expect: blck}",
        "f.yaml:3:35: error: `expect`: 'blck' is not one of allow, monitor, redact, coach, block (did you mean",
    ),
    (
        HEAD + "cases:\n  - {request: {url: https://x/}, expect: {actoin: block}}",
        "f.yaml:3:43: error: unknown key 'actoin'",
    ),
]


@pytest.mark.parametrize(("text", "message"), MISTAKES, ids=[message.split(" (")[0][8:70] for _, message in MISTAKES])
def test_a_mistake_is_told_once_at_its_place(text: str, message: str) -> None:
    found = said(text)
    assert len(found) == 1
    assert found[0].startswith(message)


def test_all_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "b.yml").write_text("policy: p\nownr: x\nban: [{domian: y}]\n")
    (tmp_path / "a.yaml").write_text("a: [\n")
    (tmp_path / ".hidden.yaml").write_text("a: [\n")
    (tmp_path / "list.txt").write_text("not a policy")
    with pytest.raises(Problems) as caught:
        load_policies([tmp_path, tmp_path / "none"], text={"t": "- x"})
    found = [(Path(problem.file).name, problem.line) for problem in caught.value.problems]
    assert sorted(found) == [("a.yaml", 2), ("b.yml", 2), ("b.yml", 3), ("none", 0), ("t", 1)]


def test_a_mapping_with_an_empty_value_still_has_its_other_mistakes_told() -> None:
    found = said(RULE + "{service: , hots: x, jurisdiction: China}\n    reason:\n    sevrity: high")
    assert [line.split(": error: ")[1].split(" (")[0] for line in found] == [
        "'service' has no value",
        "unknown key 'hots'",
        "'China' is not a country code",
        "'reason' has no value",
        "unknown key 'sevrity'",
    ]


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("policy: p\nban: [x]\n")
    assert len(load_policies([file, tmp_path, tmp_path / "." / "a.yaml"])) == 1


def test_a_list_of_domains_is_found_beside_the_policy(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "banned.txt").write_text("bad.example\n")
    (tmp_path / "a.yaml").write_text("policy: p\nban: [{domains_file: lists/banned.txt}]\n")
    (file,) = load_policies([tmp_path / "a.yaml"])
    assert file.domains["lists/banned.txt"].covers("www.bad.example")
    before = file.digest
    (tmp_path / "lists" / "banned.txt").write_text("bad.example\nworse.example\n")
    (file,) = load_policies([tmp_path / "a.yaml"])
    assert file.digest != before


def test_empty_sections_are_allowed() -> None:
    (file,) = load_policies(text={"f.yaml": "policy: p\nban:\nrules:\nexceptions:\ncases:\nservices:\n"})
    assert file.policy.ban == ()


def test_dates_mean_the_same_quoted_or_not() -> None:
    texts = {name: f"policy: p\nuntil: {date}\n" for name, date in (("a", "2026-12-31"), ("b", '"2026-12-31"'))}
    one, other = load_policies(text=texts)
    assert one.policy.until == other.policy.until
    assert one.digest == other.digest


def test_the_name_of_a_file_can_be_chosen(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("policy: p\nban:\n  - x\n")
    (file,) = load_policies([tmp_path], shown=lambda path: f"rules/{path.name}")
    assert file.at("ban", 0) == "rules/a.yaml:3"
