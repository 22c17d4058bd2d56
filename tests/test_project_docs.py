"""The documentation cannot drift: every example is loaded and its cases run, every link and command exists."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

from quarterdeck.cli import COMMANDS
from quarterdeck.config.compose import compose
from quarterdeck.config.load import load_config
from quarterdeck.config.schema import Config
from quarterdeck.policy.lint import lint
from quarterdeck.policy.load import load_policies

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("deploy/**/*.md"), *ROOT.glob("rules/**/*.md")]
)
FENCE = re.compile(r"^( *)```(\w*)[^\n]*\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!\!)\[[^\]\n]*\]\(([^)\s]+)\)")
POLICY_KEYS = {"policy", "services"}


def examples() -> list[tuple[str, str]]:
    """Place and text of every fenced YAML example of the documentation."""
    found = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for fence in FENCE.finditer(text):
            if fence[2] in ("yaml", "yml"):
                line = text[: fence.start()].count("\n") + 2
                code = "".join(row.removeprefix(fence[1]) for row in fence[3].splitlines(keepends=True))
                found.append((f"{page.relative_to(ROOT)}:{line}", code))
    return found


EXAMPLES = examples()


def is_policy(code: str) -> bool:
    return bool(POLICY_KEYS & set(yaml.safe_load(code)))


POLICIES = [example for example in EXAMPLES if is_policy(example[1])]
OTHERS = [example for example in EXAMPLES if not is_policy(example[1])]


def test_there_are_examples_of_both_kinds():
    assert len(POLICIES) > 8
    assert OTHERS


@pytest.mark.parametrize(("place", "code"), POLICIES, ids=[place for place, _ in POLICIES])
def test_a_policy_in_the_docs_loads_and_its_cases_pass(place, code):
    files = load_policies(text={place: code})
    world = compose(files, Config())
    detectors = [pattern.id for pattern in world.kit.detectors.patterns]
    found = lint(files, world.policy, detectors=detectors)
    errors = [str(problem) for problem in found if problem.severity == "error"]
    assert not errors


@pytest.mark.parametrize(("place", "code"), OTHERS, ids=[place for place, _ in OTHERS])
def test_a_configuration_in_the_docs_loads(place, code, tmp_path):
    path = tmp_path / "quarterdeck.yaml"
    path.write_text(code)
    assert load_config(path, {}) != Config()


def test_a_page_of_the_docs_with_a_mistake_would_be_caught():
    with pytest.raises(Exception, match="did you mean"):
        compose(load_policies(text={"page": "policy: p\nban: [deepsek-web]\n"}), Config())


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    for link in LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), f"{link} leads nowhere"
        assert not anchor or anchor in anchors(target), f"{link} names a heading that is not there"


def test_every_page_can_be_reached_from_the_readme():
    seen: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in seen or page.suffix != ".md" or not page.is_file():
            continue
        seen.add(page)
        links = LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8")))
        waiting += [(page.parent / link.partition("#")[0]).resolve() for link in links if ":" not in link]
    assert not [page for page in PAGES if page not in seen and page.is_relative_to(ROOT / "docs")]


def commands() -> set[tuple[str, str]]:
    """Page and command of each `quarterdeck COMMAND` that stands in code."""
    found = set()
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        code = "\n".join(fence[3] for fence in FENCE.finditer(text) if fence[2] not in ("yaml", "mermaid"))
        code += "\n" + "\n".join(re.findall(r"`([^`\n]+)`", FENCE.sub("", text)))
        found |= {(str(page.relative_to(ROOT)), name) for name in re.findall(r"\bquarterdeck ([a-z]+)", code)}
    return found


def test_every_command_that_is_named_exists():
    named = commands()
    assert len(named) > 10
    assert not [where for where in named if where[1] not in COMMANDS]


def test_every_make_target_that_is_named_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for page in PAGES:
        named = set(re.findall(r"(?:`|^|\n)make ([a-z-]+)", page.read_text(encoding="utf-8")))
        assert named <= targets, f"{page.relative_to(ROOT)} names {named - targets}"


def test_make_alone_lists_every_target():
    text = (ROOT / "Makefile").read_text()
    phony = set(re.search(r"^\.PHONY: (.+)$", text, re.MULTILINE)[1].split())
    assert phony == set(re.findall(r"^([a-z-]+):.*## ", text, re.MULTILINE))


def test_the_changelog_knows_this_version():
    version = re.search(r'__version__ = "([^"]+)"', (ROOT / "addons/quarterdeck/__init__.py").read_text())[1]
    text = (ROOT / "CHANGELOG.md").read_text()
    assert "## [Unreleased]" in text or f"## [{version}]" in text
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dynamic"] == ["version"]
