"""Files of weights by their own names."""

import pytest

from quarterdeck.services.paths import normalize
from quarterdeck.services.shapes.fetch import Fetch
from quarterdeck.services.shapes.weights import is_weights_file, offered_name, recognize

SIGNED = "/x/ab12?X-Amz-Expires=1&response-content-disposition="


def read(host: str, target: str):
    found = recognize(Fetch.of(host, *normalize(target)))
    return found and (found.kind, found.name, found.registry)


@pytest.mark.parametrize(
    ("host", "target", "name", "registry"),
    [
        (
            "s3.example",
            "/deepseek-ai/DeepSeek-R1/model-00001-of-2.safetensors",
            "deepseek-ai/deepseek-r1/model-00001-of-2.safetensors",
            "file",
        ),
        ("a.example", "/DeepSeek-R1-Q4_K_M.GGUF", "deepseek-r1-q4_k_m.gguf", "file"),
        ("a.example", "/x/sd.ckpt", "x/sd.ckpt", "file"),
        ("a.example", "/x/consolidated.00.pth", "x/consolidated.00.pth", "file"),
        ("a.example", "/x/pytorch_model-00001-of-00002.bin", "x/pytorch_model-00001-of-00002.bin", "file"),
        ("a.example", "/models/llama/weights.bin", "models/llama/weights.bin", "file"),
        ("a.example", SIGNED + "inline%3B%20filename%3D%22DeepSeek.gguf%22", "deepseek.gguf", "file"),
        ("a.example", SIGNED + "inline%3B+filename*%3DUTF-8%27%27Deep%2520Seek.gguf", "deep seek.gguf", "file"),
        ("civitai.com", "/api/download/models/12345?type=Model", "12345", "civitai"),
    ],
)
def test_weights(host, target, name, registry):
    assert read(host, target) == ("weights", name, registry)


@pytest.mark.parametrize(
    ("host", "target"),
    [
        ("a.example", "/firmware.bin"),
        ("a.example", "/downloads/model-t-ford.html"),
        ("a.example", "/models/index.html"),
        ("a.example", "/gguf"),
        ("a.example", SIGNED + "attachment%3B%20filename%3Dreport.pdf"),
        ("a.example", SIGNED),
        ("a.example", "/api/download/models/12345"),
        ("civitai.com", "/models/12345"),
    ],
)
def test_what_is_not(host, target):
    assert read(host, target) is None


def test_the_name_that_a_signed_download_promises():
    assert offered_name(Fetch.of("a", "/x", "response-content-disposition=attachment;filename=A.GGUF")) == "a.gguf"
    assert offered_name(Fetch.of("a", "/x", "q=1")) == ""


def test_a_file_is_told_by_its_last_segment():
    assert is_weights_file(("a.gguf",))
    assert not is_weights_file(("a.gguf", ""))
