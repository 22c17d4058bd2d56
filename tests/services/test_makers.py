"""Whose model is it? By name, with the prefixes and suffixes that providers put round it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.errors import Problems
from quarterdeck.model.facts import Maker
from quarterdeck.model.service import Jurisdiction, Service
from quarterdeck.services.catalog import load_catalog, load_makers
from quarterdeck.services.document import read
from quarterdeck.services.makers import MakerPatterns, Makers, read_makers

MAKERS = load_makers()
CATALOG = load_catalog()
DEEPSEEK = Maker("DeepSeek", "CN")
IDS = [
    line
    for line in (Path(__file__).parent / "samples" / "deepseek_model_ids.txt").read_text().splitlines()
    if not line.startswith("#")
]


def vendors(model: str) -> set[str]:
    return {maker.vendor for maker in MAKERS.of((model,), None)}


@pytest.mark.parametrize("model", IDS)
def test_every_published_id_of_deepseek_is_deepseek_s(model):
    assert DEEPSEEK in MAKERS.of((model,), None)


def test_the_list_is_whole():
    assert len(IDS) == len(set(IDS)) == 132


@pytest.mark.parametrize(
    "model",
    [
        "DeepSeekV3",
        "deep_seek_v3",
        "deepseek-r1:8b",
        "hf.co/unsloth/DeepSeek-R1-GGUF:Q4_K_M",
        "library/deepseek-coder",
        "arn:aws:bedrock:us-east-1:1:inference-profile/us.deepseek.r1-v1:0",
        "projects/p/locations/l/publishers/deepseek-ai/models/x",
        "deepseek-ai/Janus-Pro-7B",
        "bartowski/DS-R1-Distill-Qwen-7B-GGUF",
        "R1-Distill-Llama-8B",
        "tngtech/TNG-R1T-Chimera",
        "tng-r1t2-chimera:free",
        "perplexity-ai/r1-1776",
        "r1",
        "MAI-DS-R1",
        "agentica-org/DeepCoder-14B-Preview",
        "deepseeek",
    ],
)
def test_derivatives_and_other_spellings_are_deepseek_s(model):
    assert "DeepSeek" in vendors(model)


@pytest.mark.parametrize(
    "model",
    "gpt-4o gpt-5.3-codex-spark o3-mini claude-opus-4-1 claude-3-5-sonnet@20240620 gemini-2.5-pro "
    "gemini-2.0-deep-think "
    "meta-llama/Llama-3.3-70B-Instruct mistral-large-latest qwen3-max kimi-k2 glm-4.6 sonar-deep-research grok-4 "
    "command-r-plus deepl deepgram-nova-3 deep-research-preview seek deep nova-pro o1 r2 mars-r1-mini marco-o1 "
    "openai/whisper-large-v3 my-finetune text-embedding-3-small rerank-v3.5 phi-4 dolphin3".split(),
)
def test_innocents_are_not(model):
    assert "DeepSeek" not in vendors(model)


@pytest.mark.parametrize(
    ("model", "makers"),
    [
        ("gpt-4o-mini", {"OpenAI"}),
        ("azure/gpt-4.1", {"OpenAI"}),
        ("openai/gpt-oss-120b", {"OpenAI"}),
        ("openai.gpt-oss-20b-1:0", {"OpenAI"}),
        ("chatgpt-4o-latest", {"OpenAI"}),
        ("openai:o3-mini", {"OpenAI"}),
        ("o1", {"OpenAI"}),
        ("gpt-j-6b", {"EleutherAI"}),
        ("TheBloke/Llama-2-7B-GPTQ", {"Meta"}),
        ("gpt4all-falcon", {"Technology Innovation Institute"}),
        ("anthropic.claude-sonnet-4-20250514-v1:0", {"Anthropic"}),
        ("models/gemini-2.5-pro", {"Google"}),
        ("google/gemma-3-27b-it", {"Google"}),
        ("text-embedding-004", {"Google"}),
        ("text-embedding-ada-002", {"OpenAI"}),
        ("@cf/meta/llama-3.1-8b-instruct", {"Meta"}),
        ("ollama/mistral", {"Mistral AI"}),
        ("mistralai/Mixtral-8x7B", {"Mistral AI"}),
        ("codestral-2508", {"Mistral AI"}),
        ("x-ai/grok-code-fast-1", {"xAI"}),
        ("command-a-03-2025", {"Cohere"}),
        ("us.amazon.nova-pro-v1:0", {"Amazon"}),
        ("amazon.titan-embed-text-v2:0", {"Amazon"}),
        ("microsoft/phi-4", {"Microsoft"}),
        ("ai21.jamba-1-5-large-v1:0", {"AI21 Labs"}),
        ("accounts/fireworks/models/qwen3-235b-a22b", {"Alibaba"}),
        ("QwQ-32B", {"Alibaba"}),
        ("moonshotai/kimi-k2-instruct", {"Moonshot AI"}),
        ("zai-org/GLM-4.6", {"Zhipu AI"}),
        ("THUDM/chatglm3-6b", {"Zhipu AI"}),
        ("doubao-seed-1-6-250615", {"ByteDance"}),
        ("ByteDance-Seed/Seed-OSS-36B-Instruct", {"ByteDance"}),
        ("hunyuan-turbos-latest", {"Tencent"}),
        ("ernie-4.5-turbo-128k", {"Baidu"}),
        ("yi-lightning", {"01.AI"}),
        ("MiniMax-M2", {"MiniMax"}),
        ("abab6.5s-chat", {"MiniMax"}),
        ("Baichuan4-Turbo", {"Baichuan AI"}),
        ("internlm2_5-20b-chat", {"Shanghai AI Laboratory"}),
        ("step-2-16k", {"StepFun"}),
        ("spark-lite", {"iFlytek"}),
        ("4.0Ultra", {"iFlytek"}),
        ("mimo-v2-flash", {"Xiaomi"}),
        ("yandexgpt-lite", {"Yandex"}),
        ("GigaChat-2-Max", {"Sber"}),
        ("tiiuae/falcon-180B", {"Technology Innovation Institute"}),
        ("LGAI-EXAONE/EXAONE-4.0-32B", {"LG AI Research"}),
        ("solar-pro2", {"Upstage"}),
        ("HCX-005", {"Naver"}),
        ("deepseek-r1-distill-llama-70b", {"DeepSeek", "Meta"}),
        ("deepseek-r1-distill-qwen-32b", {"DeepSeek", "Alibaba"}),
        ("microsoft/mai-ds-r1", {"DeepSeek", "Microsoft"}),
        ("perplexity/r1-1776", {"DeepSeek", "Perplexity AI"}),
        ("tngtech/deepseek-r1t2-chimera", {"DeepSeek", "TNG Technology Consulting"}),
        ("nvidia/llama-3.1-nemotron-70b-instruct", {"NVIDIA", "Meta"}),
        ("nousresearch/hermes-4-405b", {"Nous Research"}),
        ("assistant1", set()),
        ("", set()),
    ],
)
def test_the_makers_of_a_model(model, makers):
    assert vendors(model) == makers


def test_the_makers_of_all_models_count_once():
    found = MAKERS.of(("gpt-4o", "deepseek/deepseek-chat", "gpt-4o-mini"), CATALOG.services["openrouter"])
    assert [maker.vendor for maker in found] == ["OpenAI", "DeepSeek"]


def test_a_first_party_service_is_its_vendor_s_whatever_the_model_is_called():
    service = CATALOG.services["deepseek-api"]
    assert MAKERS.of((), service) == (DEEPSEEK,)
    assert MAKERS.of(("anything",), service) == (DEEPSEEK,)
    assert MAKERS.of(("claude-sonnet-4-5",), service) == (Maker("Anthropic", "US"), DEEPSEEK)


def test_a_vendor_that_makes_no_listed_model_stands_for_itself():
    service = Service("a", "A", "Acme", "chatbot", (Jurisdiction("FR"),))
    assert MAKERS.of(("x",), service) == (Maker("Acme", "FR"),)


@pytest.mark.parametrize("id_", ["openrouter", "deepl"])
def test_other_services_add_no_maker(id_):
    assert MAKERS.of(("assistant1",), CATALOG.services[id_]) == ()


def test_a_long_name_is_read_to_its_end():
    assert "DeepSeek" in vendors("x/" * 100_000 + "deepseek-chat")
    assert vendors("-" + "a" * 1_000_000) == set()


@given(
    st.sampled_from(IDS),
    st.sampled_from(["", "openrouter/", "a/b/", "@cf/", "eu."]),
    st.sampled_from(["", ":free", "@1", "-fp8"]),
)
def test_what_stands_round_an_id_does_not_hide_it(model, before, after):
    assert DEEPSEEK in MAKERS.of((before + model.upper() + after,), None)


def test_patterns_are_words_that_stand_together():
    makers = Makers([MakerPatterns(DEEPSEEK, ("^a", "b c*", "=d e", "[0-9]x"), ("some-owner",), ("b cat",))])
    for model in ("a-1", "x/a", "z-b-c1", "d.e", "q-7x", "some_owner/z"):
        assert makers.of((model,), None) == (DEEPSEEK,), model
    for model in ("z-a", "b-x-c", "bc", "b/c", "d.e.f", "xx", "owner/z", "b-cat"):
        assert makers.of((model,), None) == (), model


def test_mistakes_in_the_table_are_reported_together():
    text = b"makers:\n- {vendor: V, jurisdiction: China, models: [ok, 'no/slash'], owner: [x]}\n- {models: []}\n"
    with pytest.raises(Problems) as error:
        read_makers(read(text, "m.yaml", ("makers",)))
    messages = [problem.message for problem in error.value.problems]
    assert len(messages) == 5
    assert any("'no/slash' is not a pattern" in message for message in messages)
    assert all(problem.line in (2, 3) for problem in error.value.problems)
