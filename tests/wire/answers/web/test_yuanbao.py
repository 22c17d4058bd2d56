"""yuanbao.tencent.com: what the samples do not show."""

from __future__ import annotations

from ..reading import said


def test_found_pages_are_read() -> None:
    event = {"type": "searchGuid", "docs": [{"title": "A page", "url": "https://x.test"}]}
    assert said("yuanbao-web", event) == [("/searchGuid/docs/0/title", "assistant", "A page")]
