"""Hugging Face and ModelScope, and mirrors that keep their paths."""

import pytest

from quarterdeck.services.paths import normalize
from quarterdeck.services.shapes.fetch import Fetch
from quarterdeck.services.shapes.hub import recognize


def read(host: str, target: str):
    found = recognize(Fetch.of(host, *normalize(target)))
    return found and (found.name, found.registry, found.version)


@pytest.mark.parametrize(
    ("host", "target", "name", "version"),
    [
        (
            "huggingface.co",
            "/deepseek-ai/DeepSeek-V3.2/resolve/main/model-00001.safetensors",
            "deepseek-ai/deepseek-v3.2",
            "main",
        ),
        ("hf-mirror.com", "/deepseek-ai/DeepSeek-R1/resolve/refs%2Fpr%2F1/LICENSE", "deepseek-ai/deepseek-r1", "refs"),
        ("huggingface.co", "/o/r/raw/main/config.json", "o/r", "main"),
        ("huggingface.co", "/gpt2/resolve/main/config.json", "gpt2", "main"),
        ("huggingface.co", "/datasets/o/d/resolve/main/x.parquet", "datasets/o/d", "main"),
        ("huggingface.co", "/datasets/squad/resolve/main/x", "datasets/squad", "main"),
        ("huggingface.co", "/spaces/o/s/resolve/main/app.py", "spaces/o/s", "main"),
        ("huggingface.co", "/api/models/o/r", "o/r", ""),
        ("huggingface.co", "/api/models/gpt2", "gpt2", ""),
        ("huggingface.co", "/api/models/gpt2/revision/main", "gpt2", "main"),
        ("huggingface.co", "/api/models/o/r/revision/abc", "o/r", "abc"),
        ("huggingface.co", "/api/models/o/r/tree/main?recursive=1", "o/r", "main"),
        ("huggingface.co", "/api/models/o/r/xet-read-token/abc", "o/r", "abc"),
        ("huggingface.co", "/api/datasets/o/d/tree/main", "datasets/o/d", "main"),
        ("huggingface.co", "/api/resolve-cache/models/o/r/abc/config.json", "o/r", "abc"),
        ("huggingface.co", "/o/r/info/refs?service=git-upload-pack", "o/r", ""),
        ("huggingface.co", "/o/r.git/info/refs?service=git-upload-pack", "o/r", ""),
        ("huggingface.co", "/o/r/git-upload-pack", "o/r", ""),
        ("huggingface.co", "/datasets/o/d/info/refs?service=git-upload-pack", "datasets/o/d", ""),
        ("huggingface.co", "/o/r.git/info/lfs/objects/batch", "o/r", ""),
        ("cdn-lfs-us-1.hf.co", "/repos/ab/cd/deadbeef?X-Amz-Signature=1", "repos/ab/cd/deadbeef", ""),
        (
            "us.aws.cdn.hf.co",
            "/xet-bridge-us/1/2?response-content-disposition=inline%3B%20filename%3D%22m.gguf%22",
            "m.gguf",
            "",
        ),
        ("transfer.xethub.hf.co", "/xorbs/default/abc", "xorbs/default/abc", ""),
        # mirrors: any host, any prefix
        ("hf.example.org", "/deepseek-ai/DeepSeek-R1/resolve/main/config.json", "deepseek-ai/deepseek-r1", "main"),
        ("art.example.org", "/artifactory/api/huggingfaceml/hf/o/r/resolve/main/a.bin", "o/r", "main"),
        ("hf.example.org", "/gpt2/resolve/main/model.safetensors", "gpt2", "main"),
        ("hf.example.org", "/api/models/o/r/revision/main", "o/r", "main"),
        ("hf.example.org", "/proxy/api/models/o/r/xet-read-token/main", "o/r", "main"),
        ("a.example.org", "/artifactory/api/huggingfaceml/hf/api/models/o/r/revision/main", "o/r", "main"),
        ("git.example.org", "/o/r.git/info/lfs/objects/batch", "o/r", ""),
    ],
)
def test_hugging_face(host, target, name, version):
    assert read(host, target) == (name, "huggingface", version)


@pytest.mark.parametrize(
    ("host", "target", "name", "version"),
    [
        (
            "www.modelscope.cn",
            "/api/v1/models/deepseek-ai/DeepSeek-R1/repo?Revision=master&FilePath=a",
            "deepseek-ai/deepseek-r1",
            "master",
        ),
        ("mirror.example", "/api/v1/models/o/r/repo/files?Revision=v1", "o/r", "v1"),
        ("www.modelscope.cn", "/api/v1/datasets/o/d/repo?FilePath=a", "datasets/o/d", ""),
        ("modelscope.ai", "/models/o/r/resolve/master/a", "o/r", "master"),
        ("www.modelscope.cn", "/o/r.git/info/refs?service=git-upload-pack", "o/r", ""),
    ],
)
def test_modelscope(host, target, name, version):
    assert read(host, target) == (name, "modelscope", version)


@pytest.mark.parametrize(
    ("host", "target"),
    [
        ("huggingface.co", "/o/r/info/refs?service=git-receive-pack"),
        ("huggingface.co", "/api/models/o/r/discussions"),
        ("huggingface.co", "/api/models"),
        ("huggingface.co", "/api/models/"),
        ("huggingface.co", "/o/r/resolve/main"),
        ("git.example.org", "/o/r.git/info/refs?service=git-upload-pack"),
        ("github.com", "/o/r.git/info/lfs/objects/batch"),
        ("gist.github.com", "/o/r.git/info/lfs/objects/batch"),
        ("hf.example.org", "/gpt2/resolve/main/config.json"),
        ("hf.example.org", "/o/r/resolve/main/LICENSE"),
        ("hf.example.org", "/api/models/o/r"),
    ],
)
def test_what_is_no_download(host, target):
    assert read(host, target) is None
