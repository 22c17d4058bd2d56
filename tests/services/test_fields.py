"""Every mistake of a document is noted, where it stands."""

from quarterdeck.services.document import Document
from quarterdeck.services.fields import Fields

PLACES = {("a",): (2, 1), ("a", 0): (3, 5), ("a", 0, "hots"): (3, 7)}


def fields() -> Fields:
    return Fields(Document("f.yaml", {}, PLACES))


def test_a_mistake_stands_at_its_place_or_the_nearest_around_it():
    read = fields()
    read.wrong(("a", 0, "hots"), "one")
    read.wrong(("a", 0, "other", 4), "two")
    read.wrong(("b",), "three")
    assert [(p.file, p.line, p.column, p.message) for p in read.problems] == [
        ("f.yaml", 3, 7, "one"),
        ("f.yaml", 3, 5, "two"),
        ("f.yaml", 0, 0, "three"),
    ]


def test_an_unknown_key_is_named_with_the_one_that_was_meant():
    read = fields()
    assert read.mapping(("a", 0), {"hots": 1, "name": "x"}, {"hosts", "name"}) == {"name": "x"}
    (problem,) = read.problems
    assert (problem.code, problem.message, problem.hint) == (
        "unknown-key",
        "unknown key 'hots'",
        "did you mean 'hosts'?",
    )


def test_values_of_the_wrong_kind_are_noted_and_read_as_nothing():
    read = fields()
    assert read.mapping(("a",), ["x"], {"b"}) == {}
    assert read.items(("a",), {"x": 1}) == []
    assert read.table(("a",), "x") == []
    assert read.text(("a",), True) == ""
    assert read.text(("a",), None) == ""
    assert read.text(("a",), "  ") == ""
    assert read.flag(("a",), "yes") is False
    assert read.choice(("match",), "sufix", {"exact", "suffix"}) == ""
    assert read.texts(("a",), ["x", 1]) == ("x",)
    assert len(read.problems) == 9
    assert read.problems[7].hint == "did you mean 'suffix'?"


def test_what_is_right_is_read_without_a_word():
    read = fields()
    assert read.items(("a",), None) == []
    assert read.table(("a",), None) == []
    assert read.table(("a",), {"x": 1}) == [("x", 1)]
    assert read.items(("a",), ["x"]) == [(("a", 0), "x")]
    assert read.texts(("a",), ["x", " y ", "x"]) == ("x", "y")
    assert read.flag(("a",), True) is True
    assert read.choice(("a",), "exact", {"exact"}) == "exact"
    assert read.problems == []
