from quarterdeck.extract.budget import Budget, Spent, Unreadable
from quarterdeck.extract.walk import File, Walk


def run(reader, data=b"some words", **budget):
    return Walk(Budget(**budget), {"text": reader}).run(data, "")


def fail(error):
    def reader(file):
        file.text("before")
        raise error

    return reader


def test_a_part_that_fails_is_a_reason_and_what_was_read_stays():
    for error, reason in [
        (Unreadable("encrypted"), "encrypted"),
        (ValueError("any"), "corrupt-file"),
        (RecursionError(), "too-deep"),
        (MemoryError(), "memory-budget"),
        (Spent("too-many-parts"), "too-many-parts"),
    ]:
        found = run(fail(error))
        assert found.texts == (("", "before"),)
        assert found.opaque == (("", reason),)


def test_a_file_without_text_is_never_clean():
    assert run(lambda file: None).opaque == (("", "no-text"),)
    assert run(lambda file: file.text("a name", counts=False)).opaque == (("", "no-text"),)
    assert run(lambda file: file.text(" \n ")).opaque == (("", "no-text"),)


def test_an_empty_file_says_nothing():
    found = run(lambda file: None, b"")
    assert (found.texts, found.opaque) == ((), ())


def test_a_nested_file_that_fails_leaves_its_siblings():
    def reader(file):
        if file.path == "bad":
            raise Unreadable("encrypted")
        if file.depth == 0:
            file.enter("bad", b"x y")
            file.enter("good", b"x y")
        file.text(file.name or "root")

    found = run(reader)
    assert found.opaque == (("bad", "encrypted"),)
    assert found.texts == (("good", "good"), ("", "root"))


def test_paths_join_with_an_exclamation_mark():
    file = File(Walk(Budget(), {}), b"", "a.zip!b.zip", "", 2)
    assert (file.at(""), file.at("c")) == ("a.zip!b.zip", "a.zip!b.zip!c")
    assert File(Walk(Budget(), {}), b"", "", "", 0).at("c") == "c"


def test_lone_surrogates_become_what_can_be_recorded():
    found = run(lambda file: file.text("a\ud800b \ud83d\ude00"))
    assert found.texts == (("", "a\ufffdb \U0001f600"),)
