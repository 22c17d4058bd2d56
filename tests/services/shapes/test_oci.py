"""Container registries and Ollama's."""

import pytest

from quarterdeck.services.paths import normalize
from quarterdeck.services.shapes.fetch import Fetch
from quarterdeck.services.shapes.oci import recognize


def read(host: str, target: str):
    found = recognize(Fetch.of(host, *normalize(target)))
    return found and (found.kind, found.name, found.registry, found.version)


DIGEST = "sha256:" + "ab" * 32


@pytest.mark.parametrize(
    ("host", "target", "found"),
    [
        (
            "registry.ollama.ai",
            "/v2/library/deepseek-r1/manifests/8b",
            ("weights", "library/deepseek-r1", "ollama", "8b"),
        ),
        ("registry.ollama.ai", "/v2/someone/model/manifests/latest", ("weights", "someone/model", "ollama", "latest")),
        ("registry.ollama.ai", f"/v2/library/x/blobs/{DIGEST}", ("weights", "library/x", "ollama", DIGEST)),
        (
            "hf.co",
            "/v2/unsloth/DeepSeek-R1-GGUF/manifests/Q4_K_M",
            ("weights", "unsloth/deepseek-r1-gguf", "huggingface", "q4_k_m"),
        ),
        (
            "registry-1.docker.io",
            "/v2/ai/deepseek-r1-distill-llama/manifests/8B",
            ("weights", "ai/deepseek-r1-distill-llama", "oci", "8b"),
        ),
        ("registry-1.docker.io", "/v2/library/python/manifests/3.13", ("container", "library/python", "oci", "3.13")),
        (
            "nvcr.io",
            "/v2/nim/deepseek-ai/deepseek-r1/manifests/latest",
            ("container", "nim/deepseek-ai/deepseek-r1", "oci", "latest"),
        ),
        ("art.example", f"/artifactory/api/docker/dock/v2/a/b/blobs/{DIGEST}", ("container", "a/b", "oci", DIGEST)),
        ("art.example", f"/v2/a/manifests/{DIGEST}", ("container", "a", "oci", DIGEST)),
        ("mirror.example", "/v2/library/deepseek-r1/manifests/8b", ("container", "library/deepseek-r1", "oci", "8b")),
        (
            "x.r2.cloudflarestorage.com",
            "/ollama/docker/registry/v2/blobs/sha256/ab/abcd/data",
            ("weights", "sha256/ab/abcd", "ollama", ""),
        ),
        (
            "x.s3.amazonaws.com",
            "/docker/registry/v2/blobs/sha256/ab/abcd/data",
            ("container", "sha256/ab/abcd", "oci", ""),
        ),
    ],
)
def test_images_and_weights(host, target, found):
    assert read(host, target) == found


@pytest.mark.parametrize(
    "target",
    [
        "/v2/",
        "/v2/_catalog",
        "/v2/a/tags/list",
        "/v2/a/blobs/uploads/",
        "/v2/a/blobs/uploads/7f3",
        "/v2/a/blobs/12",
        "/v2/manifests/latest",
        "/v2/a b/manifests/latest",
        "/v1/a/manifests/latest",
        "/v2/a/manifests/",
    ],
)
def test_what_fetches_no_image(target):
    assert read("registry-1.docker.io", target) is None
