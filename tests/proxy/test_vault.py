"""What the vault's words say of themselves: nothing that must not be read."""

from __future__ import annotations

from quarterdeck.proxy.vault import Conversation, VaultFull


def test_a_conversation_shows_nothing_of_what_is_in_it():
    conversation = Conversation({("NAME", 1): "Ada Lovelace"}, frozenset({b"seen"}))
    assert repr(conversation) == "Conversation()"


def test_a_full_conversation_is_told_without_its_values():
    assert str(VaultFull()) == "the conversation has more values than can be named"
