"""A small catalogue with one of each kind of service, and facts about exchanges with them."""

from __future__ import annotations

from typing import Any

from quarterdeck.model.decision import Decision
from quarterdeck.model.destination import Destination
from quarterdeck.model.facts import Facts, Stage
from quarterdeck.model.principal import Principal
from quarterdeck.model.service import Host, Jurisdiction, Service
from quarterdeck.policy.compile import PolicySet, compile_policies
from quarterdeck.policy.evaluate import decide
from quarterdeck.policy.load import load_policies

CN, US, DE = Jurisdiction("CN"), Jurisdiction("US"), Jurisdiction("DE")
_DEEPSEEK = {"vendor": "Hangzhou DeepSeek AI", "vendor_aliases": ("DeepSeek",), "jurisdictions": (CN,)}

SERVICES = {
    service.id: service
    for service in (
        Service("deepseek-web", "DeepSeek", category="chatbot", hosts=(Host("deepseek.com"),), **_DEEPSEEK),
        Service(
            "deepseek-api",
            "DeepSeek API",
            category="llm-api",
            hosts=(Host("api.deepseek.com", "exact", "api"),),
            **_DEEPSEEK,
        ),
        Service("chatgpt", "ChatGPT", "OpenAI", "chatbot", (US,), (Host("chatgpt.com"),)),
        Service("openai-api", "OpenAI API", "OpenAI", "llm-api", (US,), (Host("api.openai.com", "exact", "api"),)),
        Service("claude", "Claude", "Anthropic", "chatbot", (US,), (Host("claude.ai"),)),
        Service("openrouter", "OpenRouter", "OpenRouter", "gateway", (US,), (Host("openrouter.ai"),), models="any"),
        Service("github-copilot", "Copilot", "GitHub", "coding", (US,), (Host("githubcopilot.com"),), models="any"),
        Service("m365-copilot", "M365 Copilot", "Microsoft", "chatbot", (US,), (Host("copilot.cloud.microsoft"),)),
        Service("deepl", "DeepL", "DeepL", "translator", (DE,), (Host("deepl.com"),), models="none"),
        Service("youdao", "Youdao", "NetEase", "translator", (CN,), (Host("youdao.com"),), models="none"),
        Service("kimi", "Kimi", "Moonshot", "chatbot", (Jurisdiction("CN", certain=False),), (Host("kimi.com"),)),
        Service("maybe-ai", "Maybe", "Maybe", "chatbot", (CN,), (Host("maybe.example"),), uncertain=True),
        Service(
            "aggregator",
            "Aggregator",
            "Agg",
            "gateway",
            (Jurisdiction("US"), Jurisdiction("CN", "owner")),
            (Host("agg.example"), Host("old.agg.example", uncertain=True)),
            models="any",
        ),
        Service(
            "snowflake-cortex",
            "Cortex",
            "Snowflake",
            "cloud-ai",
            (US,),
            (Host("snowflakecomputing.com", shared=True),),
            models="any",
        ),
        Service(
            "azure-openai",
            "Azure OpenAI",
            "Microsoft",
            "cloud-ai",
            (US,),
            (Host("openai.azure.com"), Host("cognitiveservices.azure.com", shared=True, intercept=True)),
            models="any",
        ),
        Service("huggingface", "Hugging Face", "Hugging Face", "hub", (US,), (Host("huggingface.co"),), models="any"),
        Service("mcp-tools", "Tools", "Tools", "agent", (US,), (Host("mcp.tools.example"),), models="none"),
    )
}

# A Tuesday: 2026-11-24 10:00 UTC.
TUESDAY = 1795514400.0


def compiled(*texts: str) -> PolicySet:
    """The policy of texts, each a file."""
    files = load_policies(text={f"{number}.yaml": text for number, text in enumerate(texts)})
    return compile_policies(files, SERVICES)


def match(host: str) -> tuple[tuple[Service, Host], ...]:
    """The services that a host leaves possible, by the naive reading of the catalogue."""
    found = [
        (service, entry)
        for service in SERVICES.values()
        for entry in service.hosts
        if host == entry.host or (entry.match == "suffix" and host.endswith("." + entry.host))
    ]
    return tuple(sorted(found, key=lambda pair: -len(pair[1].host)))


def request(host: str, path: str = "/", **more: Any) -> Facts:
    """The facts of a request; shared hosts identify their service (as if an API path were called)."""
    candidates = more.pop("candidates", match(host))
    principal = more.pop("principal", Principal("10.0.0.7"))
    return Facts(
        stage=more.pop("stage", Stage.REQUEST),
        time=more.pop("time", TUESDAY),
        principal=principal,
        destination=Destination(host, more.pop("port", 443), more.pop("scheme", "https")),
        candidates=candidates,
        service=more.pop("service", candidates[0][0] if candidates else None),
        method=more.pop("method", "POST"),
        path=path,
        size=more.pop("size", 2000),
        activity=more.pop("activity", "chat" if candidates else "browse"),
        **more,
    )


def connection(host: str, **more: Any) -> Facts:
    """The facts of a connection, before its first request."""
    candidates = match(host)
    return Facts(
        stage=Stage.CONNECTION,
        time=more.pop("time", TUESDAY),
        principal=more.pop("principal", Principal("10.0.0.7")),
        destination=Destination(host, 443),
        candidates=candidates,
        artifact_host=more.pop("artifact_host", any(service.category == "hub" for service, _ in candidates)),
        **more,
    )


def judge(policy: PolicySet, host: str, path: str = "/", **more: Any) -> Decision:
    facts = request(host, path, **more)
    return decide(policy, facts, policy.answer_heads | policy.answer_bodies if facts.stage is Stage.ANSWER else None)


def action(policy: PolicySet, host: str, path: str = "/", **more: Any) -> str:
    return str(judge(policy, host, path, **more).action)
