"""The names that the tests use. All map to loopback through `upstream.resolve`; no look-up leaves the machine."""

from __future__ import annotations

BANNED = "chat.deepseek.com"
GOVERNED = "api.together.xyz"
ALLOWED = "openrouter.ai"
UNLISTED = "www.unlisted.example"
TEST_NET = "203.0.113.7"
TEST_NET6 = "2001:db8::7"

PORTS = (80, 443, 53, 853, 8443)


def pairs(host: str, address: str, ports: tuple[int, ...] = PORTS) -> dict[str, str]:
    """`upstream.resolve` entries that lead a host to one origin."""
    shown = f"[{host}]" if ":" in host else host
    return {f"{shown}:{port}": address for port in ports}
