"""One SELECT that only reads is taken, and nothing else; what is wrong is said in one sentence."""

from __future__ import annotations

import duckdb
import pytest

from quarterdeck.audit.sql import check_select, said
from quarterdeck.errors import UsageError


@pytest.fixture
def connection():
    with duckdb.connect(":memory:") as made:
        made.execute("CREATE VIEW records AS SELECT 1 AS port")
        yield made


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1",
        "FROM records",
        "DESCRIBE records",
        "SUMMARIZE records",
        "WITH x AS (SELECT port FROM records) SELECT * FROM x UNION ALL SELECT 2",
        "WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x WHERE n < 3) SELECT * FROM x",
        "SELECT * FROM range(3), unnest([1, 2])",
        "SELECT list_transform([1], lambda x: x + 1), 'copy; drop' -- a comment",
        "SELECT sum(port) OVER (ORDER BY port) FROM records QUALIFY true",
        "VALUES (1)",
        "SELECT 1;",
    ],
)
def test_a_select_is_taken(connection, sql):
    check_select(connection, sql)


@pytest.mark.parametrize(
    "sql",
    [
        "",
        "-- nothing",
        "SELECT 1; SELECT 2",
        "DELETE FROM records",
        "CREATE TABLE x AS SELECT 1",
        "SET threads = 1",
        "PRAGMA version",
        "CALL pragma_version()",
        "ATTACH 'x'",
        "INSTALL httpfs",
        "COPY records TO 'x'",
        "EXPORT DATABASE 'x'",
        "COMMIT",
        "EXPLAIN ANALYZE SELECT 1",
        "WITH x AS (COPY records TO 'x.csv') SELECT 1",
        "WITH x AS (WITH y AS (COPY records TO 'x.csv') SELECT 1) SELECT 1",
        "SELECT (WITH y AS (COPY records TO 'x.csv') SELECT 1)",
        "WITH x AS (INSERT INTO records VALUES (1) RETURNING *) SELECT * FROM x",
        "FROM query('SELECT 1')",
        "FROM \"QUERY\"('SELECT 1')",
        "FROM json_execute_serialized_sql('{}')",
        "FROM read_text('/etc/hostname')",
        "FROM read_parquet('x')",
        "FROM glob('/*')",
        "FROM duckdb_settings()",
        "SELECT port IN (FROM read_csv('x')) FROM records",
        "SELECT current_setting('home_directory')",
        "SELECT write_log('x')",
    ],
)
def test_anything_else_is_refused_in_one_sentence(connection, sql):
    with pytest.raises(UsageError) as caught:
        check_select(connection, sql)
    assert "\n" not in str(caught.value)


def test_a_query_nested_deeper_than_python_goes_is_refused_or_taken_and_breaks_nothing(connection):
    deep = "SELECT " + "(" * 900 + "1" + ")" * 900
    try:
        check_select(connection, deep)
    except UsageError as error:
        assert "\n" not in str(error)  # noqa: PT017  both are fine


def test_a_mistake_is_told_without_the_picture_of_its_place(connection):
    with pytest.raises(UsageError, match=r"cannot be read: syntax error at or near \"WHERE\"$"):
        check_select(connection, "SELECT port FORM WHERE")
    with pytest.raises(duckdb.Error) as caught:
        connection.execute("SELECT prt FROM records")
    assert said(caught.value).startswith('the query cannot be answered: Referenced column "prt" not found')
    assert "LINE" not in said(caught.value)
    assert "port" in said(caught.value)
