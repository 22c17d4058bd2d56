"""Exchanges, policies and tables to judge with."""

from __future__ import annotations

import json
from dataclasses import replace

from quarterdeck.config.request import Stated, exchange_of
from quarterdeck.detect import Detectors
from quarterdeck.detect.pattern import Pattern
from quarterdeck.engine import Kit
from quarterdeck.model.exchange import Exchange
from quarterdeck.policy.compile import PolicySet, compile_policies
from quarterdeck.policy.load import load_policies
from quarterdeck.services.catalog import load_catalog, load_makers

KIT = Kit(load_catalog(), load_makers())
FINDING_KIT = replace(KIT, detectors=Detectors((Pattern("custom.canary", "CANARY-[0-9]+"),)))
CANARY = "rules: [{id: r, match: {content: custom.canary}, action: block}]"
JSON = (("content-type", "application/json"),)
CHAT = {"model": "gpt-4o", "stream": True, "messages": [{"role": "user", "content": "Hello"}]}
OPENAI = "https://api.openai.com/v1/chat/completions"
GATEWAY = "https://openrouter.ai/api/v1/chat/completions"
WEIGHTS = "https://huggingface.co/deepseek-ai/DeepSeek-R1/resolve/main/model.safetensors"


def policy(text: str) -> PolicySet:
    return compile_policies(load_policies(text={"p.yaml": f"policy: p\n{text}\n"}), KIT.catalog.services)


def exchange(url: str, body: object = None, **keys: object) -> Exchange:
    raw = body if isinstance(body, bytes | None) else json.dumps(body).encode()
    return exchange_of(Stated(url, 1000.0, headers=JSON if raw else (), body=raw, **keys), KIT.catalog)


def said(text: str) -> dict[str, object]:
    """A chat in which the user says this."""
    return {"model": "gpt-4o", "messages": [{"role": "user", "content": text}]}
