from __future__ import annotations

from detection import hostile, prose, speed


def test_prompts_differ_and_have_their_size() -> None:
    some = speed.prompts(40)
    assert len(set(some)) == 40
    assert {len(text) for text in some} == {speed.PROMPT}


def test_prompts_of_prose_are_plain_and_others_are_not() -> None:
    assert all(text.isascii() for text in speed.prompts(10, kind="prose"))
    assert not all(text.isascii() for text in speed.prompts(10, kind="languages"))
    assert any(aside in text for text in speed.prompts(10, kind="asides") for aside in prose.ASIDES)


def test_times_are_of_every_thing() -> None:
    seen: list[int] = []
    found = speed.times(seen.append, list(range(50)), 1000)
    assert len(seen) == 55
    assert found.p50 <= found.p99


def test_terms_are_as_many_as_asked_for() -> None:
    assert len(set(speed.terms(500))) == 500


def test_hostile_texts_are_large() -> None:
    for name, make in hostile.TEXTS.items():
        assert len(make()) >= 150_000, name
