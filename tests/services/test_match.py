"""Which service a host, a path and a user agent mean; and that the tree equals a naive reading of the YAML."""

import random
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.model.service import Host, Service
from quarterdeck.services.catalog import load_catalog, rules_dir
from quarterdeck.services.match import Catalog, literal_tail

CATALOG = load_catalog()


def service(id_: str, *hosts: Host, **more) -> Service:
    return Service(id_, id_, "V", "chatbot", hosts=hosts, **more)


def named(match) -> tuple[str | None, list[str]]:
    return match.service.id if match.service else None, [found.id for found, _ in match.candidates]


@pytest.mark.parametrize(
    ("host", "path", "agent", "identified", "candidates"),
    [
        ("chat.deepseek.com", "/", "", "deepseek-web", ["deepseek-web"]),
        ("api.deepseek.com", "/v1/chat/completions", "", "deepseek-api", ["deepseek-api"]),
        ("xdeepseek.com", "/", "", None, []),
        ("deepseek.com.evil.example", "/", "", None, []),
        ("en.wikipedia.org", "/wiki/DeepSeek", "", None, []),
        ("com", "/", "", None, []),
        ("192.0.2.1", "/", "", None, []),
        ("2001:db8::1", "/", "", None, []),
        # one host, two services: the path decides, then the user agent
        ("chatgpt.com", "/", "", "openai-chatgpt", ["openai-chatgpt", "openai-codex"]),
        ("chatgpt.com", "/backend-api/f/conversation", "", "openai-chatgpt", ["openai-chatgpt", "openai-codex"]),
        ("chatgpt.com", "/Backend-API/Codex/Responses", "", "openai-codex", ["openai-chatgpt", "openai-codex"]),
        ("ab.chatgpt.com", "/", "", "openai-chatgpt", ["openai-chatgpt"]),
        ("api.chatgpt.com", "/", "", "openai-workspace-agents", ["openai-workspace-agents"]),
        ("api.anthropic.com", "/v1/messages", "anthropic-sdk/1", "anthropic-api", ["anthropic-api", "claude-code"]),
        ("api.anthropic.com", "/v1/messages", "Claude-CLI/2.0 (x)", "claude-code", ["anthropic-api", "claude-code"]),
        ("api.anthropic.com", "/v1/oauth/token", "", "claude-code", ["anthropic-api", "claude-code"]),
        ("claude.ai", "/", "", "anthropic-claude", ["anthropic-claude", "claude-code"]),
        # the most specific host wins, and hides its parents
        ("chat.openai.com", "/", "", "openai-chatgpt", ["openai-chatgpt"]),
        ("x.openai.com", "/", "", "openai-api", ["openai-api"]),
        ("api.perplexity.ai", "/", "", "perplexity-api", ["perplexity-api"]),
        ("trae-api-sg.mchost.guru", "/", "", "trae", ["trae"]),
        ("other.mchost.guru", "/", "", "trae-cn", ["trae-cn"]),
        # regular expressions
        ("bedrock-runtime.eu-west-3.amazonaws.com", "/", "", "amazon-bedrock", ["amazon-bedrock"]),
        ("europe-west4-aiplatform.googleapis.com", "/", "", "google-vertex", ["google-vertex"]),
        ("s3.eu-west-3.amazonaws.com", "/", "", None, []),
        ("q.us-east-1.amazonaws.com", "/", "KiroIDE 0.1", "kiro", ["amazon-q-developer", "kiro"]),
        # shared hosts need a path of the service
        ("api.cloudflare.com", "/client/v4/zones", "", None, ["cloudflare-ai"]),
        ("api.cloudflare.com", "/client/v4/accounts/1/ai/run/@cf/x", "", "cloudflare-ai", ["cloudflare-ai"]),
        ("acme.snowflakecomputing.com", "/", "", None, ["snowflake-cortex"]),
        (
            "acme.snowflakecomputing.com",
            "/api/v2/cortex/inference:complete",
            "",
            "snowflake-cortex",
            ["snowflake-cortex"],
        ),
        ("x.com", "/home", "", None, ["xai-grok"]),
        ("x.com", "/i/grok", "", "xai-grok", ["xai-grok"]),
        ("github.com", "/models/copilot", "", None, ["github-copilot"]),
        ("api.github.com", "/copilot_internal/v2/token", "", "github-copilot", ["github-copilot"]),
        ("gator.volces.com", "/other", "", None, ["deepseek-telemetry", "volcengine-ark"]),
        ("gator.volces.com", "/list", "", "deepseek-telemetry", ["deepseek-telemetry", "volcengine-ark"]),
        ("huggingface.co", "/chat", "", "huggingface-spaces", ["huggingface-hub", "huggingface-spaces"]),
        ("huggingface.co", "/chatty/model", "", "huggingface-hub", ["huggingface-hub", "huggingface-spaces"]),
        ("pypi.org", "/simple/x/", "", "pypi", ["pypi"]),
    ],
)
def test_the_catalogue(host, path, agent, identified, candidates):
    match = CATALOG.match(host, path, (("accept", "*/*"), ("user-agent", agent)))
    assert named(match) == (identified, candidates)
    assert match.service is None or match.host in match.service.hosts


def test_a_host_alone_leaves_candidates_with_the_entry_that_named_each():
    match = CATALOG.match("acme.cognitiveservices.azure.com")
    assert match.service is None
    ((found, host),) = match.candidates
    assert (found.id, host.host, host.shared, host.intercept) == (
        "azure-openai",
        "cognitiveservices.azure.com",
        True,
        True,
    )


def test_a_shared_host_lets_its_parent_speak():
    catalog = Catalog(
        [
            service("parent", Host("example.com")),
            service("child", Host("cdn.example.com", shared=True), api_paths=("/ai",)),
            service("hidden", Host("com")),
        ]
    )
    assert named(catalog.match("cdn.example.com", "/")) == ("parent", ["child", "parent"])
    assert named(catalog.match("cdn.example.com", "/ai/1")) == ("child", ["child", "parent"])
    assert named(catalog.match("www.example.com", "/ai/1")) == ("parent", ["parent"])


def test_at_one_host_the_longest_path_then_what_is_certain_then_the_id_decides():
    host = Host("example.com")
    doubtful = Host("example.com", uncertain=True)
    catalog = Catalog(
        [
            service("b", host, api_paths=("/v1",)),
            service("a", doubtful, api_paths=("/v1",)),
            service("c", host, api_paths=("/v1/chat",)),
        ]
    )
    assert named(catalog.match("example.com", "/v1/chat"))[0] == "c"
    assert named(catalog.match("example.com", "/v1/other"))[0] == "b"
    assert named(catalog.match("example.com", "/")) == ("b", ["b", "c", "a"])


def test_an_exact_host_has_no_subdomains():
    catalog = Catalog([service("a", Host("example.com", "exact"))])
    assert named(catalog.match("example.com"))[0] == "a"
    assert named(catalog.match("www.example.com"))[0] is None


def test_a_service_is_one_candidate_however_many_entries_name_it():
    hosts = (Host("a.example.com", "exact"), Host("a.example.com.", "suffix"), Host(r"^a\.example\.com$", "regex"))
    catalog = Catalog([service("a", hosts[0], hosts[2], Host("example.com"))])
    match = catalog.match("a.example.com")
    assert named(match) == ("a", ["a"])
    assert match.host == hosts[0]


@pytest.mark.parametrize(
    ("pattern", "tail"),
    [
        (r"^q\.[a-z0-9-]+\.amazonaws\.com$", "amazonaws.com"),
        (r"^x-\S+\.webpubsub\.azure\.com$", "webpubsub.azure.com"),
        (r"^x-\S+\.webpubsub\.azure\.com", "webpubsub.azure.com"),
        (r"^a\.com$", ""),
        (r"^.*$", ""),
        (r"^a\.(b|c)\.com$", ""),
    ],
)
def test_the_literal_end_of_an_expression(pattern, tail):
    assert literal_tail(pattern) == tail


# ---- The naive matcher: straight over the YAML, no tree, no code of ours.


def read_yaml() -> list[tuple[str, dict, list[str]]]:
    rows = []
    for path in sorted((rules_dir() / "services").glob("*.yaml")):
        for entry in yaml.safe_load(path.read_text()).get("services") or ():
            rows += [(entry["id"], host, entry.get("api_paths", [])) for host in entry["hosts"]]
    return rows


ROWS = read_yaml()


def specificity(host: str, row: dict) -> int | None:
    """How many labels of the host the row speaks about; None when it does not name the host."""
    name = row["host"]
    labels = host.count(".") + 1
    if row["match"] == "regex":
        return labels if re.fullmatch(name, host) else None
    if host == name:
        return labels
    return name.count(".") + 1 if row["match"] == "suffix" and host.endswith("." + name) else None


def naive_levels(host: str) -> list[list[tuple[str, dict, list[str]]]]:
    found: dict[int, list] = {}
    for id_, row, paths in ROWS:
        labels = specificity(host, row)
        if labels is not None:
            found.setdefault(labels, []).append((id_, row, paths))
    return [found[labels] for labels in sorted(found, reverse=True)]


def naive_candidates(levels) -> set[str]:
    ids = set()
    for level in levels:
        ids |= {id_ for id_, _, _ in level}
        if any(not row.get("shared") for _, row, _ in level):
            break
    return ids


def naive_weight(host: str, path: str, patterns: list[str]) -> int:
    weights = [0]
    for pattern in patterns:
        only, path_only = "", pattern
        if pattern.startswith("//"):
            only, slash, rest = pattern[2:].partition("/")
            path_only = slash + rest
        if only and host != only and not host.endswith("." + only):
            continue
        literal = re.sub(r"\{[^}]*\}|\*", "", path_only)
        pieces = re.split(r"(\*|\{[^}]*\})", path_only)
        body = "".join(".+" if re.fullmatch(r"\*|\{.*\}", piece) else re.escape(piece) for piece in pieces)
        end = "" if path_only.endswith(("/", "*", "}")) else r"(?=\Z|[/:?#])"
        if re.match(body + end, path, re.IGNORECASE):
            weights.append(len(literal))
    return max(weights)


def naive_services(levels, host: str, path: str) -> set[str | None]:
    """The services that may be identified: the best by path among those of the first level that has any."""
    for level in levels:
        scored = [(naive_weight(host, path, paths), id_, row) for id_, row, paths in level]
        eligible = [(weight, id_) for weight, id_, row in scored if weight or not row.get("shared")]
        if eligible:
            best = max(weight for weight, _ in eligible)
            return {id_ for weight, id_ in eligible if weight == best}
    return {None}


def instances(pattern: str) -> list[str]:
    """Hosts that a host expression of the catalogue matches: each class of characters becomes a word."""
    text = pattern.strip("^$").replace("\\.", ".").replace("\\S+", "x").replace("\\d+", "7")
    return [re.sub(r"\[[^\]]*\]\+", word, text) for word in ("eu-west-1", "a")]


HOSTS = sorted(
    {name for _, row, _ in ROWS for name in (instances(row["host"]) if row["match"] == "regex" else [row["host"]])}
)
PATHS = sorted({pattern for _, _, paths in ROWS for pattern in paths})
LABEL = st.sampled_from(["www", "api", "a-b", "x", "com", "q", "bedrock-runtime", "xn--p1ai"])


@st.composite
def hosts(draw):
    host = draw(st.sampled_from(HOSTS))
    kind = draw(st.sampled_from(["as it is", "below", "beside", "beyond", "above"]))
    if kind == "below":
        return ".".join([*draw(st.lists(LABEL, min_size=1, max_size=3)), host])
    if kind == "beside":
        return draw(LABEL) + host
    if kind == "beyond":
        return f"{host}.{draw(LABEL)}"
    if kind == "above":
        return host.partition(".")[2] or host
    return host


@given(hosts(), st.sampled_from(PATHS), st.booleans(), st.randoms(use_true_random=False))
def test_the_tree_equals_a_naive_matcher(host, pattern, upper, rng: random.Random):
    path = re.sub(r"\{[^}]*\}|\*", lambda _: rng.choice(["x", "a/b", "main"]), re.sub(r"^//[^/]*", "", pattern))
    path += rng.choice(["", "/tail", "x", ":verb"])
    path = path.upper() if upper else path
    levels = naive_levels(host)
    match = CATALOG.match(host, path)
    assert {found.id for found, _ in match.candidates} == naive_candidates(levels)
    assert (match.service.id if match.service else None) in naive_services(levels, host, path)
    for found, entry in match.candidates:
        assert entry in found.hosts
        assert specificity(host, {"host": entry.host, "match": entry.match}) is not None


@pytest.mark.parametrize("host", HOSTS)
def test_every_host_of_the_catalogue_is_found_as_the_naive_matcher_finds_it(host):
    levels = naive_levels(host)
    match = CATALOG.match(host, "/")
    assert {found.id for found, _ in match.candidates} == naive_candidates(levels)
    assert (match.service.id if match.service else None) in naive_services(levels, host, "/")


def test_the_samples_cover_the_catalogue():
    assert len(HOSTS) > 800
    assert Path(rules_dir() / "services" / "chatbot.yaml").is_file()
