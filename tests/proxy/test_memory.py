"""What bodies take of memory is counted, and given back whatever becomes of them."""

from __future__ import annotations

from quarterdeck.proxy.memory import Memory, Share


def test_it_is_full_when_all_together_take_too_much():
    memory = Memory(100)
    first, second = Share(memory), Share(memory)
    first.add(60)
    second.add(40)
    assert not memory.full
    second.add(1)
    assert memory.full
    first.free()
    first.free()
    assert (memory.full, memory.used) == (False, 41)


def test_what_is_forgotten_is_given_back():
    memory = Memory(100)
    share = Share(memory)
    share.add(60)
    del share
    assert memory.used == 0
