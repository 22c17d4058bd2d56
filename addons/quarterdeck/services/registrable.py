"""The registrable domain of a host, by the bundled Public Suffix List. Never touches the network or a cache on disk."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from quarterdeck.model.destination import is_address

if TYPE_CHECKING:
    from tldextract import TLDExtract


@lru_cache(maxsize=8192)
def registrable(host: str) -> str:
    """The domain that its owner registered (`example.co.uk` of `a.example.co.uk`), in canonical form.

    Suffixes under which strangers get names of their own (`github.io`) count as public. An address, a public
    suffix itself and a name without a known suffix stand for themselves.
    """
    if is_address(host):
        return host
    return _extractor().extract_str(host, include_psl_private_domains=True).top_domain_under_public_suffix or host


@cache
def _extractor() -> TLDExtract:
    # Imported on first use: it takes 0.2 s, and many commands never ask.
    from tldextract import TLDExtract  # noqa: PLC0415

    return TLDExtract(cache_dir=None, suffix_list_urls=(), fallback_to_snapshot=True)
