"""A table becomes a file of hashes in which no value stands."""

from pathlib import Path

import pytest

from quarterdeck.config.exact_data import COMMON, Built, build_records, read_records
from quarterdeck.config.sealed import hash_key
from quarterdeck.detect.exact_data import ExactData
from quarterdeck.errors import UsageError

KEY = bytes(range(32))


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text("email;card;name\nada@mail.example;4000123456789017;Ada\nx@y.example;;Li\n", encoding="utf-8-sig")
    return path


def test_neither_values_nor_the_names_of_columns_stand_in_the_file(table: Path) -> None:
    target = table.with_name("people.qdx")
    built = build_records(table, target, KEY, ["email", "card", "name"], alone=["card"])
    assert built == Built(rows=2, cells=4, short=1, common=0)
    data = target.read_bytes().lower()
    for word in (b"ada@", b"mail", b"40001234", b"card", b"email", b"people"):
        assert word not in data


def test_another_key_makes_other_hashes_and_finds_nothing(table: Path) -> None:
    target, other = table.with_name("a.qdx"), table.with_name("b.qdx")
    build_records(table, target, KEY, ["card"], needed=1, alone=["card"])
    build_records(table, other, bytes(32), ["card"], needed=1, alone=["card"])
    records = read_records(target, KEY)
    assert set(records.hashes.tolist()).isdisjoint(read_records(other, bytes(32)).hashes.tolist())
    text = "card 4000123456789017"
    assert list(ExactData("exact-data.a", records, hash_key(KEY)).spans(text, text.encode())) == [(5, 21)]
    assert not ExactData("exact-data.a", records, hash_key(bytes(32))).maybe(text.encode())
    with pytest.raises(UsageError, match="another key"):
        read_records(target, bytes(32))


def test_a_value_that_too_many_rows_have_counts_only_alone(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text("id,city\n" + "".join(f"number-{row},Springfield\n" for row in range(COMMON + 1)))
    target = tmp_path / "many.qdx"
    assert build_records(path, target, KEY, ["id", "city"]).common == 1
    finder = ExactData("exact-data.many", read_records(target, KEY), hash_key(KEY))
    assert not finder.maybe(b"number-17 in Springfield")
    build_records(path, target, KEY, ["id", "city"], alone=["city"])
    assert ExactData("exact-data.many", read_records(target, KEY), hash_key(KEY)).maybe(b"in Springfield")


@pytest.mark.parametrize(
    ("content", "columns", "message"),
    [
        ("a,b\n1,2\n", ["emial"], "has no column 'emial'"),
        ("email,b\n1,2\n", ["emial"], "did you mean 'email'"),
        ("a,b\n", ["a"], "has no rows"),
        ('a,b\n"open\n', ["a"], "is not CSV"),
        (b"a,b\n\xff\n", ["a"], "is not UTF-8"),
    ],
)
def test_a_table_that_cannot_be_used_is_told_why(
    tmp_path: Path, content: str | bytes, columns: list[str], message: str
) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(UsageError, match=message):
        build_records(path, tmp_path / "bad.qdx", KEY, columns)
    assert not (tmp_path / "bad.qdx").exists()
