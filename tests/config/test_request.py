"""A stated request becomes the exchange that the proxy would make of it, or is refused for the proxy's reasons."""

from __future__ import annotations

import pytest

from quarterdeck.config.compose import load_world
from quarterdeck.config.load import load_config
from quarterdeck.config.request import Refused, Stated, exchange_of, judged
from quarterdeck.errors import UsageError
from quarterdeck.model.decision import Action, Verdict
from quarterdeck.model.destination import Destination
from quarterdeck.services.catalog import load_catalog


@pytest.fixture(scope="module")
def world():
    return load_world(load_config(None, {}))


CATALOG = load_catalog()


def exchange(url: str, **keys):
    return exchange_of(Stated(url, 1000.0, **keys), CATALOG)


@pytest.mark.parametrize(
    ("url", "destination", "target"),
    [
        ("https://a.example/x?y=1#z", Destination("a.example", 443, "https"), "/x?y=1"),
        ("a.example", Destination("a.example", 443, "https"), "/"),
        ("a.example:8443/x", Destination("a.example", 8443, "https"), "/x"),
        ("http://a.example", Destination("a.example", 80, "http"), "/"),
        ("HTTP://A.Example.:8080?q", Destination("a.example", 8080, "http"), "/?q"),
        ("https://user:pass@a.example/", Destination("a.example", 443, "https"), "/"),
        ("https://b.example@a.example/", Destination("a.example", 443, "https"), "/"),
        ("https://a.example\\@b.example/", Destination("a.example", 443, "https"), "/@b.example/"),
        ("https://b\u00fccher.example/\u00fc b", Destination("xn--bcher-kva.example", 443), "/%C3%BC%20b"),
        ("https://\uff41.example/", Destination("a.example", 443), "/"),
        ("https://[2001:DB8::1]:444/", Destination("2001:db8::1", 444), "/"),
        ("wss://a.example/ws", Destination("a.example", 443, "https"), "/ws"),
    ],
)
def test_a_url_is_taken_apart_as_a_client_would(url, destination, target):
    found = exchange(url)
    assert (found.destination, found.target) == (destination, target)


def test_the_path_is_normalized_and_the_target_is_not():
    found = exchange("https://a.example/a/../b%2e?q#f")
    assert (found.path, found.query, found.target) == ("/b.", "q", "/a/../b%2e?q")


@pytest.mark.parametrize(
    ("keys", "method"),
    [({}, "GET"), ({"body": b"x"}, "POST"), ({"method": "put", "body": b"x"}, "PUT"), ({"body": b""}, "GET")],
)
def test_the_method_follows_from_the_body_unless_it_is_stated(keys, method):
    assert exchange("https://a.example/", **keys).method == method


def test_headers_are_in_lower_case_and_in_order():
    found = exchange("https://a.example/", headers=(("X-B", " 1 "), ("X-A", "2")))
    assert found.headers == (("x-b", "1"), ("x-a", "2"))


@pytest.mark.parametrize(
    ("keys", "protocol"),
    [({}, "http/1.1"), ({"headers": (("Upgrade", "WebSocket"),)}, "websocket")],
)
def test_the_protocol(keys, protocol):
    assert exchange("https://a.example/", **keys).protocol == protocol
    assert exchange("ws://a.example/").protocol == "websocket"


@pytest.mark.parametrize(
    ("keys", "user", "groups"),
    [
        ({}, None, None),
        ({"groups": ()}, None, None),
        ({"groups": ("legal",)}, None, frozenset({"legal"})),
        ({"user": "ada"}, "ada", frozenset()),
        ({"user": "ada", "groups": ("legal",)}, "ada", frozenset({"legal"})),
    ],
)
def test_who_is_not_named_is_unknown(keys, user, groups):
    principal = exchange("https://a.example/", **keys).principal
    assert (principal.user, principal.groups) == (user, groups)


@pytest.mark.parametrize(
    ("url", "keys"),
    [
        ("", {}),
        ("https:///x", {}),
        ("ftp://a.example/", {}),
        ("mailto:ada@a.example", {}),
        ("https://a.example:0/", {}),
        ("https://a.example:65536/", {}),
        ("https://2001:db8::1/", {}),
        ("https://a.example/", {"client": "me"}),
        ("https://a.example/", {"method": "G ET"}),
        ("https://a.example/", {"headers": (("a b", "c"),)}),
        ("https://a.example/", {"headers": (("a", "b\r\nc: d"),)}),
    ],
)
def test_what_is_no_request_is_wrong_usage(url, keys):
    with pytest.raises(UsageError):
        exchange(url, **keys)


@pytest.mark.parametrize(
    ("url", "keys"),
    [
        ("https://%61.example/", {}),
        ("https://127.1/", {}),
        ("https://0x7f000001/", {}),
        ("https://a..example/", {}),
        ("https://a.example/", {"connect_host": "\uff41.example"}),
    ],
)
def test_a_host_that_cannot_be_compared_is_refused(url, keys):
    with pytest.raises(Refused) as caught:
        exchange(url, **keys)
    assert caught.value.rule == "bad-host"


NO_SNI = {"sni": "", "connect_host": "a.example"}


@pytest.mark.parametrize(
    ("url", "keys", "agrees"),
    [
        ("https://a.example/", {"sni": "a.example", "connect_host": "A.example:443"}, True),
        ("https://a.example/", NO_SNI, True),
        ("https://a.example/", {"connect_host": "192.0.2.7"}, True),
        ("https://192.0.2.7/", {}, True),
        ("https://a.example/", {"headers": (("Host", "a.example:443"),)}, True),
        ("https://www.corp-site.com/", {"connect_host": "corp-site.com"}, True),
        ("https://chat.deepseek.com/", {"connect_host": "192.0.2.7"}, False),
        ("https://a.example/", {"sni": "b.test"}, False),
        ("https://a.example/", {"connect_host": "b.test"}, False),
        ("https://a.example/", {"sni": "b.test", "connect_host": "b.test"}, False),
        ("https://a.example/", {"headers": (("Host", "b.test"),)}, False),
        ("https://a.example/", {"headers": (("Host", "a.example"), ("Host", "b.test"))}, False),
        ("http://a.example/", {"headers": (("Host", "b.test"),)}, False),
        ("http://a.example/", {"connect_host": "b.test"}, False),
        ("http://a.example/", {"sni": "b.test"}, True),
    ],
)
def test_connect_sni_and_host_agree_or_the_request_is_refused(url, keys, agrees):
    if agrees:
        exchange(url, **keys)
        return
    with pytest.raises(Refused) as caught:
        exchange(url, **keys)
    assert caught.value.rule == "names-disagree"


def test_a_request_is_judged_with_its_connection(world):
    found = judged(Stated("https://chat.deepseek.com/", 1e9), world.policy, world.kit)
    assert found.decision.action is Action.BLOCK
    assert found.inspection.verdict is Verdict.INSPECT
    assert found.exchange is not None


@pytest.mark.parametrize(("url", "rule"), [("https://%61/", "bad-host"), ("https://never.example/", "never-reached")])
def test_what_the_proxy_refuses_is_blocked_whatever_the_rules_say(world, url, rule):
    def forbidden(destination):
        return "it is never reached" if destination == Destination("never.example", 443) else None

    found = judged(Stated(url, 1e9), world.policy, world.kit, forbidden=forbidden)
    assert (found.decision.action, found.decision.reasons[0].id) == (Action.BLOCK, f"quarterdeck/{rule}")
    assert found.inspection.verdict is Verdict.REFUSE
    assert found.exchange is None


def test_a_body_over_the_limit_is_not_read(world):
    stated = Stated("https://api.openai.com/v1/chat/completions", 1e9, body=b'{"model": "gpt-4o", "messages": []}')
    whole = judged(stated, world.policy, world.kit, body_limit=35)
    assert whole.decision.models == ("gpt-4o",)
    cut = judged(stated, world.policy, world.kit, body_limit=34)
    assert (cut.decision.opaque, cut.decision.models) == ("too-large", ())
