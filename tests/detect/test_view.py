from __future__ import annotations

from quarterdeck.detect.view import CONTEXT, Run, View, rewritten


def test_a_view_leads_back_through_all_that_it_was_made_from() -> None:
    root = View("a [one] b")
    first = rewritten(root, [Run(2, 7, "<two>", ("x",))])
    second = rewritten(first, [Run(2, 7, "three", ("y",))])
    assert second.text == "a three b"
    assert second.origin(2, 7) == (2, 7, ("x", "y"))
    assert second.origin(0, 3) == (0, 7, ("x", "y"))


def test_what_nothing_was_undone_for_has_no_origin() -> None:
    view = rewritten(View("abc %41"), [Run(4, 7, "A", ("x",))])
    assert view.origin(0, 3) is None
    assert view.origin(2, 5) == (2, 7, ("x",))
    assert View("abc").origin(0, 3) == (0, 3, ())


def test_characters_are_counted_where_their_width_is_known() -> None:
    view = rewritten(View("..%41%42%43.."), [Run(2, 11, "ABC", ("x",), (3, 1))])
    assert view.origin(3, 4) == (5, 8, ("x",))
    coarse = rewritten(View("..%41%42%43.."), [Run(2, 11, "ABC", ("x",))])
    assert coarse.origin(3, 4) == (2, 11, ("x",))


def test_what_was_left_out_counts_as_undone() -> None:
    view = rewritten(View("ab=\ncd"), [Run(2, 4, "", ("x",))])
    assert view.text == "abcd"
    assert view.origin(0, 4) == (0, 6, ("x",))
    assert view.origin(0, 1) is None


def test_what_stands_beside_something_that_was_undone_is_read_again_for_a_word_may_begin_there() -> None:
    view = rewritten(View("%20ab%20c d"), [Run(0, 3, " ", ("x",), (3, 1)), Run(5, 8, " ", ("x",), (3, 1))])
    assert view.text == " ab c d"
    assert view.origin(1, 3) == (3, 5, ("x",))
    assert view.origin(4, 5) == (8, 9, ("x",))
    assert view.origin(6, 7) is None


def test_what_is_far_from_any_run_is_not_read_again() -> None:
    text = "a" * 1000 + "%" + "b" * 1000 + "%" + "c" * 10
    view = rewritten(View(text), [Run(1000, 1001, "X", ("x",)), Run(2001, 2002, "Y", ("x",))])
    assert view.text == "\n\n" + "a" * CONTEXT + "X" + "b" * CONTEXT + "\n\n" + "b" * CONTEXT + "Y" + "c" * 10
    place = view.text.index("Y")
    assert view.origin(place, place + 2) == (2001, 2003, ("x",))


def test_lone_surrogates_keep_their_place() -> None:
    view = View("a\ud800b")
    assert len(view.text) == 3
    assert view.data.decode() == view.text


def test_fresh_is_what_first_read_so_here() -> None:
    view = rewritten(View("%41" + "b" * 50), [Run(0, 3, "A", ("x",), (3, 1))])
    assert view.fresh(0, 1)
    assert view.fresh(5, 9)
    assert not view.fresh(20, 30)
    assert view.parent is not None
    assert view.parent.fresh(20, 30)
