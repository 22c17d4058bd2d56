"""Words with which a term may begin."""

from __future__ import annotations

import numpy as np

from quarterdeck.detect.anchors import Anchors, beginnings
from quarterdeck.detect.words import Hashes, Words


def begun(*words: str) -> Hashes:
    return np.concatenate([beginnings(Words(word.encode())) if word else np.zeros(1, np.uint64) for word in words])


def test_beginnings_are_the_same_in_any_case_and_for_the_first_eight_letters() -> None:
    assert begun("Zephyr") == begun("zEPHYR")
    assert begun("longwords") == begun("longword")
    assert begun("zephyr") != begun("zephyrs")
    assert beginnings(Words(b"a b")).all()


def test_a_term_is_looked_for_by_the_rarer_of_its_first_two_words() -> None:
    anchors = Anchors(begun("the", "the", "zephyr"), begun("heron", "kestrel", ""))
    text = Words(b"the cat, the heron: the ZEPHYR and the")
    assert anchors.rows(text).tolist() == [2, 5]
    assert anchors.rows(Words(b"heron kestrel the")).tolist() == [0]
    assert anchors.rows(Words(b"")).tolist() == []


def test_no_word_of_many_is_missed_and_few_others_are_taken_for_one() -> None:
    names = [f"name{number}" for number in range(5000)]
    anchors = Anchors(begun(*names), np.zeros(len(names), np.uint64))
    assert len(anchors.rows(Words(" ".join(names).encode()))) == len(names)
    assert len(anchors.rows(Words(" ".join(f"word{number}" for number in range(5000)).encode()))) < 10
