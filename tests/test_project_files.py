"""The shape of the tree: sizes, names, docstrings, mirrored tests, and nothing of any one machine in it."""

import ast
import re
import statistics
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ADDONS = ROOT / "addons"
PACKAGE = ADDONS / "quarterdeck"
SOURCES = sorted(ADDONS.rglob("*.py"))
MODULES = [path for path in SOURCES if path.is_relative_to(PACKAGE)]

BANNED = {"util", "utils", "helper", "helpers", "manager", "handler", "core", "common", "misc"}
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")

# Modules without a test file of their own, and where they are proven instead.
PROVEN_ELSEWHERE: dict[str, tuple[str, str]] = {
    "cli/audit.py": ("tests/cli/test_audit_verify.py", "a group shows in the commands that it holds"),
    "detect/finder.py": (
        "tests/detect/test_detect.py",
        "it says what finders are, and shows in how they are asked",
    ),
    "proxy/answer_stream.py": (
        "tests/e2e/test_answer_rules.py",
        "that an answer has ended on both sides shows on the connections alone",
    ),
    "proxy/answers.py": (
        "tests/e2e/test_answer_rules.py",
        "whether an answer was read before it was passed on shows at its client",
    ),
    "proxy/gate.py": (
        "tests/e2e/test_tunnels.py",
        "a verdict on a connection shows in whose certificate a client sees",
    ),
    "proxy/http2.py": ("tests/evasion/test_vectors.py", "frames are refused within mitmproxy's own HTTP/2 connection"),
    "proxy/inspector.py": (
        "tests/e2e/test_refusals.py",
        "that a refused request goes nowhere shows at the origin alone",
    ),
    "proxy/master.py": ("tests/e2e/test_lifecycle.py", "it is the whole proxy, listening"),
    "proxy/origin_tls.py": (
        "tests/e2e/test_upstream_tls.py",
        "an alert after the handshake takes an origin that sends one",
    ),
    "proxy/stream.py": ("tests/e2e/test_traps.py", "an early answer shows only while the client still sends"),
    "sinks/sink.py": ("tests/sinks/test_open.py", "it says what sinks are, and shows in each of them"),
    "sinks/unconfirmed.py": ("tests/sinks/test_shipper.py", "it says what is asked of a sink, and shows in who asks"),
}

# Pure modules may not open files either, which an import contract cannot see.
PURE = ("model/", "wire/", "engine/", "export/", "policy/evaluate.py", "services/match.py", "services/artifact.py")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def none(found: list[str], lesson: str) -> None:
    """Fails with the whole list, one a line, so that all of it can be mended at once."""
    if found:
        pytest.fail("\n".join([lesson, *found]), pytrace=False)


def tracked() -> list[Path]:
    """Every file that git knows or would take, or all files outside hidden folders where there is no git."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode != 0:
        return [path for path in ROOT.rglob("*") if path.is_file() and not any(p.startswith(".") for p in path.parts)]
    paths = [ROOT / text for text in listed.stdout.decode().split("\0") if text]
    return [path for path in paths if path.is_file()]


@pytest.fixture(scope="module")
def trees() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text(encoding="utf-8"), str(path)) for path in SOURCES}


def test_no_file_is_over_400_lines():
    sizes = {name(path): len(path.read_text().splitlines()) for path in SOURCES}
    none([f"{path}: {lines}" for path, lines in sizes.items() if lines > 400], "split by idea, not by length:")


def test_the_median_file_is_at_most_120_lines():
    sizes = [len(path.read_text().splitlines()) for path in SOURCES]
    # A package file that only names its law would pull the median down for free.
    assert statistics.median(size for size in sizes if size >= 5) <= 120


def test_no_file_or_class_has_a_name_that_says_nothing(trees):
    named = [(name(path), path.stem.lower().split("_")) for path in SOURCES]
    for path, tree in trees.items():
        named += [
            (f"{name(path)}:{node.lineno} {node.name}", [word.lower() for word in WORD.findall(node.name)])
            for node in ast.walk(tree)
            if isinstance(node, ast.ClassDef)
        ]
    none([where for where, words in named if BANNED & set(words)], "name these after what they do:")


def test_nothing_relies_on_assert(trees):
    """Workers run under `python -O`, which drops assert statements."""
    found = [
        f"{name(path)}:{node.lineno}"
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Assert)
    ]
    none(found, "raise an error instead of asserting:")


def test_every_file_opens_with_its_law(trees):
    none([name(path) for path, tree in trees.items() if not ast.get_docstring(tree)], "a docstring is missing from:")


def test_the_pure_modules_open_and_print_nothing(trees):
    forbidden = {"open", "print", "input", "exec", "eval", "__import__", "breakpoint"}
    found = [
        f"{name(path)}:{node.lineno} {node.func.id}()"
        for path, tree in trees.items()
        if path.is_relative_to(PACKAGE) and path.relative_to(PACKAGE).as_posix().startswith(PURE)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in forbidden
    ]
    none(found, "bytes in, facts out:")


def mirror(path: Path) -> list[Path]:
    """Where the tests of a module stand; those of a package's own file bear the package's name."""
    inside = path.relative_to(PACKAGE)
    if inside.name == "__init__.py":
        package = inside.parent
        return [ROOT / "tests" / package / f"test_{package.name or 'quarterdeck'}.py"]
    return [ROOT / "tests" / inside.parent / f"test_{inside.stem}.py"]


def runs_nothing(tree: ast.Module) -> bool:
    """Whether a module only declares: fields, constants, imports; there is nothing in it to prove."""
    return not any(isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) for node in ast.walk(tree))


def test_every_module_has_its_test_file(trees):
    missing = [
        path.relative_to(PACKAGE).as_posix()
        for path in MODULES
        if not runs_nothing(trees[path])
        and not any(test.is_file() for test in mirror(path))
        and path.relative_to(PACKAGE).as_posix() not in PROVEN_ELSEWHERE
    ]
    none(missing, "write tests/<its path>/test_<its name>.py for:")


def test_the_exceptions_to_that_are_still_needed_and_true():
    for module, (test, reason) in PROVEN_ELSEWHERE.items():
        assert (PACKAGE / module).is_file(), f"{module} is gone; take it off the list"
        assert not any(path.is_file() for path in mirror(PACKAGE / module)), f"{module} has its test file now"
        assert (ROOT / test).exists(), f"{module} is said to be proven by {test}, which does not exist"
        assert reason


def test_nothing_in_the_tree_names_a_machine():
    """Paths of one developer's machine; the patterns are put together so as not to find themselves."""
    patterns = [
        r"(?:^|[^a-z.])/(?:root|home)/" + "[a-z]",
        r"(?:^|[^A-Za-z.])/Users" + "/[a-z]",
        r"\.pyenv" + "/versions",
        r"/work/(?:main" + "|shared)",
        r"/opt/(?:pypi" + "|wheels)",
    ]
    pattern = re.compile("|".join(patterns).encode(), re.MULTILINE)
    found = []
    for path in tracked():
        data = path.read_bytes()
        if b"\0" in data[:8192]:
            continue
        found += [f"{name(path)}:{data[: hit.start()].count(10) + 1}" for hit in pattern.finditer(data)]
    none(found, "a path of one machine:")


IGNORE = re.compile(
    r"#\s*(?:noqa|type:\s*ignore|mypy:\s*disable)(?:[:=\s\"]*[A-Z][A-Z0-9, ]+|\[[a-z, -]+\]|.*\"$)?(?P<rest>.*)"
)


def test_every_exception_to_a_check_gives_its_reason():
    """After `noqa: CODE` or `type: ignore[code]` on the same line, or in a comment on the line above."""
    found = []
    for path in SOURCES:
        above = ""
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if (hit := IGNORE.search(line)) and len(hit["rest"].strip(" #:.-")) < 8 and not above.startswith("# "):
                found.append(f"{name(path)}:{number} {line.strip()[:100]}")
            above = line.strip()
    none(found, "say why on the same line, or in a comment above:")


def test_every_lint_rule_that_is_off_gives_its_reason():
    text = (ROOT / "pyproject.toml").read_text()
    ignored = text.split("[tool.ruff.lint]\n")[1].split("[tool.ruff.lint.pylint]")[0]
    ignored = ignored.split("ignore = [", 1)[1]
    lines = [line for line in ignored.splitlines() if re.match(r'\s+"[A-Z]+[0-9]*",', line)]
    assert len(lines) > 10
    none([line for line in lines if len(line.partition("#")[2].strip()) < 8], "say why:")
