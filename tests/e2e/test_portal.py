"""The portal: the certificate, the PAC file, the policy in plain language, an incident by its id."""

from __future__ import annotations

import http.client

import httpx
import pytest

from .harness.clients import curl, httpx_client
from .harness.names import BANNED
from .harness.quarterdeck import Quarterdeck

PORTAL = "http://quarterdeck.proxy"


def get(quarterdeck: Quarterdeck, path: str, **headers: str) -> httpx.Response:
    with httpx_client(quarterdeck) as client:
        return client.get(PORTAL + path, headers=headers)


def test_the_certificate_is_the_one_in_the_state_folder(shared: Quarterdeck) -> None:
    assert get(shared, "/ca.pem").content == shared.ca.read_bytes()


def test_the_home_page(shared: Quarterdeck) -> None:
    got = get(shared, "/", accept="text/html")
    assert got.status_code == 200
    assert "/ca.pem" in got.text or "/ca" in got.text
    assert "default-src 'none'" in got.headers["content-security-policy"]


def test_the_pac_file_sends_everything_here(shared: Quarterdeck) -> None:
    """Rules on models and packages reach any host, so a list of governed hosts would leave some out."""
    got = get(shared, "/proxy.pac")
    assert got.headers["content-type"].startswith("application/x-ns-proxy-autoconfig")
    assert f"PROXY 127.0.0.1:{shared.port}" in got.text
    assert "function FindProxyForURL" in got.text
    assert "var GOVERNED = null;" in got.text


def test_the_policy_in_plain_language(shared: Quarterdeck) -> None:
    got = get(shared, "/policy", accept="text/html")
    assert "The tests ban this domain" in got.text
    assert "deepseek-ban" in got.text
    assert "security@example.org" in got.text


def test_an_incident_by_its_id(shared: Quarterdeck) -> None:
    incident = curl(shared, f"https://{BANNED}/").headers["quarterdeck-incident"]
    got = get(shared, f"/incident/{incident}", accept="text/html")
    assert got.status_code == 200
    assert incident in got.text
    assert BANNED in got.text


@pytest.mark.parametrize(
    "path", ["/incident/qd-0000-0000", "/incident/../ca/current/key.pem", "/nothing", "/ca/key.pem"]
)
def test_what_is_not_there(shared: Quarterdeck, path: str) -> None:
    got = get(shared, path)
    assert got.status_code in (400, 404)
    assert "PRIVATE KEY" not in got.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_the_portal_only_shows(shared: Quarterdeck, method: str) -> None:
    with httpx_client(shared) as client:
        assert client.request(method, PORTAL + "/policy", content=b"x").status_code == 405


def test_the_listening_address_answers_too(shared: Quarterdeck) -> None:
    connection = http.client.HTTPConnection(*shared.address, timeout=10)
    connection.request("GET", "/ca.pem")
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (200, shared.ca.read_bytes())
    connection.close()


def test_the_portal_answers_under_tls(shared: Quarterdeck) -> None:
    with httpx_client(shared) as client:
        assert client.get("https://quarterdeck.proxy/ca.pem").content == shared.ca.read_bytes()


def test_visits_are_not_decisions(shared: Quarterdeck, source: str) -> None:
    assert curl(shared, PORTAL + "/", "--interface", source).status == 200
    assert curl(shared, f"https://{BANNED}/", "--interface", source).status == 403
    assert [line["host"] for line in shared.from_client(source)] == [BANNED]
