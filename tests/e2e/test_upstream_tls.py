"""An origin whose certificate is wrong is not spoken to; the client is told why, and soon."""

from __future__ import annotations

import pytest

from .harness.clients import httpx_client
from .harness.quarterdeck import Quarterdeck
from .harness.world import World, bad_tls

CAUSES = {
    "expired": ("expired",),
    "not-yet": ("not yet valid",),
    "wrong-host": ("hostname", "host name", "mismatch", "name"),
    "self-signed": ("self-signed", "self signed"),
    "untrusted": ("issuer", "unable to get", "self-signed", "trust"),
    "client-only": ("purpose", "unsuitable", "unsupported"),
}


@pytest.mark.parametrize("kind", CAUSES)
def test_a_bad_certificate_is_a_502_with_its_cause(shared: Quarterdeck, internet: World, kind: str) -> None:
    with httpx_client(shared) as client:
        got = client.get(f"https://{bad_tls(kind)}/page", headers={"authorization": "Bearer not-to-leave"})
    assert got.status_code == 502
    assert any(cause in got.text.lower() for cause in CAUSES[kind]), got.text
    assert got.headers["proxy-status"].startswith("quarterdeck; error=tls_certificate_error")
    assert not internet.origins["badtls"].saw(b"not-to-leave")


def test_an_origin_that_demands_a_client_certificate_is_no_hang(shared: Quarterdeck) -> None:
    with httpx_client(shared) as client:
        got = client.get(f"https://{bad_tls('demands-client')}/page")
    assert got.status_code == 502


def test_an_origin_that_is_not_there(shared: Quarterdeck) -> None:
    """The shared rules govern every host under badtls.example; this one resolves nowhere."""
    with httpx_client(shared) as client:
        got = client.get("https://nowhere.badtls.example/page")
    assert got.status_code in (502, 503, 504)
    assert got.headers["quarterdeck-incident"]


def test_the_record_tells_the_failure(shared: Quarterdeck) -> None:
    with httpx_client(shared) as client:
        got = client.get(f"https://{bad_tls('expired')}/page")
    incident = got.headers["quarterdeck-incident"]
    line = shared.wait_record(
        lambda line: line["incident"] == incident and line["outcome"] == "failed", "the failure in the deck log"
    )
    assert "expired" in line["reason"]
