"""Policies as hypothesis makes them: everything that the grammar allows, over the small catalogue."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from quarterdeck.policy.values import ACTIVITIES, ARTIFACTS

SERVICES = st.sampled_from(["deepseek", "chatgpt", "kimi", "openrouter", "deepl", "maybe-ai", "snowflake_cortex"])
VENDORS = st.sampled_from(["DeepSeek", "deepseek", "OpenAI", "Moonshot", "Microsoft"])
CATEGORIES = st.sampled_from(["chatbot", "llm-api", "llm_api", "gateway", "translator"])
COUNTRIES = st.sampled_from(["CN", "US", "DE", "ru"])
HOSTS = st.sampled_from(["deepseek.com", "=chatgpt.com", "*.deepseek.com", "example.org", "agg.example", "o*i*"])
DOMAINS = st.sampled_from(["deepseek.com", "example.org", "sub.example.org"])
MODELS = st.sampled_from(["*deepseek*", "gpt-4*", "gpt-4o", "*", "claude-?"])
URLS = st.sampled_from(["https://deepseek.com/*", "/api/*", "*chat*", "chatgpt.com", "http*://*.com/api/v?"])
CLOCKS = st.sampled_from(["00:00", "09:00", "17:30", "24:00"])
DATES = st.sampled_from(["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-24T10:00:00Z", "2027-01-01 12:00"])
ACTIONS = st.sampled_from(["allow", "monitor", "redact", "coach", "block"])
WORDS = st.text("abc def.,é中-", min_size=1, max_size=20).map(str.strip).filter(bool)


def one_or_more(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return values | st.lists(values, min_size=1, max_size=3)


def some_of(keys: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=keys).filter(bool)


def named(values: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    entry = st.fixed_dictionaries({"is": one_or_more(values)}, optional={"certain": st.booleans()})
    return one_or_more(values | entry)


JURISDICTION = one_or_more(
    COUNTRIES
    | st.fixed_dictionaries(
        {"is": one_or_more(COUNTRIES)},
        optional={"basis": st.sampled_from(["operator", "owner", "hosting", "any"]), "certain": st.booleans()},
    )
)
ARTIFACT = one_or_more(
    st.sampled_from(ARTIFACTS)
    | some_of({"kind": one_or_more(st.sampled_from(ARTIFACTS)), "name": one_or_more(MODELS), "registry": MODELS})
)
PRINCIPAL = st.just("any") | one_or_more(
    some_of(
        {
            "users": one_or_more(st.sampled_from(["ada", "*@example.org"])),
            "groups": one_or_more(st.sampled_from(["legal", "red-*"])),
            "devices": some_of({"managed": st.booleans(), "id": st.just("laptop-*")}),
            "cidr": one_or_more(st.sampled_from(["10.0.0.0/8", "2001:db8::/32", "10.0.0.7"])),
        }
    )
)
SCHEDULE = one_or_more(
    some_of(
        {
            "days": one_or_more(st.sampled_from(["weekdays", "tue", "fri-mon"])),
            "from": CLOCKS,
            "to": CLOCKS,
            "tz": st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kolkata"]),
        }
    )
)
LEAVES: dict[str, st.SearchStrategy[Any]] = {
    "service": named(SERVICES),
    "vendor": named(VENDORS),
    "category": named(CATEGORIES),
    "jurisdiction": JURISDICTION,
    "model": one_or_more(MODELS),
    "model_vendor": one_or_more(VENDORS),
    "model_jurisdiction": one_or_more(COUNTRIES),
    "host": one_or_more(HOSTS),
    "url": one_or_more(URLS),
    "method": one_or_more(st.sampled_from(["get", "POST"])),
    "activity": one_or_more(st.sampled_from(ACTIVITIES)),
    "tool": one_or_more(st.sampled_from(["search", "*"])),
    "artifact": ARTIFACT,
    "principal": PRINCIPAL,
    "tenant": some_of({"workspace": WORDS, "organization": WORDS, "plan": st.just("business")}),
    "schedule": SCHEDULE,
    "content": one_or_more(st.just("secrets.*") | st.fixed_dictionaries({"min_count": st.integers(1, 3)})),
    "size": one_or_more(st.sampled_from([">1KB", "<=1GB"])),
    "direction": st.sampled_from(["request", "answer"]),
    "opaque": st.booleans() | one_or_more(st.sampled_from(["too-large", "not-*"])),
    "unlisted_ai": st.booleans(),
    "budget": st.just({"tokens": ">1000", "per": "1d"}),
    "extraction": st.just({"score": ">=0.8"}),
    "client": st.just({"kind": "browser"}),
}


@st.composite
def some_keys(draw: st.DrawFn, keys: str, most: int = 3) -> dict[str, Any]:
    """A few of the keys of a table of this module, at least one."""
    table: dict[str, st.SearchStrategy[Any]] = globals()[keys]
    return {key: draw(table[key]) for key in draw(st.sets(st.sampled_from(sorted(table)), min_size=1, max_size=most))}


@st.composite
def matches(draw: st.DrawFn, depth: int = 2) -> dict[str, Any]:
    match = draw(some_keys("LEAVES"))
    if depth and draw(st.booleans()):
        key = draw(st.sampled_from(["any", "all", "not"]))
        inner = matches(depth - 1)
        match[key] = draw(inner if key == "not" else st.lists(inner, min_size=1, max_size=2))
        if draw(st.booleans()):
            match = {key: match[key]}
    return match


TERM: dict[str, st.SearchStrategy[Any]] = {"from": DATES, "until": DATES, "review_by": DATES}
SAYS: dict[str, st.SearchStrategy[Any]] = {
    "reason": WORDS,
    "message": WORDS,
    "suggest": one_or_more(WORDS),
    "references": one_or_more(WORDS),
    "severity": st.sampled_from(["info", "high"]),
    "tags": st.lists(WORDS, max_size=2),
    "mode": st.sampled_from(["enforce", "shadow"]),
}
BANNED: dict[str, st.SearchStrategy[Any]] = {
    "service": named(SERVICES),
    "domain": one_or_more(DOMAINS),
    "vendor": named(VENDORS),
    "category": named(CATEGORIES),
    "jurisdiction": JURISDICTION,
    "model": one_or_more(MODELS),
    "model_vendor": one_or_more(VENDORS),
    "model_jurisdiction": one_or_more(COUNTRIES),
    "artifact": ARTIFACT,
}
MORE = {**SAYS, **TERM}


@st.composite
def bans(draw: st.DrawFn) -> Any:
    if draw(st.booleans()):
        return draw(SERVICES)
    more = draw(some_keys("MORE", 4)) if draw(st.booleans()) else {}
    return {**more, **draw(some_keys("BANNED", 2))}


@st.composite
def rules(draw: st.DrawFn, number: int) -> dict[str, Any]:
    action = draw(ACTIONS)
    options: dict[str, st.SearchStrategy[Any]] = {
        "unless": matches(),
        "description": WORDS,
        "on_unknown": st.sampled_from(["match", "skip"]),
        "set_headers": st.dictionaries(st.sampled_from(["X-A", "X-B"]), st.sampled_from(["1", "2 3"]), max_size=2),
        **SAYS,
        **TERM,
    }
    if action == "coach":
        options["coach"] = st.fixed_dictionaries({}, optional={"grant": st.just("7d"), "ask": st.just(["ticket"])})
    if action == "redact":
        options["redact"] = st.fixed_dictionaries(
            {}, optional={"style": st.sampled_from(["mask", "pseudonym"]), "restore": st.booleans()}
        )
    more = draw(st.fixed_dictionaries({}, optional=options))
    return {"id": f"rule-{number}", "match": draw(matches()), "action": action, **more}


@st.composite
def exceptions(draw: st.DrawFn, number: int) -> dict[str, Any]:
    needed = {
        "id": st.just(f"exception-{number}"),
        "rules": one_or_more(st.sampled_from(["*", "policy-0/*", "*/rule-0", "rule-1", "*/ban-*", "nothing/*"])),
        "principal": PRINCIPAL,
        "expires": st.just("never") | DATES,
    }
    return draw(
        st.fixed_dictionaries(
            needed, optional={"match": matches(), "from": DATES, "approved_by": WORDS, "ticket": WORDS}
        )
    )


@st.composite
def policies(draw: st.DrawFn, number: int = 0) -> dict[str, Any]:
    """One policy file, as plain data."""
    policy: dict[str, Any] = {"policy": f"policy-{number}"}
    policy |= draw(
        st.fixed_dictionaries(
            {},
            optional={
                "owner": WORDS,
                "description": WORDS,
                "references": one_or_more(WORDS),
                "mode": st.sampled_from(["enforce", "enforce", "shadow"]),
                "tz": st.sampled_from(["UTC", "America/New_York"]),
                **TERM,
            },
        )
    )
    policy["ban"] = draw(st.lists(bans(), max_size=3))
    policy["rules"] = [draw(rules(index)) for index in range(draw(st.integers(0, 3)))]
    policy["exceptions"] = [draw(exceptions(index)) for index in range(draw(st.integers(0, 2)))]
    return policy
