"""What a person sees: headless Chromium, with the proxy set and its CA trusted."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from .harness.clients import CHROMIUM, browser
from .harness.names import BANNED
from .harness.quarterdeck import Quarterdeck
from .harness.world import World

pytestmark = pytest.mark.skipif(
    CHROMIUM is None or shutil.which("certutil") is None, reason="needs Debian's packages chromium and libnss3-tools"
)


def test_the_block_page(shared: Quarterdeck, internet: World, tmp_path: Path) -> None:
    before = len(internet.origins["banned"].requests)
    page = browser(shared, f"https://{BANNED}/", tmp_path)
    assert "deepseek-ban" in page
    assert "DeepSeek may not be used in any capacity" in page
    record = shared.wait_record(
        lambda line: line.get("host") == BANNED and line["incident"] in page, "the record of the incident on the page"
    )
    assert record["outcome"] == "refused"
    assert len(internet.origins["banned"].requests) == before


def test_the_block_page_loads_nothing_from_elsewhere(shared: Quarterdeck, tmp_path: Path) -> None:
    page = browser(shared, "https://www.banned.example/", tmp_path)
    assert "The tests ban this domain" in page
    for word in ("<script", 'src="http', "@import", "url(http"):
        assert word not in page


def test_a_screenshot_of_the_block_page(shared: Quarterdeck, tmp_path: Path) -> None:
    picture = tmp_path / "block-page.png"
    browser(shared, f"https://{BANNED}/", tmp_path / "profile", screenshot=picture)
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size > 10_000


def test_a_governed_page_that_is_allowed(shared: Quarterdeck, tmp_path: Path) -> None:
    """Chromium greases its ClientHello (ECH, unknown extensions and versions); that changes nothing."""
    assert "The page of governed.example" in browser(shared, "https://governed.example/page", tmp_path)


def test_a_plain_http_page_of_a_banned_host(shared: Quarterdeck, tmp_path: Path) -> None:
    assert "The tests ban this domain" in browser(shared, "http://www.banned.example/", tmp_path)


def test_the_portal(shared: Quarterdeck, tmp_path: Path) -> None:
    page = browser(shared, "http://quarterdeck.proxy/", tmp_path)
    assert "ca.pem" in page or "/ca" in page
