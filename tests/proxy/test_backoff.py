"""Who dies at once is started again more and more slowly, and who has lived is forgiven."""

from __future__ import annotations

from quarterdeck.proxy.backoff import MOST_DELAY, SHORT_LIFE, Backoff


def test_each_short_life_doubles_the_delay_up_to_a_most():
    backoff = Backoff()
    assert [backoff.after(0.0) for _ in range(3)] == [0.2, 0.4, 0.8]
    # Hours of it included, after which the doubled number itself would be too large.
    assert [backoff.after(0.0) for _ in range(2000)][-1] == MOST_DELAY


def test_a_life_that_is_long_enough_begins_anew():
    backoff = Backoff()
    backoff.after(0.0)
    assert backoff.after(SHORT_LIFE) == 0.1
    assert backoff.after(SHORT_LIFE - 0.1) == 0.2
