"""Whether a text is one SELECT that can do no more than read: it is parsed, and each node is held against a list.

DuckDB's settings close files and the network; this closes what they leave open (data-changing CTEs, SQL in strings).
"""

from __future__ import annotations

from typing import Any

import duckdb
import orjson

from quarterdeck.errors import UsageError

_ONLY = "only one SELECT over the view `records` can be asked"
_NODES = frozenset({"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"})
# They make rows out of their arguments. Others read files, settings or SQL in a string.
_TABLE_FUNCTIONS = frozenset({"range", "generate_series", "unnest", "json_each", "json_tree"})
_NOT_FOR_QUERIES = frozenset({"write_log", "getvariable", "current_setting"})


def check_select(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Raise UsageError unless the text is one SELECT that only reads."""
    try:
        answer = connection.execute("SELECT json_serialize_sql(CAST(? AS VARCHAR))", [sql]).fetchall()
    except duckdb.Error as error:
        raise UsageError(said(error)) from None
    tree: dict[str, Any] = orjson.loads(answer[0][0]) if answer else {"error": True}
    if tree["error"]:
        wrong = tree.get("error_message", "") if tree.get("error_type") in {"parser", "syntax"} else ""
        raise UsageError(f"the query cannot be read: {_line(wrong)}" if wrong else _ONLY)
    if len(tree["statements"]) != 1:
        raise UsageError(_ONLY)
    _walk(tree["statements"][0])


def said(error: duckdb.Error) -> str:
    """What is wrong with a query, in one sentence."""
    if isinstance(error, duckdb.OutOfMemoryException):
        return "the query needs more memory than it may have: ask for less at once, or give it more with --memory"
    if isinstance(error, duckdb.PermissionException):
        return f"{_ONLY}; files and addresses cannot be read"
    return f"the query cannot be answered: {_line(str(error))}"


def _line(message: str) -> str:
    """Without DuckDB's class of the error and its picture of the place, but with its hint."""
    text, _, _picture = message.partition("\n\nLINE ")
    head, colon, rest = text.partition(" Error: ")
    return " ".join((rest if colon and " " not in head else text).split())


def _walk(node: Any) -> None:
    """Depth first, without recursion: the parser lets a query be nested deeper than Python goes."""
    rest = [node]
    while rest:
        one = rest.pop()
        if isinstance(one, list):
            rest += one
        elif isinstance(one, dict):
            _look(one)
            rest += one.values()


def _look(node: dict[str, Any]) -> None:
    kind = node.get("type")
    if isinstance(kind, str) and kind.endswith("_NODE") and kind not in _NODES:
        raise UsageError(f"{_ONLY}: nothing can be written")
    if kind == "TABLE_FUNCTION":
        name = str(node["function"].get("function_name", "")).lower()
        if name not in _TABLE_FUNCTIONS:
            raise UsageError(f"{_ONLY}, and the table function {name!r} reads something else")
    elif kind == "FUNCTION" and str(node.get("function_name", "")).lower() in _NOT_FOR_QUERIES:
        raise UsageError(f"the function {node['function_name']!r} has nothing to do with the view `records`")
