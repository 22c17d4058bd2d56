"""E54, E55: one path, many spellings: all are decided as the plain one is, or by the default rule."""

from __future__ import annotations

from ..vector import Clear, Vector, post, to

# What servers read as /v1/chat/completions (RFC 3986 section 6; matrix parameters; doubled slashes).
_SAME = {
    "dot-dot": b"/v1/../v1//chat%2Fcompletions;x=1",
    "dot": b"/v1/./chat/completions",
    "dot-dot-plain": b"/x/../v1/chat/completions",
    "dot-dot-encoded": b"/x/%2e%2e/v1/chat/completions",
    "dot-dot-mixed": b"/x/.%2E/v1/chat/completions",
    "dot-encoded": b"/v1/%2e/chat/completions",
    "above-root": b"/../../v1/chat/completions",
    "slashes": b"/v1//chat///completions",
    "lead-slashes": b"//v1/chat/completions",
    "trail-slash": b"/v1/chat/completions/",
    "trail-dot": b"/v1/chat/completions/.",
    "slash-encoded": b"/v1/chat%2Fcompletions",
    "slash-encoded-lower": b"/v1/chat%2fcompletions",
    "letter-encoded": b"/%76%31/chat/completions",
    "all-encoded": b"/%76%31/%63%68%61%74/%63%6f%6d%70%6c%65%74%69%6f%6e%73",
    "matrix": b"/v1/chat;a=b/completions",
    "matrix-end": b"/v1/chat/completions;jsessionid=1",
    "matrix-empty": b"/v1;/chat/completions;",
    "query": b"/v1/chat/completions?x=/../../etc",
    "query-empty": b"/v1/chat/completions?",
    "query-question": b"/v1/chat/completions??x",
    "backslash": b"/v1\\chat\\completions",
    "backslash-encoded": b"/v1%5cchat%5ccompletions",
    "absolute": b"https://{G}/v1/chat/completions",
}
_MAYBE = {
    "upper": b"/V1/Chat/Completions",
    "upper-end": b"/v1/chat/COMPLETIONS",
    "double-encoded": b"/%2576%2531/chat/completions",
    "double-encoded-slash": b"/v1/chat%252fcompletions",
    "double-encoded-dots": b"/x/%252e%252e/v1/chat/completions",
    "triple-encoded": b"/v1/chat%25252fcompletions",
    "percent-u": b"/v1/chat%u002fcompletions",
    "overlong": b"/v1/chat%c0%afcompletions",
    "plus": b"/v1/chat/completions+",
    "space-encoded": b"/v1/chat/completions%20",
    "nul-encoded": b"/v1/chat/completions%00",
    "nul-encoded-suffix": b"/v1/chat/completions%00.png",
    "crlf-encoded": b"/v1/chat/completions%0d%0a",
    "tab-encoded": b"/v1/chat/completions%09",
    "fullwidth-encoded": b"/v1/chat%ef%bc%8fcompletions",
    "bad-escape": b"/v1/chat/completions%",
    "bad-escape-2": b"/v1/chat/completions%zz",
    "static-suffix": b"/v1/chat/completions/x.css",
    "static-suffix-matrix": b"/v1/chat/completions;.css",
    "static-name": b"/v1/chat/completions.json",
    "prefix": b"/proxy/v1/chat/completions",
    "other-version": b"/v2/chat/completions",
    "no-version": b"/chat/completions",
    "unknown": b"/anything/at/all",
    "root": b"/",
    "long": b"/" + b"a" * 7000 + b"/../v1/chat/completions",
}

E54 = tuple(
    Vector(f"E54-{name}", "D", to(b"{G}"), (post(body=b"{BAD}", path=path),), rule=True) for name, path in _SAME.items()
) + tuple(
    Vector(f"E54-clear-{name}", "D", Clear(), (post(body=b"{BAD}", path=b"http://{G}" + path),), rule=True)
    for name, path in _SAME.items()
    if name != "absolute"
)

E55 = tuple(Vector(f"E55-{name}", "D", to(b"{G}"), (post(body=b"{BAD}", path=path),)) for name, path in _MAYBE.items())

# The path itself is what is forbidden: a model's weights on a hub that is otherwise allowed.
_WEIGHTS = {
    "plain": b"/deepseek-ai/DeepSeek-R1/resolve/main/model.safetensors",
    "owner-case": b"/DeepSeek-AI/deepseek-r1/resolve/main/model.safetensors",
    "encoded": b"/%64eepseek-ai/%44eepSeek-R1/resolve/main/model.safetensors",
    "slash-encoded": b"/deepseek-ai%2FDeepSeek-R1/resolve/main/model.safetensors",
    "slashes": b"//deepseek-ai//DeepSeek-R1//resolve//main//model.safetensors",
    "dot": b"/deepseek-ai/./DeepSeek-R1/resolve/main/model.safetensors",
    "dot-dot": b"/bert-base/../deepseek-ai/DeepSeek-R1/resolve/main/model.safetensors",
    "dot-dot-encoded": b"/a/b/%2e%2e/%2e%2e/deepseek-ai/DeepSeek-R1/resolve/main/model.safetensors",
    "matrix": b"/deepseek-ai/DeepSeek-R1;x=1/resolve/main/model.safetensors",
    "query": b"/deepseek-ai/DeepSeek-R1/resolve/main/model.safetensors?download=true",
    "resolve-upper": b"/deepseek-ai/DeepSeek-R1/RESOLVE/main/model.safetensors",
    "resolve-encoded": b"/deepseek-ai/DeepSeek-R1/%72esolve/main/model.safetensors",
    "raw": b"/deepseek-ai/DeepSeek-R1/raw/main/config.json",
    "api": b"/api/models/deepseek-ai/DeepSeek-R1/tree/main",
    "git": b"/deepseek-ai/DeepSeek-R1/info/refs?service=git-upload-pack",
    "lfs": b"/deepseek-ai/DeepSeek-R1.git/info/lfs/objects/batch",
}
WEIGHTS = tuple(
    Vector(
        f"E54-weights-{name}",
        "D",
        to(b"huggingface.co"),
        (b"GET " + path + b" HTTP/1.1\r\nHost: huggingface.co\r\nX-K: {K}\r\n\r\n",),
        rule=True,
    )
    for name, path in _WEIGHTS.items()
)

VECTORS = (*E54, *E55, *WEIGHTS)
