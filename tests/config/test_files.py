from __future__ import annotations

import asyncio
import io
import zipfile

import pytest

from quarterdeck.config.compose import compose
from quarterdeck.config.request import Stated, judged
from quarterdeck.config.schema import Config
from quarterdeck.policy.load import load_policies

RULES = """\
policy: p
detectors:
  - {id: custom.canary, regex: 'CANARY-[0-9]{6}', hits: [CANARY-123456], misses: [CANARY-12]}
rules:
  - {id: r, match: {content: custom.canary, category: llm-api}, action: block}
"""
HEAD = b'--b\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nassistants\r\n--b\r\n'
FILE = b'Content-Disposition: form-data; name="file"; filename="a.zip"\r\nContent-Type: application/zip\r\n\r\n'


def upload(text: str) -> Stated:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("inner.txt", text)
    body = HEAD + FILE + packed.getvalue() + b"\r\n--b--\r\n"
    headers = (("content-type", "multipart/form-data; boundary=b"),)
    return Stated("https://api.openai.com/v1/files", 0.0, headers=headers, body=body)


@pytest.mark.parametrize(("text", "action"), [("CANARY-123456", "block"), ("nothing", "allow")])
def test_what_a_file_in_a_stated_request_says_is_judged(text: str, action: str) -> None:
    world = compose(load_policies(text={"p.yaml": RULES}), Config())

    async def starting() -> str:
        # As a worker does that runs the cases before it serves.
        return str(judged(upload(text), world.policy, world.kit).decision.action)

    assert asyncio.run(starting()) == action
