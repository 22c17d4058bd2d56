"""The sheets of an Excel workbook as lines of tab-separated cells, at the cost of the cells that are there.

Nothing is laid out as a grid: one cell in the last row of the last column is one cell.
"""

from __future__ import annotations

import html
import re

from quarterdeck.extract import markup
from quarterdeck.extract.walk import File

_ITEM = re.compile(r"<(?:\w+:)?si\b[^<>]*?(?:/>|>)")
_CELL = re.compile(r"<(?:\w+:)?c(?=[\s>/])[^<>]*>")
# A cell that refers to a shared string: its value is the number of it.
_SHARED = re.compile(r"""<(?:\w+:)?c(?=\s)[^<>]*?\st=["']s["'][^<>]*>\s*<(?:\w+:)?v[^<>]*>\s*(\d{1,9})\s*<""")
_TAG = re.compile(r"<[^<>]*>")
_ROW = re.compile(r"</(?:\w+:)?row>")
_CELLS = re.compile(r"</(?:\w+:)?[cvf]>")
_BLANK = re.compile(r"\t*\n[\t\n ]*")
_TABS = re.compile(r"\t{2,}")


def shared_strings(file: File, text: str) -> list[str]:
    """The strings that cells refer to by number. Raises Spent with more of them than the budget allows."""
    items = _ITEM.split(text)[1:]
    file.parts(len(items))
    return [_plain(item) for item in items]


def rows(file: File, text: str, strings: list[str]) -> str:
    """The cells of one sheet, shared strings put in their places, formulas kept. Raises Spent."""
    file.parts(text.count("<c ") + text.count(":c "))
    start = max(text.rfind("<", 0, text.find("sheetData") + 1), 0)

    def fill(match: re.Match[str]) -> str:
        number = int(match[1])
        return f"{strings[number] if number < len(strings) else number}<"

    if "<![CDATA[" in text:
        return markup.words(text, joined=False)
    filled = _SHARED.sub(fill, text[start:])
    filled = _CELLS.sub("\t", _ROW.sub("\n", filled))
    filled = _TAG.sub("", filled)
    filled = _BLANK.sub("\n", _TABS.sub("\t", filled)).strip()
    return html.unescape(filled) if "&" in filled else filled


def without_cells(text: str) -> str:
    """A sheet without its cells: what is left are links, checks, headers and footers."""
    return _CELL.sub("", text)


def _plain(item: str) -> str:
    """The text of one string, still with its entities, which the whole sheet undoes at once."""
    if "<![CDATA[" in item:
        return html.escape(markup.words(item, joined=True))
    return _TAG.sub("", item).replace("\n", " ").strip()
