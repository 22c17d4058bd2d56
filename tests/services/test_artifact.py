"""Artifacts are told by the shape of a path; ordinary traffic is not taken for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterdeck.services.artifact import recognize, serves_artifacts
from quarterdeck.services.catalog import load_catalog
from quarterdeck.services.paths import normalize

CATALOG = load_catalog()

ORDINARY = """
https://www.example.com/
https://www.example.com/index.html
https://en.wikipedia.org/wiki/DeepSeek
https://en.wikipedia.org/wiki/Hugging_Face
https://en.wikipedia.org/w/index.php?title=PyPI&action=raw
https://news.example.com/2025/01/27/deepseek-r1-model-weights
https://github.com/deepseek-ai/DeepSeek-V3
https://github.com/deepseek-ai/DeepSeek-V3/raw/main/README.md
https://github.com/deepseek-ai/DeepSeek-V3/blob/main/README.md
https://github.com/deepseek-ai/DeepSeek-V3.git/info/refs?service=git-upload-pack
https://github.com/acme/app.git/info/lfs/objects/batch
https://raw.githubusercontent.com/deepseek-ai/DeepSeek-V3/main/README.md
https://gitlab.example.com/group/project/-/archive/main/project-main.tar.gz
https://gitlab.example.com/group/project/-/raw/main/README.md
https://gitlab.example.com/group/project/-/merge_requests/1
https://gitlab.example.com/api/v4/projects/1/repository/files/a%2Fb/raw?ref=main
https://gitlab.example.com/group/project.git/info/refs?service=git-upload-pack
https://huggingface.co/
https://huggingface.co/deepseek-ai/DeepSeek-R1
https://huggingface.co/deepseek-ai/DeepSeek-R1/tree/main
https://huggingface.co/models?search=deepseek
https://huggingface.co/api/models?search=deepseek
https://huggingface.co/api/whoami-v2
https://huggingface.co/chat/conversation/abc
https://huggingface.co/docs/hub/api
https://huggingface.co/front/assets/huggingface_logo.svg
https://www.modelscope.cn/models/deepseek-ai/DeepSeek-R1/summary
https://www.modelscope.cn/api/v1/users/login
https://ollama.com/library/deepseek-r1
https://ollama.com/api/chat
https://hub.docker.com/r/ai/deepseek-r1-distill-llama
https://registry-1.docker.io/v2/
https://auth.docker.io/token?service=registry.docker.io&scope=repository:library/python:pull
https://api.example.com/v2/users/manifests
https://api.example.com/v2/blobs/1
https://api.example.com/v1/manifests/list/today
https://pypi.org/
https://pypi.org/project/requests/
https://pypi.org/search/?q=deepseek
https://pypi.org/simple/
https://www.example.com/simple/page.html
https://www.example.com/keep/it/simple
https://www.example.com/pypi
https://www.example.com/downloads/packages/setup.zip
https://www.example.com/packages/holidays-2025/brochure.zip
https://www.npmjs.com/package/react
https://registry.npmjs.org/
https://registry.npmjs.org/-/v1/search?text=deepseek
https://registry.npmjs.org/-/npm/v1/security/advisories/bulk
https://cdn.example.com/react
https://www.example.com/@someone/article
https://medium.example.com/@scope/name
https://marketplace.visualstudio.com/items?itemName=ms-python.python
https://marketplace.visualstudio.com/_apis/public/gallery/extensionquery
https://www.example.com/extensions/office/chair/42/
https://www.example.com/api/team/member/1/file/report.pdf
https://play.google.com/log?format=json
https://play.google.com/store/apps
https://apps.apple.com/us/genre/ios/id36
https://api.openai.com/v1/chat/completions
https://api.openai.com/v1/models/gpt-4o
https://api.openai.com/v1/files/file-abc/content
https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-pro:generateContent
https://bedrock-runtime.us-east-1.amazonaws.com/model/us.deepseek.r1-v1%3A0/invoke
https://api.example.com/api/models/list/all
https://api.example.com/api/models/42
https://shop.example.com/api/models/shoes/red
https://dns.example.com/resolve?name=example.com&type=A
https://www.example.com/api/resolve/v1/users
https://jira.example.com/browse/ABC-1/resolve/today/now
https://doi.example.org/10.1000/resolve/xyz/
https://www.example.com/data/file.bin
https://www.example.com/fonts/models.woff2
https://www.example.com/paper-about-safetensors.pdf
https://www.example.com/what-is-gguf
https://bucket.s3.amazonaws.com/report.pdf?response-content-disposition=attachment%3B%20filename%3Dreport.pdf
https://www.example.com/service/update2/crx
https://en.wikipedia.org/wiki/.exe
""".split()


def split(url: str) -> tuple[str, str, str]:
    host, slash, rest = url.removeprefix("https://").partition("/")
    return host, *normalize(slash + rest)


@pytest.mark.parametrize("url", ORDINARY)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_ordinary_urls_fetch_nothing(url, method):
    assert recognize(method, *split(url)) is None


@pytest.mark.parametrize(
    ("url", "kind", "name", "registry"),
    [
        (
            "https://huggingface.co/deepseek-ai/DeepSeek-V3/resolve/main/a",
            "weights",
            "deepseek-ai/deepseek-v3",
            "huggingface",
        ),
        ("https://registry.ollama.ai/v2/library/deepseek-r1/manifests/8b", "weights", "library/deepseek-r1", "ollama"),
        ("https://mirror.example/pypi/simple/deepseeek/", "package", "deepseeek", "pypi"),
        ("https://registry.npmjs.org/@deepseek%2Fsdk", "package", "@deepseek/sdk", "npm"),
        ("https://open-vsx.org/vscode/asset/Deep/Seek/1.0.0/x", "extension", "deep.seek", "vscode"),
        ("https://files.example/a/DeepSeek-R1-Q4.gguf", "weights", "a/deepseek-r1-q4.gguf", "file"),
    ],
)
def test_each_family_of_shapes_is_asked(url, kind, name, registry):
    found = recognize("GET", *split(url))
    assert (found.kind, found.name, found.registry) == (kind, name, registry)


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "get", "FOO"])
def test_any_method_may_fetch(method):
    assert recognize(method, "huggingface.co", "/o/r/resolve/main/x.json") is not None


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
def test_publishing_is_not_fetching(method):
    assert recognize(method, "registry-1.docker.io", "/v2/acme/app/manifests/latest") is None


@pytest.mark.parametrize(
    "target",
    [
        "/deepseek-ai/DeepSeek-V3/resolve/main/x.json",
        "//deepseek-ai/./DeepSeek-V3/resolve/main/x.json",
        "/deepseek-ai%2FDeepSeek-V3/%72esolve/main/x.json",
        "/a/../deepseek-ai/DeepSeek-V3;p=1/RESOLVE/main/x.json",
        "\\deepseek-ai\\DeepSeek-V3\\resolve\\main\\x.json",
    ],
)
def test_spelling_a_path_otherwise_does_not_hide_it(target):
    found = recognize("GET", "any.example", *normalize(target))
    assert found.name == "deepseek-ai/deepseek-v3"


def test_a_hostile_path_is_read_once():
    """Quadratic or worse, these would outlast the test run's time limit."""
    for unit in (
        "/v2/a",
        "/simple",
        "/pypi",
        "/packages/aa/bb",
        "/api/models",
        "/resolve",
        "/-/a",
        "/models",
        "-1",
        "/manifests/x",
    ):
        for tail in ("", ".tgz", ".zip", ".bin", ".vsix", "/json", ".whl"):
            recognize("GET", "a.example", "/a" + unit * 50_000 + tail)


@given(st.text(max_size=80), st.text(max_size=40))
def test_no_path_is_too_strange(target, query):
    recognize("GET", "huggingface.co", normalize(target)[0], query)
    recognize("GET", "a.example", normalize(target)[0], query)


@pytest.mark.parametrize(
    ("id_", "serves"),
    [
        ("huggingface-hub", True),
        ("ollama-registry", True),
        ("modelscope", True),
        ("pypi", True),
        ("vscode-marketplace", True),
        ("comfy", True),
        ("openai-api", False),
        ("deepseek-web", False),
    ],
)
def test_which_services_serve_artifacts(id_, serves):
    assert serves_artifacts(CATALOG.services[id_]) is serves
