"""YAML as plain data with places, and nothing that a hostile file could use."""

import pytest

from quarterdeck.errors import Problems
from quarterdeck.services.document import MAX_BYTES, read

KEYS = ("services", "other")


def problem(content: bytes):
    with pytest.raises(Problems) as error:
        read(content, "f.yaml", KEYS)
    (found,) = error.value.problems
    return found


def test_data_and_places():
    document = read(b"services:\n- id: a\n  hosts:\n  - {host: b.example, shared: true}\n", "f.yaml", KEYS)
    assert document.data == {"services": [{"id": "a", "hosts": [{"host": "b.example", "shared": True}]}]}
    assert document.place(("services",)) == (1, 1)
    assert document.place(("services", 0, "hosts", 0)) == (4, 5)
    assert document.place(("services", 0, "hosts", 0, "shared")) == (4, 23)
    assert document.place(("services", 0, "hosts", 0, "role")) == (4, 5)


def test_text_stays_text():
    data = read(b"other: [NO, 302, 1.5, 2026-01-01, yes, true, 'true', null, ~, '']", "f.yaml", KEYS).data
    assert data["other"] == ["NO", "302", "1.5", "2026-01-01", "yes", True, "true", None, None, ""]


def test_keys_that_are_not_asked_for_are_not_looked_into():
    document = read(b"rules: {match: !!python/object:os.system [x]}\nservices: []\n", "f.yaml", KEYS)
    assert document.data == {"rules": None, "services": []}


def test_no_tag_makes_an_object():
    assert read(b"other: !!python/object/apply:os.system ['exit 1']", "f.yaml", KEYS).data == {"other": ["exit 1"]}


def test_an_empty_file_holds_nothing():
    assert read(b"# only a comment\n", "f.yaml", KEYS).data == {}


@pytest.mark.parametrize(
    ("content", "place", "message"),
    [
        (b"- a\n", (1, 1), "must be a mapping"),
        (b"services:\n  - a: 1\n    a: 2\n", (3, 5), "the key 'a' stands twice"),
        (b"services: []\nservices: []\n", (2, 1), "the key 'services' stands twice"),
        (b"services:\n- {[a]: b}\n", (2, 4), "a key must be text"),
        (b"services: [\n", (2, 1), "is not valid YAML"),
        (b"services: *nothing\n", (1, 11), "is not valid YAML"),
        (b"a: b\n\xff\xfe: c\n", (2, 1), "is not UTF-8"),
        (b"a: \x07\n", (0, 0), "is not valid YAML"),
        (b"services: " + b"[" * 5000 + b"]" * 5000, None, "is not valid YAML"),
        (b"services: " + b"[" * 50 + b"]" * 50, None, "holds too much"),
    ],
)
def test_what_cannot_be_read_is_one_clear_problem(content, place, message):
    found = problem(content)
    assert message in found.message
    assert place is None or (found.line, found.column) == place


def test_aliases_may_not_expand_without_end():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    assert "expand to too much" in problem("\n".join([*lines, "services: *a8"]).encode()).message
    assert "expand to too much" in problem(b"services: &a [*a]").message


def test_a_file_of_more_than_ten_megabytes_is_not_read():
    assert "larger than 10 MB" in problem(b"#" * (MAX_BYTES + 1)).message
