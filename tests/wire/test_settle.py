"""Several documents made one message; models named beside the body; nothing in it that cannot be written down."""

from __future__ import annotations

from quarterdeck.model.content import Message, Opaque, Part
from quarterdeck.model.exchange import Exchange
from quarterdeck.wire.settle import clean, settle

from .build import exchange, matched

ASKED = exchange("https://gateway.example/v1/x")
ONE = Message("f", "chat", ("a",), True, (Part("/p", "hi"),))
UNSAID = Message("f", "chat", (), False)


def settled(*messages: Message, asked: Exchange = ASKED, models: str = "any") -> Message:
    found = settle(messages, asked, matched(models))
    assert isinstance(found, Message)
    return found


def test_a_message_alone_is_left_as_it_is() -> None:
    assert settled(ONE) == ONE


def test_of_several_every_model_counts_and_each_must_be_known() -> None:
    other = Message("f", "embed", ("b", "a"), True, (Part("/q", "ho", "system"),), True, None, "file")
    found = settled(ONE, other)
    assert (found.activity, found.models, found.models_known) == ("chat", ("a", "b"), True)
    assert found.parts == (Part("/0/p", "hi"), Part("/1/q", "ho", "system"))
    assert (found.stream, found.opaque) == (True, "file")
    assert not settled(ONE, UNSAID).models_known


def test_of_several_no_two_may_call_different_tools() -> None:
    a, b = Message("mcp", "tool-call", tool="a"), Message("mcp", "tool-call", tool="b")
    assert settled(a, a, ONE).tool == "a"
    assert settle((a, b), ASKED, matched()) == Opaque("several-tools", "mcp")


def test_models_named_beside_the_body_count_too() -> None:
    asked = exchange("https://gateway.example/v1/x?model=b")
    assert settled(ONE, asked=asked).models == ("a", "b")
    assert settled(ONE, asked=asked).models_known


def test_a_configuration_at_the_far_side_makes_the_model_unknown() -> None:
    asked = exchange("https://gateway.example/v1/x", headers={"x-portkey-config": "pc-1"})
    assert not settled(ONE, asked=asked).models_known


def test_a_name_beside_the_body_makes_the_model_known_only_where_it_is_obeyed() -> None:
    header = {"x-ms-model-mesh-model-name": "DeepSeek-R1"}
    obeyed = exchange("https://a.services.ai.azure.com/models/chat/completions", headers=header)
    assert settled(UNSAID, asked=obeyed).models_known
    assert not settled(UNSAID, asked=exchange("https://gateway.example/x?model=b", headers=header)).models_known
    hidden = Message("f", "chat", ("arn",), False)
    assert not settled(hidden, asked=obeyed).models_known


def test_a_service_of_its_own_models_has_no_unknown_one() -> None:
    assert settled(UNSAID, models="own").models_known


def test_lone_surrogates_are_replaced_everywhere_one_for_one() -> None:
    found = settled(Message("f", "chat", ("m\ud800",), True, (Part("/\udfff", "a\ud800b"),), tool="t\ud800"))
    assert (found.models, found.tool) == (("m\ufffd",), "t\ufffd")
    assert found.parts == (Part("/\ufffd", "a\ufffdb"),)
    assert clean("é\U0001f600") == "é\U0001f600"


def test_more_models_than_a_gateway_takes_are_not_looked_up() -> None:
    names = tuple(f"m{number}" for number in range(1001))
    assert settled(Message("f", "chat", names[:-1])).models == names[:-1]
    assert settle((Message("f", "chat", names),), ASKED, matched()) == Opaque("too-many-parts", "f")
